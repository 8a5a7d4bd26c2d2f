import { trainBooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { RowJob } from '../../../src/boosting/fast/row-job.js'
import { ThreadedPackedBackend } from '../../../src/boosting/fast/threaded-packed-backend.js'

const ROWS = 3000

function data(columns: number, rows = ROWS) {
  const random = createRandom(11)
  const x = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, () => {
      if (j % 5 === 4) return random.integer(0, 30)
      return j % 3 === 1 && random.uniform() < 0.1 ? NaN : random.normal()
    }),
  )
  const y = x[0]!.map((value, i) => (value + (x[4]![i]! % 3) + random.normal() > 1 ? 1 : 0))
  return { x, y, weight: y.map(() => 0.5 + random.uniform()) }
}

const cases = [
  { name: 'plain', params: {} },
  {
    name: 'columns and rows drawn',
    params: { feature_fraction: 0.4, feature_fraction_bynode: 0.7, bagging_fraction: 0.6, bagging_freq: 1 },
  },
  { name: 'an L1 penalty, which the kernel does not search', params: { lambda_l1: 0.5 } },
  {
    name: 'monotone',
    params: {
      monotone_constraints: Array.from({ length: 21 }, (_, j) => (j === 0 ? 1 : 0) as 0 | 1),
      monotone_constraints_method: 'intermediate' as const,
    },
  },
]

describe('threads', () => {
  afterEach(() => void vi.restoreAllMocks())

  it.each(cases)('give the same bytes whatever their number: $name', async ({ params }) => {
    const search = vi.spyOn(ThreadedPackedBackend.prototype, 'close')
    const { x, y, weight } = data(21)
    const categorical = 'monotone_constraints' in params ? [] : [4, 9]
    const train = (num_threads: number) =>
      trainBooster({ x, y, weight, categorical, params: { objective: 'binary', num_threads, ...params }, rounds: 5 })
    const alone = (await train(1)).toBytes()
    expect(search).toHaveBeenCalledTimes(0)
    for (const threads of [2, 3]) expect((await train(threads)).toBytes()).toEqual(alone)
    expect(search).toHaveBeenCalledTimes(2)
  })

  it.each([
    { name: 'two classes', params: { objective: 'binary' as const, is_unbalance: true }, weighted: true },
    { name: 'three classes', params: { objective: 'multiclass' as const, num_class: 3 }, weighted: false },
    { name: 'a loss without a kernel', params: { objective: 'regression' as const }, weighted: true },
  ])('share rows that do not fill their blocks, and give the same bytes: $name', async ({ params, weighted }) => {
    const passes = (['writeGradients', 'measure', 'pack', 'gather'] as const).map((name) => vi.spyOn(RowJob.prototype, name))
    const { x, y, weight } = data(6, 57_347)
    const labels = params.objective === 'multiclass' ? y.map((value, i) => (i % 7 === 0 ? 2 : value)) : y
    const train = (num_threads: number) =>
      trainBooster({ x, y: labels, ...(weighted ? { weight } : {}), params: { ...params, num_threads }, rounds: 3 })
    const alone = (await train(1)).toBytes()
    expect(passes.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0, 0])
    for (const threads of [2, 5]) expect((await train(threads)).toBytes()).toEqual(alone)
    for (const pass of passes.slice(params.objective === 'regression' ? 1 : 0)) expect(pass).toHaveBeenCalled()
  })

  it('are ended when training is cancelled', async () => {
    const close = vi.spyOn(ThreadedPackedBackend.prototype, 'close')
    const controller = new AbortController()
    const { x, y } = data(21)
    const training = trainBooster({
      x,
      y,
      params: { objective: 'binary', num_threads: 2 },
      rounds: 100_000,
      signal: controller.signal,
      onRound: ({ round }) => round === 5 && controller.abort(),
    })
    await expect(training).rejects.toMatchObject({ code: 'task/aborted' })
    expect(close).toHaveBeenCalledTimes(1)
  })
})
