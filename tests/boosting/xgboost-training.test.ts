import { parseXgboost, trainXgbooster, type XgboosterParams, type XgboostRoundReport } from 'barcast/boosting'
import { createRandom } from 'barcast/core'
import { describe, expect, it } from 'vitest'

const random = createRandom(4)
const rows = 300
const x = Array.from({ length: 4 }, () => Float64Array.from({ length: rows }, () => random.normal()))
const latent = Float64Array.from({ length: rows }, (_, i) => x[0]![i]! - 0.6 * x[1]![i]! + 0.4 * random.normal())
const y = latent.map((value) => Number(value > 0))
const half = (from: number, to: number) => ({ x: x.map((column) => column.slice(from, to)), y: y.slice(from, to) })

const train = (params: XgboosterParams, labels: Float64Array = y) =>
  trainXgbooster({ x, y: labels, params: { n_estimators: 10, ...params } })
const refusal = (run: () => Promise<unknown>): Promise<unknown> =>
  run().then(
    () => undefined,
    (error: unknown) => error,
  )

describe('early stopping', () => {
  it('ends at the best round on the validation rows and tells of each', async () => {
    const reports: XgboostRoundReport[] = []
    const booster = await trainXgbooster({
      ...half(0, 200),
      valid: half(200, 300),
      params: { objective: 'binary:logistic', eta: 1, n_estimators: 200, early_stopping_rounds: 4, eval_metric: ['auc', 'logloss'] },
      onRound: (report) => reports.push(report),
    })
    const losses = reports.map(({ metrics }) => metrics!.logloss!)
    const best = losses.indexOf(Math.min(...losses)) + 1
    expect(booster.bestIteration).toBe(best)
    expect(booster.numIterations).toBe(best)
    expect(reports).toHaveLength(best + 4)
    expect(reports.at(-1)).toMatchObject({ round: best + 4, rounds: 200, bestRound: best })
    expect(parseXgboost(booster.toXgboostJson()).bestIteration).toBe(best)
  })

  it('without it all rounds stay, and the metric is the objective’s own', async () => {
    const metrics = new Set<string>()
    const params = { objective: 'reg:gamma', n_estimators: 6 } as const
    const positive = (part: ReturnType<typeof half>) => ({ ...part, y: part.y.map((label) => label + 1) })
    const booster = await trainXgbooster({
      ...positive(half(0, 200)),
      valid: positive(half(200, 300)),
      params,
      onRound: (report) => {
        for (const name of Object.keys(report.metrics!)) metrics.add(name)
      },
    })
    expect([...metrics]).toEqual(['gamma-deviance'])
    expect([booster.numIterations, booster.bestIteration]).toEqual([6, undefined])
  })
})

describe('constraints hold on any row', () => {
  const grid = Array.from({ length: 41 }, (_, i) => (i - 20) / 7)
  const along = (column: number, row: number): Float64Array[] =>
    x.map((values, j) => Float64Array.from(grid, (value) => (j === column ? value : values[row]!)))

  it.each([
    [[1, 0, 0, 0], 0, 1],
    [[0, -1, 0, 0], 1, -1],
    [[-1, -1, 1, 1], 2, 1],
  ] as const)('%j', async (constraints, column, direction) => {
    for (const grow_policy of ['depthwise', 'lossguide'] as const) {
      const booster = await train(
        { objective: 'reg:squarederror', monotone_constraints: [...constraints], grow_policy, max_leaves: 25, max_depth: 0 },
        latent,
      )
      for (let row = 0; row < 40; row++) {
        const raw = booster.predictRaw(along(column, row))
        for (let i = 1; i < raw.length; i++) expect((raw[i]! - raw[i - 1]!) * direction).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it('columns of different groups never add up in one tree', async () => {
    const booster = await train({ objective: 'reg:squarederror', interaction_constraints: [[0, 1]], n_estimators: 30 }, latent)
    // What column 2 does to the score does not depend on the others.
    const effect = (row: number): number[] => {
      const raw = booster.predictRaw(along(2, row))
      return Array.from(raw, (value) => Math.round((value - raw[0]!) * 1e4))
    }
    expect(effect(0).some((value) => value !== 0)).toBe(true)
    const first = effect(0)
    for (const row of [1, 2, 3]) expect(Math.max(...effect(row).map((value, i) => Math.abs(value - first[i]!)))).toBeLessThanOrEqual(1)
  })
})

describe('what is refused', () => {
  it.each<[string, XgboosterParams, object]>([
    [
      'early stopping without valid rows',
      { objective: 'binary:logistic', early_stopping_rounds: 3 },
      { code: 'boosting/parameter-conflict' },
    ],
    ['a metric that does not fit', { objective: 'reg:gamma', eval_metric: 'merror' }, { code: 'boosting/parameter-conflict' }],
    ['an unknown metric', { objective: 'reg:gamma', eval_metric: 'deviance' as 'rmse' }, { code: 'boosting/parameter-range' }],
    ['a ranking', { objective: 'rank:ndcg' as 'reg:gamma' }, { code: 'boosting/parameter-range' }],
    ['labels of gamma at 0', { objective: 'reg:gamma' }, { code: 'boosting/label', where: { row: expect.any(Number) } }],
    ['a base score of a gamma regression below 0', { objective: 'reg:gamma', base_score: -1 }, { code: 'boosting/parameter-range' }],
    ['scale_pos_weight of a regression', { objective: 'reg:squarederror', scale_pos_weight: 2 }, { code: 'boosting/parameter-conflict' }],
    ['a variance power of 2', { objective: 'reg:tweedie', tweedie_variance_power: 2 }, { code: 'boosting/parameter-range' }],
    ['dart', { objective: 'reg:squarederror', booster: 'dart' as 'gbtree' }, { code: 'boosting/parameter-range' }],
    [
      'five directions for four columns',
      { objective: 'reg:squarederror', monotone_constraints: [0, 0, 0, 0, 1] },
      { code: 'boosting/parameter-conflict' },
    ],
  ])('%s', async (_, params, expected) => {
    expect(await refusal(() => train(params))).toMatchObject(expected)
  })

  it('labels at or below −1 of reg:squaredlogerror', async () => {
    expect(
      await refusal(() =>
        train(
          { objective: 'reg:squaredlogerror' },
          latent.map((value) => value * 3),
        ),
      ),
    ).toMatchObject({ code: 'boosting/label' })
  })

  it('a cancelled training', async () => {
    const abort = new AbortController()
    const params = { objective: 'binary:logistic', n_estimators: 100_000 } as const
    const run = trainXgbooster({ x, y, params, signal: abort.signal, onProgress: ({ done }) => done === 3 && abort.abort() })
    expect(await refusal(() => run)).toMatchObject({ code: 'task/aborted' })
  })
})
