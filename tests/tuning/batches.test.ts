import { createStudy, grid, random, type Sampler, type Study, stopWithoutImprovement, type Trial, tpe } from 'barcast/tuning'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 0 }
const later = (turns: number): Promise<void> => {
  let waiting = Promise.resolve()
  for (let k = 0; k < turns; k++) waiting = waiting.then(() => new Promise((resolve) => setImmediate(resolve)))
  return waiting
}

/** What a constant liar would learn: everything it is shown, running trials with what was proposed for them. */
const liar: Sampler = {
  ...random(),
  propose: ({ trials, random }) => {
    const told = trials.map((trial) => (trial.state === 'complete' ? trial.value : Number(trial.proposed?.x ?? 0)))
    return { x: (told.reduce((a, b) => a + b, 0) * 0.37 + random.uniform()) % 1 }
  },
  suggest: ({ trials, random }) => (trials.filter(({ state }) => state === 'complete').length * 0.013 + random.uniform()) % 1,
}
const samplers = [liar, tpe({ startupTrials: 3 }), tpe({ startupTrials: 3, multivariate: false })]
const studyOf = (batchSize: number, sampler: Sampler = liar): Study =>
  createStudy({ direction: 'minimize', seed: 3, batchSize, sampler, clock })

/** Suggests, reports and asks at moments that the delays say. */
const objective = (delays: readonly number[]) => async (trial: Trial) => {
  const delay = (k: number) => later(delays[(trial.number * 3 + k) % delays.length]!)
  await delay(0)
  const x = trial.suggestFloat('x', 0, 1)
  await delay(1)
  const y = trial.suggestFloat('y', 0, 1)
  trial.report(x + y, 0)
  await delay(2)
  if (trial.shouldPrune()) trial.prune()
  if (trial.number === 4) throw new Error('broken')
  return (x - 0.3) ** 2 + y
}

describe('batches', () => {
  it('give the same trials however long each takes, and however the run is cut', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 9 })
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 14 }), fc.nat(2), async (given, size, cut, k) => {
        const whole = await studyOf(size, samplers[k]).optimize(objective([0]), { trials: 14, catchErrors: true })
        const other = studyOf(size, samplers[k])
        await other.optimize(objective(given), { trials: cut, catchErrors: true })
        await other.optimize(objective(given), { trials: 14 - cut, catchErrors: true })
        expect(other.trials).toEqual(whole.trials)
      }),
      { numRuns: 25 },
    )
  })

  it('are what ask and tell give too, told in any order within a batch or at once, and from snapshots in between', async () => {
    const whole = await studyOf(3).optimize((trial) => trial.suggestFloat('x', 0, 1) + trial.suggestFloat('y', 0, 1), { trials: 9 })
    let study = studyOf(3)
    const ask = () => {
      const trial = study.ask()
      return { number: trial.number, value: trial.suggestFloat('x', 0, 1) + trial.suggestFloat('y', 0, 1) }
    }
    const batch = [ask(), ask(), ask()]
    for (const { number, value } of batch.reverse()) study.tell(number, value)
    for (let k = 3; k < 9; k++) {
      const { number, value } = ask()
      study.tell(number, value)
      study = createStudy({ snapshot: JSON.parse(JSON.stringify(study.snapshot())), sampler: liar, clock })
    }
    expect(study.trials).toEqual(whole.trials)
    expect((await studyOf(1).optimize((trial) => trial.suggestFloat('x', 0, 1), { trials: 9 })).trials[8]!.params.x).not.toBe(
      whole.trials[8]!.params.x,
    )
  })

  it('run at the same time, and are told in order once all are done', async () => {
    const events: string[] = []
    const study = studyOf(3)
    await study.optimize(
      async (trial) => {
        events.push(`start ${trial.number}`)
        await later(5 - trial.number)
        events.push(`end ${trial.number}`)
        return trial.number
      },
      { trials: 4, onTrial: (_, { number }) => events.push(`told ${number}`) },
    )
    expect(events.join()).toBe('start 0,start 1,start 2,end 2,end 1,end 0,told 0,told 1,told 2,start 3,end 3,told 3')
  })

  it('a trial of the batch that breaks leaves the others told; one that an abort cut short is given back', async () => {
    const study = studyOf(3)
    const broken = (trial: Trial) => {
      if (trial.number === 1) throw new RangeError('broken')
      return trial.number
    }
    expect(await errorOf(() => study.optimize(broken, { trials: 6 }))).toBeInstanceOf(RangeError)
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'failed', 'complete'])
    const controller = new AbortController()
    const cut = (trial: Trial) => {
      controller.abort()
      if (trial.number === 4) throw new Error('cut short')
      return trial.number
    }
    expect(await errorOf(() => study.optimize(cut, { trials: 3, signal: controller.signal }))).toMatchObject({ code: 'task/aborted' })
    expect(study.trials.slice(3).map(({ state }) => state)).toEqual(['complete', 'waiting', 'complete'])
  })

  it('a grid ends in the middle of one', async () => {
    const study = createStudy({ direction: 'minimize', batchSize: 4, sampler: grid({ x: [1, 2, 3, 4, 5, 6] }) })
    await study.optimize((trial) => trial.suggestFloat('x', 0, 9), { trials: 20 })
    expect(study.trials.map(({ params }) => params.x as number).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
  })
})

describe('the end of a run', () => {
  it('is where it is told to stop, after the batch; elsewhere there is nothing to stop', async () => {
    const study = studyOf(2)
    const found = await study.optimize((trial) => trial.number, { trials: 50, onTrial: (own, { number }) => number === 2 && own.stop() })
    expect(found).toBe(study)
    expect(study.trials).toHaveLength(4)
    expect(await errorOf(() => study.stop())).toMatchObject({ code: 'tuning/not-optimizing' })
    const nested = study.optimize(async () => (await study.optimize(() => 1, { trials: 1 })).bestValue, { trials: 1 })
    expect(await errorOf(() => nested)).toMatchObject({ code: 'tuning/optimizing' })
  })

  it('is where nothing gets better', async () => {
    const values = [5, 4, 4, 3.5, 3.45, 3.42, 3, 2, 1]
    const run = async (options: { trials: number; minDelta?: number }) => {
      const study = createStudy({ direction: 'minimize', clock })
      await study.optimize((trial) => values[trial.number]!, { trials: 9, onTrial: stopWithoutImprovement(options) })
      return study.trials.length
    }
    expect(await run({ trials: 1 })).toBe(3)
    expect(await run({ trials: 2 })).toBe(9)
    expect(await run({ trials: 2, minDelta: 0.1 })).toBe(6)
    expect(await errorOf(() => stopWithoutImprovement({ trials: 0 }))).toMatchObject({ code: 'tuning/config' })
  })

  it('of one trial is its time: it fails, the others go on', async () => {
    const hang = (trial: Trial) => (trial.number === 1 ? new Promise<number>(() => undefined) : trial.number)
    const study = await studyOf(2).optimize(hang, { trials: 4, trialTimeoutMs: 20 })
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'failed', 'complete', 'complete'])
    expect(study.trials[1]).toMatchObject({ error: expect.stringContaining('must end within 20 ms') })
  })
})

describe('trials of elsewhere', () => {
  it('are learnt from, held to what they must be', async () => {
    const other = await studyOf(1).optimize((trial) => trial.suggestFloat('x', 0, 1), { trials: 5 })
    const study = studyOf(1)
    for (const { number: _, ...trial } of other.trials) study.addTrial(trial)
    study.addTrial({ state: 'waiting', params: {}, space: {}, enqueued: { x: 0.5 } })
    expect(study.trials.slice(0, 5)).toEqual(other.trials)
    expect(study.ask().suggestFloat('x', 0, 1)).toBe(0.5)
    const space = { x: { type: 'float', low: 0, high: 1 } } as const
    for (const wrong of [
      { state: 'complete', params: { x: 2 }, space, values: [1], startedMs: 0, finishedMs: 0 },
      { state: 'complete', params: {}, space: {}, values: [1, 2], startedMs: 0, finishedMs: 0 },
      { state: 'running', params: {}, space: {}, startedMs: 0 },
      { state: 'complete', params: {}, space: {}, startedMs: 0, finishedMs: 0 },
      null,
    ])
      expect(await errorOf(() => study.addTrial(wrong as never))).toMatchObject({ code: 'tuning/added-trial' })
    expect(
      await errorOf(() =>
        studyOf(1)
          .ask()
          .setAttribute('f', (() => 1) as never),
      ),
    ).toMatchObject({ code: 'tuning/attribute' })
    expect(await errorOf(() => studyOf(1).ask().setConstraints([Number.NaN]))).toMatchObject({ code: 'tuning/constraints' })
  })
})
