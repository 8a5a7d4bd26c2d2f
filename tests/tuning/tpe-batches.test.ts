import { createMemoryStudyStore } from 'barcast/memory'
import { createStudy, type ParamValues, type Study, type TpeOptions, type Trial, tpe } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 0 }
const bowl = (trial: Trial): number => {
  const x = trial.suggestFloat('x', -5, 5)
  const y = trial.suggestFloat('y', -5, 5)
  return (x - 1) ** 2 + (y + 2) ** 2
}
const spelt = ({ params }: { params: ParamValues }): string => JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Mean distance of a trial to the nearest one of its batch, once the sampler learns. */
function spreadOf({ trials }: Study, batchSize: number): number {
  const points = trials.map(({ params }) => [params.x as number, params.y as number] as const)
  const nearest = points.map(([x, y], i) => {
    const first = i - (i % batchSize)
    const mates = points.slice(first, first + batchSize).filter((_, k) => first + k !== i)
    return Math.min(...mates.map(([a, b]) => Math.hypot(a - x, b - y)))
  })
  const learnt = nearest.slice(2 * batchSize)
  return learnt.reduce((sum, distance) => sum + distance, 0) / learnt.length
}

async function run(options: TpeOptions, batchSize: number, seed: number): Promise<Study> {
  return createStudy({ sampler: tpe({ startupTrials: 8, ...options }), batchSize, seed, clock }).optimize(bowl, { trials: 48 })
}

describe('trials that run side by side', () => {
  it.each([{}, { multivariate: false }, { grouped: true }, { constantLiar: false }])('never repeat a point: %j', async (options) => {
    for (const batchSize of [1, 3, 8]) {
      const { trials } = await run(options, batchSize, batchSize)
      expect(new Set(trials.map(spelt)).size).toBe(trials.length)
    }
  })

  it('do not repeat one from processes that share a storage either', () => {
    const storage = createMemoryStudyStore()
    const options = { storage, name: 'shared', interrupted: 'leave', clock, sampler: tpe({ startupTrials: 4 }) } as const
    const processes = [createStudy(options), createStudy(options), createStudy(options)]
    for (let round = 0; round < 6; round++) {
      const asked = processes.map((study) => ({ study, trial: study.ask() }))
      for (const { study, trial } of asked) study.tell(trial, bowl(trial))
    }
    const { trials } = createStudy({ ...options })
    expect(trials).toHaveLength(18)
    expect(new Set(trials.map(spelt)).size).toBe(18)
  })

  it.each([{}, { multivariate: false }])('keep away from each other with a liar: %j', async (options) => {
    const spread = async (constantLiar: boolean): Promise<number> => {
      let sum = 0
      for (let seed = 0; seed < 6; seed++) sum += spreadOf(await run({ ...options, constantLiar }, 8, seed), 8)
      return sum / 6
    }
    const [apart, crowded] = [await spread(true), await spread(false)]
    expect(apart / crowded).toBeGreaterThan(1.1)
  })
})

describe('options', () => {
  it('that contradict each other or are none are refused by name', async () => {
    expect(await errorOf(() => tpe({ grouped: true, multivariate: false }))).toMatchObject({
      code: 'tuning/config',
      where: { path: 'grouped' },
    })
    expect(await errorOf(() => tpe({ constantLiar: 1 as never }))).toMatchObject({ code: 'tuning/config', where: { path: 'constantLiar' } })
    expect(await errorOf(() => tpe({ group: true } as never))).toMatchObject({
      code: 'tuning/unknown-option',
      message: expect.stringContaining('grouped'),
    })
  })

  it('are kept in a snapshot', () => {
    const study = createStudy({ sampler: tpe({ grouped: true, constantLiar: false, candidates: 5 }), clock })
    expect(study.snapshot().sampler).toEqual({
      name: 'tpe',
      settings: { startupTrials: 10, candidates: 5, grouped: true, constantLiar: false },
    })
  })
})
