import { readFileSync } from 'node:fs'
import { createRandom } from 'barcast/core'
import { createStudy, type ParamValues, quasiRandom, type SearchSpace, suggestFrom, type Trial } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { haltonSequence } from '../../src/tuning/halton.js'
import { SOBOL_DIMENSIONS, sobolSequence } from '../../src/tuning/sobol.js'
import { errorOf } from './error-of.js'

interface Golden {
  places: number[]
  sobol: number[][]
  halton: number[][]
  space: SearchSpace
  studies: Record<'sobol' | 'halton', ParamValues[]>
}

const golden = JSON.parse(readFileSync(new URL('../golden/quasi-random/points.json', import.meta.url), 'utf8')) as Golden
const clock = { nowMs: () => 0 }

type Sequence = (place: number) => Float64Array
const first = (sequence: Sequence, count: number): Float64Array[] => Array.from({ length: count }, (_, place) => sequence(place))

/** Centred L2 discrepancy (Hickernell, 1998), as `scipy.stats.qmc.discrepancy`. */
function discrepancy(points: readonly Float64Array[]): number {
  const size = points[0]!.length
  const away = (value: number): number => Math.abs(value - 0.5)
  let single = 0
  let pairs = 0
  for (const a of points) {
    single += a.reduce((product, x) => product * (1 + away(x) / 2 - away(x) ** 2 / 2), 1)
    for (const b of points) pairs += a.reduce((product, x, i) => product * (1 + away(x) / 2 + away(b[i]!) / 2 - Math.abs(x - b[i]!) / 2), 1)
  }
  return (13 / 12) ** size - (2 / points.length) * single + pairs / points.length ** 2
}

describe('unscrambled sequences equal SciPy’s', () => {
  it('Sobol, bit for bit, in 128 dimensions', () => {
    const pointAt = sobolSequence(SOBOL_DIMENSIONS)
    for (const [k, place] of golden.places.entries()) expect([...pointAt(place)].map((x) => x * 2 ** 30)).toEqual(golden.sobol[k])
  })

  it('Halton, to 1e-15, in 30 dimensions', () => {
    const pointAt = haltonSequence(30)
    for (const [k, place] of golden.places.entries()) {
      const point = pointAt(place)
      for (const [d, expected] of golden.halton[k]!.entries()) expect(Math.abs(point[d]! - expected)).toBeLessThan(1e-15)
    }
  })
})

describe('scrambled sequences', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 50 })

  it('have one of the first 2^m points in each of 2^m intervals, and in each box of two dimensions', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 7 }), (seed, m, split) => {
        const points = first(sobolSequence(9, seed), 2 ** m)
        for (let d = 0; d < 9; d++) expect(new Set(points.map((point) => Math.floor(point[d]! * 2 ** m))).size).toBe(2 ** m)
        const wide = Math.min(split, m)
        const boxes = points.map(([x, y]) => `${Math.floor(x! * 2 ** wide)}/${Math.floor(y! * 2 ** (m - wide))}`)
        expect(new Set(boxes).size).toBe(2 ** m)
        expect(Math.max(...points[0]!)).toBeGreaterThan(0)
      }),
      { numRuns: 30 },
    )
  })

  it('of Halton, one of the first p^k points in each of p^k intervals', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const pointAt = haltonSequence(4, seed)
        for (const [d, count] of [128, 81, 125, 49].entries()) {
          const cells = first(pointAt, count).map((point) => Math.floor(point[d]! * count + 1e-9))
          expect(new Set(cells).size).toBe(count)
        }
      }),
      { numRuns: 15 },
    )
  })

  it.each([
    ['Sobol', sobolSequence],
    ['Halton', haltonSequence],
  ])('%s: fill five dimensions far more evenly than random points, and otherwise with another seed', (_, sequence) => {
    const mean = (make: (seed: number) => Float64Array[]): number =>
      [1, 2, 3, 4].reduce((sum, seed) => sum + discrepancy(make(seed)), 0) / 4
    const random = mean((seed) => {
      const { uniform } = createRandom(seed)
      return Array.from({ length: 128 }, () => Float64Array.from({ length: 5 }, uniform))
    })
    expect(mean((seed) => first(sequence(5, seed), 128))).toBeLessThan(random / 3)
    expect(sequence(5, 1)(10)).not.toEqual(sequence(5, 2)(10))
  })
})

describe('the sampler', () => {
  it.each(['sobol', 'halton'] as const)('proposes what Optuna 5.0.0 proposes: %s', (sequence) => {
    const study = createStudy({ sampler: quasiRandom({ sequence }), clock })
    for (const [number, expected] of golden.studies[sequence].entries()) {
      const trial = study.ask()
      const params = suggestFrom(trial, golden.space)
      study.tell(trial, 0)
      if (number === 0) continue
      for (const [name, value] of Object.entries(expected)) {
        const found = params[name]
        if (typeof value === 'string') expect(found).toBe(value)
        else
          expect(
            Math.abs((found as number) - (value as number)) / Math.max(1e-6, Math.abs(value as number)),
            `${name} of ${number}`,
          ).toBeLessThan(1e-12)
      }
    }
  })

  const point = (trial: Trial): string => {
    const params = suggestFrom(trial, { x: { type: 'float', low: 0, high: 1 }, y: { type: 'float', low: 1e-4, high: 1, log: true } })
    return `${params.x}/${params.y}`
  }

  it('tries no point twice, in whatever batches, with trials that fail or are queued in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.boolean(), fc.integer({ min: 0, max: 12 }), async (batchSize, scramble, cut) => {
        const run = async (): Promise<string[]> => {
          const study = createStudy({ sampler: quasiRandom({ scramble }), seed: 3, batchSize, clock })
          const points: string[] = []
          const objective = (trial: Trial): number => {
            points.push(point(trial))
            if (trial.number % 5 === 3) throw new Error('broken')
            return 0
          }
          await study.optimize(objective, { trials: cut, catchErrors: true })
          study.enqueue({ x: 0.51, y: 0.01 })
          await study.optimize(objective, { trials: 14, catchErrors: true })
          return points
        }
        const points = await run()
        expect(points).toHaveLength(cut + 14)
        expect(new Set(points).size).toBe(points.length)
        expect(await run()).toEqual(points)
      }),
      { numRuns: 20 },
    )
  })

  it('gives the same points in batches as one by one, after those of the first batch', async () => {
    const pointsOf = async (batchSize: number): Promise<string[]> => {
      const points: string[] = []
      const objective = (trial: Trial): number => points.push(point(trial))
      await createStudy({ sampler: quasiRandom({ scramble: true, seed: 8 }), batchSize, clock }).optimize(objective, { trials: 20 })
      return points.slice(batchSize)
    }
    const alone = await pointsOf(1)
    for (const size of [2, 4, 7]) expect(await pointsOf(size)).toEqual(alone.slice(0, 20 - size))
  })

  it('goes on from a snapshot, with the settings and the seed that it had', () => {
    const create = () => createStudy({ sampler: quasiRandom({ sequence: 'halton', scramble: true, seed: 9 }), clock })
    const run = (study: ReturnType<typeof create>, count: number) => {
      for (let k = 0; k < count; k++) {
        const trial = study.ask()
        point(trial)
        study.tell(trial, 0)
      }
      return study
    }
    const later = createStudy({ snapshot: JSON.parse(JSON.stringify(run(create(), 5).snapshot())), clock })
    expect(run(later, 7).trials).toEqual(run(create(), 12).trials)
  })

  it('draws by chance what the first trial did not have, and leaves single values alone', () => {
    const study = createStudy({ sampler: quasiRandom(), clock })
    const seen = new Set<unknown>()
    for (let k = 0; k < 17; k++) {
      const trial = study.ask()
      seen.add(trial.suggestCategorical('kind', ['a', 'b', 'c']))
      trial.suggestFloat('fixed', 2, 2)
      if (k > 0) expect(trial.suggestInt('late', 1, 4)).toBeLessThan(5)
      study.tell(trial, k === 0 ? { state: 'pruned' } : 0)
    }
    expect(seen.size).toBe(3)
    expect(study.trials[1]!.params.kind).toBe('a')
  })

  it('refuses what it cannot do', async () => {
    expect(() => quasiRandom({ sequence: 'sobel' as 'sobol' })).toThrow('did you mean "sobol"?')
    expect(await errorOf(() => quasiRandom({ scrambled: true } as object))).toMatchObject({ code: 'tuning/unknown-option' })
    expect(await errorOf(() => quasiRandom({ scramble: 1 as never }))).toMatchObject({ code: 'tuning/config' })
    const space = Object.fromEntries(Array.from({ length: 129 }, (_, k) => [`x${k}`, { type: 'float', low: 0, high: 1 } as const]))
    const study = createStudy({ sampler: quasiRandom(), clock })
    const trial = study.ask()
    suggestFrom(trial, space)
    study.tell(trial, 1)
    expect(await errorOf(() => study.ask())).toMatchObject({ code: 'tuning/config', value: 129 })
  })
})
