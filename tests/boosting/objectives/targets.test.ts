import { type BoosterParams, type LabelledRows, parseBoosterParams, trainBooster } from 'barcast/boosting'
import { describe, expect, test } from 'vitest'

const rows = 60
const x = [Float64Array.from({ length: rows }, (_, i) => (i * 37) % 60), Float64Array.from({ length: rows }, (_, i) => (i * 23) % 7)]
const alternating = x[0]!.map((value) => (value > 30 ? 1 : 0))

function train(objective: BoosterParams['objective'], y: ArrayLike<number>, more: Partial<LabelledRows> = {}, params: BoosterParams = {}) {
  const given = { objective: objective!, minDataInLeaf: 5, ...params }
  return trainBooster({ x, y, ...more, params: given, rounds: 3 })
}

const withLabel = (label: number): Float64Array => alternating.with(7, label)

describe('labels, weights and queries that an objective cannot learn are refused', () => {
  test.each([
    ['binary', withLabel(2), 'boosting/label', 'y must be 0 or 1, found 2 at row 7'],
    ['multiclassova', withLabel(0.5), 'boosting/label', 'y must be a class number below numClass, found 0.5 at row 7'],
    ['poisson', withLabel(-1), 'boosting/label', 'y must be between 0 and 1e38, found -1 at row 7'],
    ['tweedie', withLabel(-1e-9), 'boosting/label', 'y must be between 0 and 1e38'],
    ['gamma', withLabel(0), 'boosting/label', 'y must be above 0 and at most 1e38, found 0 at row 0'],
    ['gamma', new Float64Array(rows).fill(1e-50), 'boosting/label', 'y must be above 0'],
    ['cross_entropy', withLabel(1.01), 'boosting/label', 'y must be between 0 and 1, found 1.01 at row 7'],
    ['cross_entropy_lambda', new Float64Array(rows), 'boosting/label', 'y must be above 0 somewhere for cross_entropy_lambda'],
    ['poisson', new Float64Array(rows), 'boosting/label', 'y must be above 0 somewhere for poisson'],
    ['multiclassova', new Float64Array(rows), 'boosting/one-class', 'y must hold at least two classes'],
    ['regression_l1', withLabel(NaN), 'boosting/label', 'y must be a number within ±1e38, found NaN at row 7'],
    ['huber', withLabel(Infinity), 'boosting/label', 'y must be a number within ±1e38'],
    ['quantile', new Float64Array(3), 'boosting/label-count', 'y must have 60 labels'],
  ] as const)('%s, %#', async (objective, y, code, message) => {
    const params = objective === 'multiclassova' ? { numClass: 2 } : {}
    await expect(train(objective, y, {}, params)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })

  test.each([
    [undefined, 'lambdarank needs group'],
    [[30, 20], 'group must add up to 60 rows, found 50'],
    [[30, 40], 'group must add up to 60 rows, found more by query 1'],
    [[30, 0, 30], "group must hold each query's number of rows, found 0 for query 1"],
    [[30, 0.5, 29.5], "group must hold each query's number of rows, found 0.5 for query 1"],
  ])('group %j', async (group, message) => {
    await expect(train('lambdarank', alternating, group === undefined ? {} : { group })).rejects.toMatchObject({
      code: 'boosting/group',
      message: expect.stringContaining(message),
    })
  })

  test('queries have at most 10,000 rows', async () => {
    const many = 10_001
    const training = { x: [new Float64Array(many)], y: new Float64Array(many), group: [many] }
    await expect(trainBooster({ ...training, params: { objective: 'rank_xendcg' } })).rejects.toThrow('at most 10000 rows per query')
  })

  test('grades need a gain', async () => {
    const group = [rows]
    await expect(train('lambdarank', withLabel(31), { group })).rejects.toThrow(
      'whole number from 0 to 30 (set labelGain for more), found 31',
    )
    await expect(train('lambdarank', withLabel(1.5), { group })).rejects.toMatchObject({ code: 'boosting/label' })
    const labelGain = [0, 1, 5]
    await expect(train('rank_xendcg', withLabel(3), { group }, { labelGain })).rejects.toThrow('from 0 to 2')
    expect((await train('lambdarank', withLabel(2), { group }, { labelGain })).numIterations).toBe(3)
  })

  test('numbers of trials are above 0', async () => {
    const weight = new Float64Array(rows).fill(1).fill(0, 4, 5)
    await expect(train('cross_entropy_lambda', alternating, { weight })).rejects.toMatchObject({
      code: 'boosting/weight',
      message: expect.stringContaining('weight must be above 0 for cross_entropy_lambda, found 0 at row 4'),
    })
    expect((await train('cross_entropy', alternating, { weight })).numIterations).toBe(3)
  })
})

describe('parameters that contradict the objective are refused', () => {
  test.each([
    [{ objective: 'quantile', alpha: 1 }, 'alpha must be below 1 for quantile, found 1'],
    [{ objective: 'poisson', regSqrt: true }, 'regSqrt is not for poisson'],
    [{ objective: 'binary', regSqrt: true }, 'regSqrt is not for binary'],
    [{ objective: 'lambdarank', labelGain: [] }, 'labelGain must have one gain per label'],
    [{ objective: 'multiclass', numClass: 2, metric: 'auc_mu', aucMuWeights: [0, 1, 1] }, 'aucMuWeights must be 4 numbers, found 3'],
    [
      { objective: 'multiclass', numClass: 2, metric: 'auc_mu', aucMuWeights: [0, 0, 1, 0] },
      'aucMuWeights must not be 0 between two classes',
    ],
    [{ objective: 'regression', metric: 'binary_logloss' }, 'metric for regression must be one of'],
    [{ objective: 'cross_entropy_lambda', metric: 'binary_logloss' }, 'metric for cross_entropy_lambda must be one of'],
    [
      { objective: 'multiclassova', numClass: 3, metric: 'auc' },
      'metric for multiclassova must be one of multi_logloss, multi_error, auc_mu',
    ],
    [{ objective: 'mape', numClass: 2 }, 'numClass is for multiclass only'],
    [{ objective: 'constructor' }, 'unknown objective "constructor"'],
  ])('%j', (params, message) => {
    expect(() => parseBoosterParams(params as BoosterParams)).toThrow(message)
  })

  test('no metric at all is a metric', () => {
    expect(parseBoosterParams({ objective: 'binary', metric: 'none' }).metric).toEqual([])
    expect(parseBoosterParams({ objective: 'binary', metric: ['none', 'auc'] }).metric).toEqual(['auc'])
    expect(parseBoosterParams({ objective: 'binary' }).metric).toBeUndefined()
  })
})

describe('metrics of rows that they are not defined on', () => {
  const valid = { x, y: alternating }

  test('are refused by name', async () => {
    const run = (params: BoosterParams, rowsOfValid: LabelledRows) =>
      trainBooster({ x, y: alternating, params: { minDataInLeaf: 5, ...params }, rounds: 2, valid: rowsOfValid, onRound: () => undefined })
    await expect(run({ objective: 'regression', metric: 'ndcg' }, valid)).rejects.toMatchObject({ code: 'boosting/group' })
    await expect(run({ objective: 'regression', metric: 'gamma' }, valid)).rejects.toThrow(
      'labels for the metric gamma must be above 0, found 0',
    )
    await expect(run({ objective: 'multiclass', numClass: 3, metric: 'auc_mu' }, valid)).rejects.toThrow(
      'must hold every class, found none of 2',
    )
  })

  test('never are NaN: one class, tied scores, weights of zero', async () => {
    const seen: Record<string, number>[] = []
    const onRound = ({ metrics }: { metrics: Record<string, Record<string, number>> }): void => void seen.push(metrics.valid!)
    const params: BoosterParams = { objective: 'binary', metric: ['auc', 'average_precision', 'r2'], minDataInLeaf: 5 }
    const one = { x, y: new Float64Array(rows).fill(1), weight: new Float64Array(rows).map((_, i) => i % 2) }
    await trainBooster({ x, y: alternating, params, rounds: 2, valid: one, onRound })
    expect(seen).toHaveLength(2)
    for (const { auc, average_precision, r2 } of seen) expect([auc, average_precision, r2]).toEqual([1, 1, 0])
  })
})
