import { createStudy, grid, type Trial } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const sphere = (trial: Trial): number => (trial.suggestFloat('x', -5, 5) - 2) ** 2
const studyOf = () => createStudy({ direction: 'minimize', seed: 2, clock: { nowMs: () => 0 } })

describe('optimize', () => {
  it('runs so many trials more, sync or async, as ask and tell would', async () => {
    const [run, told] = [studyOf(), studyOf()]
    await run.optimize(sphere, { trials: 8 })
    await run.optimize(async (trial) => sphere(trial), { trials: 7 })
    for (let k = 0; k < 15; k++) {
      const trial = told.ask()
      told.tell(trial, sphere(trial))
    }
    expect(run.trials).toEqual(told.trials)
    await run.optimize(sphere, { trials: 0 })
    expect(run.trials).toHaveLength(15)
  })

  it('tells its progress', async () => {
    const told: string[] = []
    await studyOf().optimize(sphere, { trials: 3, onProgress: ({ done, total, step }) => told.push(`${done}/${total} ${step}`) })
    expect(told).toEqual(['1/3 trial 1 of 3', '2/3 trial 2 of 3', '3/3 trial 3 of 3'])
  })

  it('starts no trial after its time', async () => {
    let now = 0
    const study = createStudy({ direction: 'minimize', clock: { nowMs: () => now } })
    const slow = (trial: Trial): number => {
      now += 30
      return sphere(trial)
    }
    await study.optimize(slow, { trials: 100, timeoutMs: 100 })
    expect(study.trials).toHaveLength(4)
    expect(study.trials.at(-1)).toMatchObject({ state: 'complete', startedMs: 90, finishedMs: 120 })
  })

  it('an error of the objective is a failed trial and the end, unless it is to be caught', async () => {
    const broken = (trial: Trial): number => {
      trial.suggestFloat('x', 0, 1)
      if (trial.number % 2 === 1) throw new RangeError(`trial ${trial.number} broke`)
      return trial.number
    }
    const study = studyOf()
    expect(await errorOf(() => study.optimize(broken, { trials: 4 }))).toBeInstanceOf(RangeError)
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'failed'])
    expect(study.trials[1]).toMatchObject({ error: 'trial 1 broke' })
    await study.optimize(broken, { trials: 2, catchErrors: true })
    await study.optimize(broken, { trials: 2, catchErrors: (error) => error instanceof RangeError })
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'failed', 'complete', 'failed', 'complete', 'failed'])
    expect(await errorOf(() => study.optimize(broken, { trials: 2, catchErrors: (error) => error instanceof SyntaxError }))).toBeInstanceOf(
      RangeError,
    )
  })

  it('an objective that gives no number is told so, NaN is a failed trial', async () => {
    const study = studyOf()
    expect(await errorOf(() => study.optimize((() => undefined) as never, { trials: 1 }))).toMatchObject({ code: 'tuning/value' })
    await study.optimize(() => Number.NaN, { trials: 2 })
    expect(study.trials.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed'])
    expect(await errorOf(() => study.bestTrial)).toMatchObject({ code: 'tuning/no-complete-trial' })
  })

  it('a trial that the objective told itself stays as it was told', async () => {
    const study = studyOf()
    await study.optimize(
      (trial) => {
        study.tell(trial, { state: 'pruned' })
        throw new Error('pruned')
      },
      { trials: 2, catchErrors: true },
    )
    expect(study.trials.map(({ state }) => state)).toEqual(['pruned', 'pruned'])
  })

  it.each([3, 12, 17])('stopped in trial %d, it goes on as if it had never stopped', async (stopAt) => {
    const whole = studyOf()
    whole.enqueue({ x: 1 })
    await whole.optimize(sphere, { trials: 20 })
    const controller = new AbortController()
    const study = studyOf()
    study.enqueue({ x: 1 })
    const stopped = study.optimize(
      (trial) => {
        const value = sphere(trial)
        if (trial.number === stopAt) {
          controller.abort('enough')
          throw new Error('cut short')
        }
        return value
      },
      { trials: 20, signal: controller.signal, catchErrors: true },
    )
    expect(await errorOf(() => stopped)).toMatchObject({ code: 'task/aborted', cause: 'enough' })
    expect(study.trials.at(-1)).toMatchObject({ number: stopAt, state: 'waiting', params: {} })
    const resumed = createStudy({ snapshot: study.snapshot(), clock: { nowMs: () => 0 } })
    await resumed.optimize(sphere, { trials: 20 - stopAt })
    expect(resumed.trials).toEqual(whole.trials)
  })

  it('a queued trial that was cut short keeps its values', async () => {
    const controller = new AbortController()
    const study = studyOf()
    study.enqueue({ x: 1 })
    const cut = (trial: Trial): number => {
      controller.abort()
      trial.suggestFloat('x', -5, 5)
      throw new Error('cut short')
    }
    expect(await errorOf(() => study.optimize(cut, { trials: 2, signal: controller.signal }))).toMatchObject({ code: 'task/aborted' })
    await study.optimize(sphere, { trials: 1 })
    expect(study.trials).toMatchObject([{ state: 'complete', params: { x: 1 }, value: 1 }])
  })

  it('a grid ends the run', async () => {
    const study = createStudy({ direction: 'minimize', sampler: grid({ x: [1, 2, 3] }) })
    await study.optimize(sphere, { trials: 2 })
    await study.optimize(sphere, { trials: 100 })
    expect(study.trials).toHaveLength(3)
    expect(study.bestParams).toEqual({ x: 2 })
  })

  it.each<[string, object, object]>([
    ['a misspelt option', { trial: 3 }, { code: 'tuning/unknown-option', message: expect.stringContaining('"trials"') }],
    ['half a trial', { trials: 0.5 }, { code: 'tuning/config', where: { path: 'trials' } }],
    ['no time', { trials: 1, timeoutMs: 0 }, { code: 'tuning/config', where: { path: 'timeoutMs' } }],
    ['a list of errors to catch', { trials: 1, catchErrors: [RangeError] }, { code: 'tuning/config', where: { path: 'catchErrors' } }],
  ])('refuses %s', async (_, options, expected) => {
    expect(await errorOf(() => studyOf().optimize(sphere, options as never))).toMatchObject(expected)
  })
})
