import { createStudy, percentilePruner, tpe } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const module = new URL('./objectives/objectives.mjs', import.meta.url)
const studyOf = (batchSize: number) =>
  createStudy({
    direction: 'minimize',
    seed: 6,
    batchSize,
    sampler: tpe({ startupTrials: 4 }),
    pruner: percentilePruner(30, { startupTrials: 2 }),
    clock: { nowMs: () => 0 },
  })

describe('an objective of a module, in threads', () => {
  it('gives the same trials with 1, 2 and 4 of them', async () => {
    const runs = await Promise.all([1, 2, 4].map((workers) => studyOf(4).optimize({ module }, { trials: 18, workers })))
    const [one, ...others] = runs.map(({ trials }) => trials)
    expect(new Set(one!.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned']))
    expect(one!.some(({ reports, constraints }) => reports?.length === 4 && constraints?.length === 1)).toBe(true)
    for (const trials of others) expect(trials).toEqual(one)
  })

  it('that throws, ends its thread, does not end, or gives no number makes failed trials, and the others go on', async () => {
    const study = await studyOf(8).optimize(
      { module: String(module), exportName: 'broken' },
      { trials: 8, workers: 2, trialTimeoutMs: 600, catchErrors: true },
    )
    expect(study.trials.map((trial) => (trial.state === 'failed' ? trial.error : trial.state))).toEqual([
      'complete',
      'trial 1 broke',
      expect.stringContaining('thread must stay, found it ended'),
      expect.stringContaining('must be a number, found text'),
      expect.stringContaining('low must not be above high'),
      expect.stringContaining('must end within 600 ms'),
      'complete',
      'complete',
    ])
  })

  it('that leaves something running loses its thread, not the others’ answers', async () => {
    const study = studyOf(1)
    await study.optimize({ module, exportName: 'careless' }, { trials: 4, catchErrors: true, trialTimeoutMs: 2000 })
    const alone = studyOf(1)
    const expected = Array.from({ length: 4 }, () => alone.ask().suggestFloat('x', 0, 1))
    expect(study.trials.map(({ params }) => params.x)).toEqual(expected)
    expect(study.trials.filter(({ state }) => state === 'complete').length).toBeGreaterThan(1)
  })

  it('rejects with what it threw, unless that is to be caught', async () => {
    const error = await errorOf(() => studyOf(2).optimize({ module, exportName: 'broken' }, { trials: 4, workers: 2 }))
    expect(error).toMatchObject({ name: 'RangeError', message: 'trial 1 broke' })
  })

  it('asks for as much as it likes, larger than what goes over at once', async () => {
    const study = await studyOf(1).optimize({ module, exportName: 'large' }, { trials: 1 })
    expect(study.bestValue).toBe(180_005)
  })

  it('stopped while one hangs, gives back what it cut short', async () => {
    const controller = new AbortController()
    const study = studyOf(3)
    const run = study.optimize({ module, exportName: 'forever' }, { trials: 3, workers: 3, signal: controller.signal })
    setTimeout(() => controller.abort('enough'), 400)
    expect(await errorOf(() => run)).toMatchObject({ code: 'task/aborted' })
    expect(study.trials[2]).toMatchObject({ state: 'waiting', params: {} })
  })

  it.each<[string, object, object, object]>([
    [
      'a module that is not there',
      { module: new URL('./none.mjs', import.meta.url) },
      {},
      { message: expect.stringContaining('none.mjs') },
    ],
    ['an export that is not there', { module, exportName: 'none' }, {}, { code: 'workers/function' }],
    ['a path', { module: './objectives.mjs' }, {}, { code: 'tuning/objective' }],
    ['a function in threads', (() => 1) as object, { workers: 2 }, { code: 'tuning/config', where: { path: 'workers' } }],
    ['no thread', { module }, { workers: 0 }, { code: 'tuning/config', where: { path: 'workers' } }],
  ])('refuses %s', async (_, objective, options, expected) => {
    expect(await errorOf(() => studyOf(1).optimize(objective as never, { trials: 1, ...options }))).toMatchObject(expected)
  })
})
