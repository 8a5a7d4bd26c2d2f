import { cmaEs, createStudy, type Study, suggestFrom, type Trial, type TrialRecord } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 0 }

/** Numbers of all kinds, a choice, a parameter of one branch, trials that fail and trials that are pruned. */
function objective(trial: Trial): number {
  const kind = trial.suggestCategorical('kind', ['tree', 'line'])
  const x = trial.suggestFloat('x', -2, 3)
  const rate = trial.suggestFloat('rate', 1e-4, 1, { log: true })
  const depth = trial.suggestInt('depth', 1, 9)
  const units = trial.suggestInt('units', 4, 64, { step: 4 })
  trial.suggestFloat('fixed', 2, 2)
  if (kind === 'line') trial.suggestFloat('slope', -1, 1)
  trial.report(x, 1)
  if (trial.number % 7 === 5) throw new Error('broken')
  if (trial.number % 9 === 4) trial.prune()
  return (x - 1) ** 2 + (Math.log10(rate) + 2) ** 2 + (depth - 6) ** 2 / 9 + (units - 32) ** 2 / 400 + (kind === 'line' ? 0.1 : 0)
}

const run = (study: Study, trials: number): Promise<Study> => study.optimize(objective, { trials, catchErrors: true })
const optionsOf = [{}, { withMargin: true }, { separable: true }, { considerPruned: true, populationSize: 5, x0: { x: 2 }, sigma0: 0.3 }]
const studyOf = (k: number, batchSize = 1, seed = 4): Study => createStudy({ sampler: cmaEs(optionsOf[k]!), seed, batchSize, clock })
const throughText = (study: Study): Study => createStudy({ snapshot: JSON.parse(JSON.stringify(study.snapshot())), clock })

describe('trials follow from the history', () => {
  it('whatever the options, batches and interruptions: from a snapshot, in parts, and again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 30 }), async (k, size, cut) => {
        const whole = await run(studyOf(k, size), 30)
        const begun = await run(studyOf(k, size), cut)
        expect((await run(throughText(begun), 30 - cut)).trials).toEqual(whole.trials)
        expect((await run(begun, 30 - cut)).trials).toEqual(whole.trials)
        for (const { params } of whole.trials) expect(Number(params.units) % 4).toBe(0)
      }),
      { numRuns: 5 },
    )
  })

  it('whether the sampler has seen the trials before or not', async () => {
    for (const k of optionsOf.keys()) {
      const study = await run(studyOf(k), 45)
      const { number, direction, directions } = { number: 45, direction: 'minimize' as const, directions: ['minimize'] as const }
      const asking: TrialRecord = { number, state: 'running', params: {}, space: {}, startedMs: 0 }
      const start = { number, direction, directions, trials: [...study.trials, asking], batchSize: 1, seed: 4, random: undefined as never }
      expect(study.ask() && study.trials[45]).toMatchObject({ proposed: cmaEs(optionsOf[k]!).propose!(start) })
      // The same trials but one, which another value moves from the worst of its generation to the best.
      const used = cmaEs(optionsOf[k]!)
      used.propose!(start)
      const changed = start.trials.map((trial) =>
        trial.state === 'complete' && trial.number < 4 ? { ...trial, value: -trial.value } : trial,
      )
      const again = { ...start, trials: changed }
      expect(used.propose!(again)).toEqual(cmaEs(optionsOf[k]!).propose!(again))
      expect(used.propose!(again)).not.toEqual(used.propose!(start))
    }
  })

  it('of its own seed', async () => {
    const ofSeed = async (seed: number) => (await run(studyOf(0, 1, seed), 12)).trials.map(({ params }) => params)
    expect(await ofSeed(1)).not.toEqual(await ofSeed(2))
  })
})

describe('the search', () => {
  it('learns the numbers that all trials have, also those of a batch that its population does not divide', async () => {
    for (const size of [1, 3, 8]) {
      const study = await run(studyOf(0, size), 120)
      expect(study.bestValue).toBeLessThan(0.3)
      expect(Object.keys(study.ask() && (study.trials[120] as { proposed?: object }).proposed!)).toEqual(['depth', 'rate', 'units', 'x'])
    }
  })

  it('maximises too', async () => {
    const study = createStudy({ sampler: cmaEs({ seed: 1 }), direction: 'maximize', clock })
    await study.optimize((trial) => -((trial.suggestFloat('x', -5, 5) - 2) ** 2), { trials: 80 })
    expect(study.bestValue).toBeGreaterThan(-1e-3)
  })

  it('takes one parameter, choices alone, single values alone and infinite values', async () => {
    const choices = createStudy({ sampler: cmaEs(), clock })
    await choices.optimize((trial) => (trial.suggestCategorical('a', [1, 2, 3]) === 2 ? 0 : 1), { trials: 20 })
    expect(choices.bestValue).toBe(0)
    const single = createStudy({ sampler: cmaEs(), clock })
    await single.optimize((trial) => trial.suggestInt('a', 3, 3), { trials: 5 })
    expect(single.bestValue).toBe(3)
    const infinite = createStudy({ sampler: cmaEs(), clock })
    await infinite.optimize((trial) => (trial.suggestFloat('x', 0, 1) < 0.9 ? Infinity : 1), { trials: 80 })
    expect(infinite.trials.every(({ params }) => Number(params.x) >= 0 && Number(params.x) <= 1)).toBe(true)
  })

  it('stays within its ranges once it has shrunk to a point', async () => {
    const study = createStudy({ sampler: cmaEs({ populationSize: 4 }), clock })
    await study.optimize((trial) => (trial.suggestFloat('x', 0, 1) - 0.3) ** 2, { trials: 400 })
    for (const { params } of study.trials.slice(-20)) expect(Math.abs(Number(params.x) - 0.3)).toBeLessThan(1e-9)
  })

  it('begins near the best of a similar study', async () => {
    const space = { x: { type: 'float', low: 0, high: 10 }, y: { type: 'float', low: 0, high: 10 } } as const
    const distance = (trial: Trial): number => {
      const { x, y } = suggestFrom(trial, space)
      return (Number(x) - 8) ** 2 + (Number(y) - 2) ** 2
    }
    const source = await createStudy({ clock }).optimize(distance, { trials: 60 })
    const sampler = cmaEs({ sourceTrials: source.trials })
    const study = await createStudy({ sampler, clock }).optimize(distance, { trials: 8 })
    const mean = study.trials.slice(1).reduce((sum, { params }) => sum + Number(params.x), 0) / 7
    expect(Math.abs(mean - 8)).toBeLessThan(2)
    expect(study.snapshot().sampler).toBeNull()
    const few = createStudy({ sampler: cmaEs({ sourceTrials: source.trials.slice(0, 9) }), clock })
    expect(await errorOf(() => few.optimize(distance, { trials: 3 }))).toMatchObject({ code: 'tuning/source-trials', value: 9 })
  })
})

it('refuses what it cannot do', async () => {
  const wrong: [object, string][] = [
    [{ popsize: 3 }, 'unknown-option'],
    [{ populationSize: 1 }, 'config'],
    [{ startupTrials: -1 }, 'config'],
    [{ sigma0: 0 }, 'config'],
    [{ x0: { x: Number.NaN } }, 'config'],
    [{ separable: true, withMargin: true }, 'config'],
    [{ sourceTrials: [], sigma0: 1 }, 'config'],
    [{ considerPruned: 1 }, 'config'],
  ]
  for (const [options, code] of wrong) expect(await errorOf(() => cmaEs(options))).toMatchObject({ code: `tuning/${code}` })
  const outside = createStudy({ sampler: cmaEs({ x0: { x: 7 } }), clock })
  const one = (trial: Trial): number => trial.suggestFloat('x', 0, 1)
  expect(await errorOf(() => outside.optimize(one, { trials: 2 }))).toMatchObject({ code: 'tuning/config', value: 7 })
  const two = createStudy({ sampler: cmaEs(), directions: ['minimize', 'maximize'], clock })
  expect(await errorOf(() => two.optimize((trial) => [one(trial), 1], { trials: 2 }))).toMatchObject({ code: 'tuning/several-objectives' })
})
