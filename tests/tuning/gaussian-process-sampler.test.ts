import { createRandom } from 'barcast/core'
import {
  createStudy,
  type Direction,
  gaussianProcess,
  hypervolume,
  random,
  type Sampler,
  type Study,
  type StudySnapshot,
  type Trial,
} from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contains, type ParamValue, type SearchDimension } from '../../src/tuning/search-space.js'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 1000 }
const throughText = (snapshot: StudySnapshot): StudySnapshot => JSON.parse(JSON.stringify(snapshot)) as StudySnapshot

function studyOf(sampler: Sampler, objective: (trial: Trial) => number, trials: number, seed = 3): Study {
  const study = createStudy({ direction: 'minimize', sampler, seed, clock })
  for (let k = 0; k < trials; k++) {
    const trial = study.ask()
    study.tell(trial, objective(trial))
  }
  return study
}

/** Parameters of every kind, one of them only in some trials. */
function mixed(trial: Trial): number {
  const kind = trial.suggestCategorical('kind', ['tree', 'line', null])
  const rate = trial.suggestFloat('rate', 1e-4, 1, { log: true })
  const leaves = trial.suggestInt('leaves', 2, 500, { log: true })
  const share = trial.suggestFloat('share', 0.1, 0.9, { step: 0.1 })
  const slope = kind === 'line' ? trial.suggestFloat('slope', -1, 1) ** 2 : 0.3
  return slope + (Math.log10(rate) + 2) ** 2 + (Math.log2(leaves) - 5) ** 2 / 4 + (share - 0.5) ** 2 + (kind === null ? 1 : 0)
}

function runMixed(study: Study, count: number): Study {
  for (let k = 0; k < count; k++) {
    const trial = study.ask()
    const value = mixed(trial)
    study.tell(trial, trial.number === 2 ? Number.NaN : trial.number === 3 ? Infinity : trial.number === 4 ? { state: 'pruned' } : value)
  }
  return study
}

const bowl = (trial: Trial): number => (trial.suggestFloat('x', -5, 5) - 1.3) ** 2 + (trial.suggestFloat('y', -5, 5) + 2) ** 2

describe('suggestions', () => {
  it('are in range, whatever the space and the values', () => {
    const bound = fc.integer({ min: -50, max: 50 })
    const dimension: fc.Arbitrary<SearchDimension> = fc.oneof(
      fc.tuple(bound, fc.integer({ min: 1, max: 60 })).map(([low, width]) => ({ type: 'float' as const, low, high: low + width / 7 })),
      fc.tuple(bound, fc.integer({ min: 1, max: 60 })).map(([low, width]) => ({ type: 'int' as const, low, high: low + width })),
      fc.integer({ min: 1, max: 9 }).map((decades) => ({ type: 'float' as const, low: 10 ** -decades, high: 10, log: true })),
      fc.integer({ min: 2, max: 3000 }).map((high) => ({ type: 'int' as const, low: 1, high, log: true })),
      fc.integer({ min: 1, max: 30 }).map((steps) => ({ type: 'float' as const, low: 0.1, high: 0.1 + 0.2 * steps, step: 0.2 })),
      fc.constant({ type: 'choice' as const, choices: ['a', 1, null, true] as ParamValue[] }),
    )
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 1e308, -1e308, 1e-300, Infinity, -Infinity))
    const directions = fc.array(fc.constantFrom<Direction>('minimize', 'maximize'), { minLength: 1, maxLength: 2 })
    fc.assert(
      fc.property(
        fc.array(dimension, { minLength: 1, maxLength: 3 }),
        fc.array(value, { minLength: 4, maxLength: 6 }),
        directions,
        (space, values, ways) => {
          const study = createStudy({ directions: ways, sampler: gaussianProcess({ startupTrials: 3 }), seed: 8, clock })
          for (const [k, one] of [...values, 0].entries()) {
            const trial = study.ask()
            space.forEach((given, i) => {
              const name = `p${i}`
              const found =
                given.type === 'choice'
                  ? trial.suggestCategorical(name, given.choices)
                  : given.type === 'int'
                    ? trial.suggestInt(name, given.low, given.high, { log: given.log === true })
                    : trial.suggestFloat(name, given.low, given.high, {
                        log: given.log === true,
                        ...(given.step === undefined ? {} : { step: given.step }),
                      })
              expect(contains(study.trials[k]!.space[name]!, found)).toBe(true)
            })
            study.tell(
              trial,
              ways.map((_, objective) => (objective === 0 ? one : values[(k + 1) % values.length]!)),
            )
          }
        },
      ),
      { numRuns: 5 },
    )
  })

  it('are learned: after ten uniform trials they close in, where random ones do not', () => {
    const learned = studyOf(gaussianProcess(), bowl, 22)
    expect(learned.bestValue).toBeLessThan(0.02)
    expect(studyOf(random(), bowl, 22).bestValue).toBeGreaterThan(0.1)
    expect(learned.trials.slice(0, 10).map(({ params }) => params)).toEqual(studyOf(random(), bowl, 10).trials.map(({ params }) => params))
  })

  it('find a maximum as they find a minimum', () => {
    const upward = createStudy({ direction: 'maximize', sampler: gaussianProcess(), seed: 3, clock })
    for (let k = 0; k < 16; k++) {
      const trial = upward.ask()
      upward.tell(trial, -bowl(trial))
    }
    expect(upward.trials.map(({ params }) => params)).toEqual(studyOf(gaussianProcess(), bowl, 16).trials.map(({ params }) => params))
  })

  it('go on where a snapshot was taken, through JSON; conditional parameters, failed and infinite trials among them', () => {
    const sampler = (): Sampler => gaussianProcess({ startupTrials: 5, deterministicObjective: true })
    const whole = runMixed(createStudy({ direction: 'minimize', sampler: sampler(), seed: 5, clock }), 13)
    for (const cut of [4, 9]) {
      const begun = runMixed(createStudy({ direction: 'minimize', sampler: sampler(), seed: 5, clock }), cut)
      const resumed = runMixed(createStudy({ snapshot: throughText(begun.snapshot()), clock }), 13 - cut)
      expect(resumed.snapshot()).toEqual(whole.snapshot())
    }
  })

  it('of one batch differ, and do not depend on which trial of it is told first', () => {
    const run = (order: readonly number[]): Study => {
      const study = createStudy({ direction: 'minimize', sampler: gaussianProcess({ startupTrials: 4 }), seed: 2, batchSize: 4, clock })
      for (let batch = 0; batch < 3; batch++) {
        const trials = order.map(() => study.ask())
        const values = trials.map(bowl)
        for (const k of order) study.tell(trials[k]!, values[k]!)
      }
      return study
    }
    const study = run([0, 1, 2, 3])
    expect(run([3, 1, 0, 2]).trials).toEqual(study.trials)
    const first = study.trials.slice(4, 8).map(({ params }) => [Number(params.x), Number(params.y)] as const)
    for (const [i, a] of first.entries())
      for (const b of first.slice(i + 1)) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThan(0.1)
  })
})

describe('data that teaches little', () => {
  const learnt: [string, (trial: Trial) => number][] = [
    ['all values equal', (trial) => Math.max(trial.suggestFloat('x', 0, 1), 4)],
    ['huge values', (trial) => (trial.suggestFloat('x', 0, 1) - 0.3) ** 2 * 1e300],
    ['tiny differences', (trial) => 1e6 + (trial.suggestFloat('x', 0, 1) - 0.3) ** 2 * 1e-9],
    ['two points again and again', (trial) => trial.suggestInt('x', 0, 1)],
    ['infinite values alone', (trial) => Math.max(trial.suggestFloat('x', 0, 1), Infinity)],
  ]

  it.each(learnt)('%s', (_, objective) => {
    const { trials } = studyOf(gaussianProcess({ startupTrials: 1, deterministicObjective: true }), objective, 9)
    expect(trials.every(({ state, params }) => state === 'complete' && Number.isFinite(params.x))).toBe(true)
  })

  it('one trial is enough to learn from, and no shared parameter is no error', () => {
    const study = studyOf(gaussianProcess({ startupTrials: 1 }), bowl, 2)
    expect(study.trials[1]!.params).not.toEqual(studyOf(random(), bowl, 2).trials[1]!.params)
    const apart = (trial: Trial): number => trial.suggestFloat(`x${trial.number % 2}`, 0, 1)
    expect(studyOf(gaussianProcess({ startupTrials: 2 }), apart, 6).trials.map(({ params }) => params)).toEqual(
      studyOf(random(), apart, 6).trials.map(({ params }) => params),
    )
  })

  it('queued values that the space cannot hold are refused by the trial, not by its neighbours', () => {
    const study = createStudy({ direction: 'minimize', sampler: gaussianProcess({ startupTrials: 2 }), batchSize: 6, clock })
    const objective = (trial: Trial): number => trial.suggestFloat('rate', 1e-3, 1, { log: true })
    for (let k = 0; k < 6; k++) {
      const trial = study.ask()
      study.tell(trial, objective(trial))
    }
    study.enqueue({ rate: -4 })
    study.ask()
    expect(objective(study.ask())).toBeGreaterThan(0)
  })
})

describe('constraints', () => {
  /** The best of x + y within a quarter disc is at 1/√2 each; outside of it the sum falls on. */
  function run(sampler: Sampler, trials: number): Study {
    const study = createStudy({ direction: 'minimize', sampler, seed: 1, clock })
    for (let k = 0; k < trials; k++) {
      const trial = study.ask()
      const [x, y] = [trial.suggestFloat('x', -2, 2), trial.suggestFloat('y', -2, 2)]
      trial.setConstraints([x * x + y * y - 1, y - 1.5])
      study.tell(trial, x + y)
    }
    return study
  }

  it('are learned: the best feasible trial nears the best there is, and most suggestions are feasible', () => {
    const study = run(gaussianProcess(), 26)
    expect(study.bestValue).toBeGreaterThanOrEqual(-Math.SQRT2)
    expect(study.bestValue).toBeLessThan(-1.4)
    expect(run(random(), 26).bestValue).toBeGreaterThan(-1.38)
    expect(study.trials.slice(14).filter(({ constraints }) => Math.max(...constraints!) < 0.05).length).toBeGreaterThan(9)
  })

  it('alone decide while no trial is feasible', () => {
    const study = createStudy({ direction: 'minimize', sampler: gaussianProcess({ startupTrials: 5 }), seed: 1, clock })
    for (let k = 0; k < 20; k++) {
      const trial = study.ask()
      const x = trial.suggestFloat('x', 0, 1)
      trial.setConstraints([Math.abs(x - 0.777) - 0.004])
      study.tell(trial, x)
    }
    expect(study.bestValue).toBeCloseTo(0.777, 2)
  })

  it('must be as many in every trial', async () => {
    const study = createStudy({ direction: 'minimize', sampler: gaussianProcess({ startupTrials: 2 }), clock })
    for (let k = 0; k < 2; k++) {
      const trial = study.ask()
      if (k === 0) trial.setConstraints([1])
      study.tell(trial, bowl(trial))
    }
    expect(await errorOf(() => study.ask())).toMatchObject({ code: 'tuning/constraints' })
  })
})

describe('several objectives', () => {
  it('the front covers more than that of random trials', () => {
    const covered = (sampler: Sampler): number => {
      const study = createStudy({ directions: ['minimize', 'maximize'], sampler, seed: 7, clock })
      for (let k = 0; k < 20; k++) {
        const trial = study.ask()
        const [x, y] = [trial.suggestFloat('x', 0, 1), trial.suggestFloat('y', 0, 1)]
        study.tell(trial, [x, Math.sqrt(x) - 4 * (y - 0.6) ** 2])
      }
      return hypervolume(
        study.bestTrials.map(({ values }) => values),
        [1, -1],
        ['minimize', 'maximize'],
      )
    }
    // All there is: ∫ (1 + √x) dx = 5/3.
    expect(covered(gaussianProcess())).toBeGreaterThan(1.59)
    expect(covered(random())).toBeLessThan(1.55)
  })

  it('more than three are refused by name', async () => {
    const study = createStudy({ directions: ['minimize', 'minimize', 'minimize', 'minimize'], sampler: gaussianProcess(), clock })
    expect(await errorOf(() => study.ask())).toMatchObject({ code: 'tuning/several-objectives' })
  })
})

describe('options', () => {
  it.each([
    [{ startupTrials: 0 }, 'tuning/config'],
    [{ startupTrials: 2.5 }, 'tuning/config'],
    [{ deterministicObjective: 1 }, 'tuning/config'],
    [{ startupTrial: 3 }, 'tuning/unknown-option'],
  ])('%j is refused', async (options, code) => {
    expect(await errorOf(() => gaussianProcess(options as object))).toMatchObject({ code })
  })

  it('equal seeds give equal studies, others do not', () => {
    const objective = (trial: Trial): number => bowl(trial) + createRandom(trial.number).normal()
    const study = studyOf(gaussianProcess(), objective, 13)
    expect(studyOf(gaussianProcess(), objective, 13).trials).toEqual(study.trials)
    expect(studyOf(gaussianProcess(), objective, 13, 4).trials).not.toEqual(study.trials)
  })
})
