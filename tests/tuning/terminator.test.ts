import { createStudy, random, reportCrossValidationScores, type Study, type Trial, terminator } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 0 }
const FOLDS = [-2, 1, 0, 3, -2]

/** A bowl whose folds differ by multiples of `spread`. */
const bowl =
  (spread: number) =>
  (trial: Trial): number => {
    const value = (trial.suggestFloat('x', -3, 3) - 0.5) ** 2 + (trial.suggestFloat('y', -3, 3) + 1) ** 2
    reportCrossValidationScores(
      trial,
      FOLDS.map((fold) => value + fold * spread),
    )
    return value
  }

const studyOf = (): Study => createStudy({ direction: 'minimize', sampler: random(), seed: 2, clock })

describe('a terminator', () => {
  it('stops once the room for improvement is below the error of the folds: sooner the more they differ', async () => {
    const lengths: number[] = []
    for (const spread of [20, 0.8, 0]) {
      const study = await studyOf().optimize(bowl(spread), { trials: 25, onTrial: terminator({ minTrials: 10 }) })
      lengths.push(study.trials.length)
    }
    expect(lengths[0]).toBe(10)
    expect(lengths[1]).toBeGreaterThan(10)
    expect(lengths[1]).toBeLessThan(25)
    expect(lengths[2]).toBe(25)
  })

  it('takes the error of the folds as √((1/k + 1/(k − 1)) · variance) of the best trial', async () => {
    // Deviation √3.6 of five folds and their factor √0.45: 1.2727922 spreads; the best trial's scores alone are looked at.
    const lengthOf = async (spread: number, error: number | undefined): Promise<number> => {
      const study = await studyOf().optimize(bowl(spread), {
        trials: 25,
        onTrial: terminator({ minTrials: 10, ...(error === undefined ? {} : { error }) }),
      })
      return study.trials.length
    }
    const given = await lengthOf(0, 0.8 * Math.sqrt(3.6 * 0.45))
    expect(await lengthOf(0.8, undefined)).toBe(given)
    expect(given).toBeLessThan(25)
    expect(given).toBeGreaterThan(10)
    expect(await lengthOf(0, 0.8 * Math.sqrt(3.6 * 0.25))).toBeGreaterThan(given)
  })

  it('maximises as it minimises, and leaves failed, pruned and infeasible trials out', async () => {
    const run = async (direction: 'minimize' | 'maximize'): Promise<Study> => {
      const study = createStudy({ direction, sampler: random(), seed: 9, clock })
      const objective = (trial: Trial): number => {
        const x = trial.suggestFloat('x', -1, 1)
        if (trial.number % 5 === 1) trial.prune()
        if (trial.number % 5 === 2) return Number.NaN
        trial.setConstraints([trial.number % 5 === 3 ? 1 : -1])
        return direction === 'minimize' ? x * x : -x * x
      }
      return study.optimize(objective, { trials: 60, onTrial: terminator({ error: 0.05, minTrials: 6 }) })
    }
    const study = await run('minimize')
    expect(study.trials.length).toBeGreaterThanOrEqual(14)
    expect(study.trials.length).toBeLessThan(60)
    expect((await run('maximize')).trials.map(({ params }) => params)).toEqual(study.trials.map(({ params }) => params))
  })

  it('survives values that are all equal, and infinite ones', async () => {
    const flat = createStudy({ direction: 'minimize', sampler: random(), clock })
    await flat.optimize((trial) => Math.max(trial.suggestFloat('x', 0, 1), 5), {
      trials: 30,
      onTrial: terminator({ error: 0.1, minTrials: 4 }),
    })
    expect(flat.trials).toHaveLength(4)
    const wild = createStudy({ direction: 'minimize', sampler: random(), clock })
    const objective = (trial: Trial): number => Math.max(trial.suggestFloat('x', 0, 1), trial.number % 3 === 0 ? Infinity : 0)
    await wild.optimize(objective, {
      trials: 12,
      onTrial: terminator({ error: 1e-9, minTrials: 4 }),
    })
    expect(wild.trials).toHaveLength(12)
  })

  it.each([
    [{ error: -1 }, 'tuning/config'],
    [{ error: Number.NaN }, 'tuning/config'],
    [{ minTrials: 0 }, 'tuning/config'],
    [{ topShare: 0 }, 'tuning/config'],
    [{ topShare: 1.5 }, 'tuning/config'],
    [{ errors: 1 }, 'tuning/unknown-option'],
  ])('%j is refused', async (options, code) => {
    expect(await errorOf(() => terminator(options as object))).toMatchObject({ code })
  })

  it('refuses several objectives, a best trial without scores, scores that are none, and trials that share nothing', async () => {
    const onTrial = terminator({ minTrials: 2 })
    const two = createStudy({ directions: ['minimize', 'minimize'], clock })
    expect(await errorOf(() => two.optimize(() => [1, 2], { trials: 1, onTrial }))).toMatchObject({ code: 'tuning/several-objectives' })
    const silent = createStudy({ direction: 'minimize', clock })
    expect(await errorOf(() => silent.optimize((trial) => trial.suggestFloat('x', 0, 1), { trials: 3, onTrial }))).toMatchObject({
      code: 'tuning/cross-validation-scores',
    })
    for (const scores of [[1], [1, Number.NaN], 'none'])
      expect(await errorOf(() => reportCrossValidationScores({ setAttribute: () => undefined }, scores as number[]))).toMatchObject({
        code: 'tuning/cross-validation-scores',
      })
    const bare = createStudy({ direction: 'minimize', clock })
    expect(await errorOf(() => bare.optimize(() => 1, { trials: 3, onTrial: terminator({ minTrials: 2, error: 1 }) }))).toMatchObject({
      code: 'tuning/terminator',
    })
  })
})
