import { createModelManager, type Model, type RankedMetric, type TrainOptions } from 'barcast/models'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorOf, makeClasses } from './sample-data.js'

const manager = createModelManager()
const { X, names, y } = makeClasses({ seed: 41, rows: 500, classes: 3 })
const [train, test] = [X.slice(0, 300), X.slice(300, 500)]
const models: Record<string, Model> = {}

beforeAll(async () => {
  const options: Record<string, TrainOptions> = {
    // Written out of order, so that sorting has something to do.
    stump: { modelType: 'xgboost', params: { n_estimators: 1, max_depth: 1, subsample: 1, colsample_bytree: 1 } },
    boosted: { modelType: 'lightgbm', params: { num_iterations: 30 } },
    forest: { modelType: 'random_forest', params: { n_estimators: 30 } },
  }
  for (const [name, each] of Object.entries(options)) models[name] = (await manager.trainModel(train, names.slice(0, 300), each)).model
  models.twin = models.boosted!
})

describe('compare', () => {
  it.each<[RankedMetric, 1 | -1]>([
    ['accuracy', -1],
    ['f1Score', -1],
    ['rocAuc', -1],
    ['logLoss', 1],
    ['mae', 1],
  ])('ranks by %s, the better end first', (sortBy, sign) => {
    const table = manager.compare(models, test, names.slice(300), { sortBy })
    expect(table.map(({ name }) => name).sort()).toEqual(['boosted', 'forest', 'stump', 'twin'])
    for (let k = 1; k < table.length; k++) expect(sign * (table[k]![sortBy] - table[k - 1]![sortBy])).toBeGreaterThanOrEqual(0)
    expect(new Set(table.map((row) => row[sortBy])).size).toBeGreaterThan(1)
  })

  it('holds each model’s own evaluation and type; equals stay in the order given', () => {
    const table = manager.compare(models, test, y.subarray(300))
    for (const { name, modelType, ...scores } of table) {
      expect(modelType).toBe(models[name]!.modelType)
      expect(scores).toEqual(manager.evaluateModel(models[name]!, test, y.subarray(300)))
    }
    const order = table.map(({ name }) => name)
    expect(order.indexOf('twin') - order.indexOf('boosted')).toBe(1)
    const turned = manager.compare(Object.fromEntries(Object.entries(models).reverse()), test, y.subarray(300)).map(({ name }) => name)
    expect(turned.indexOf('boosted') - turned.indexOf('twin')).toBe(1)
  })

  it('a score that is not defined leaves the order', () => {
    // Only one class occurs, so no ROC curve exists for anyone.
    const rows = Int32Array.from(y.keys()).filter((i) => y[i] === 1 && i >= 300)
    const table = manager.compare(models, X.rows(rows), new Int32Array(rows.length).fill(1), { sortBy: 'rocAuc' })
    expect(table.map(({ name }) => name)).toEqual(Object.keys(models))
    expect(table.every(({ rocAuc }) => Number.isNaN(rocAuc))).toBe(true)
  })

  it('indices need the same classes, names do not', async () => {
    const wider = await manager.trainModel(train, names.slice(0, 300), {
      modelType: 'random_forest',
      params: { n_estimators: 5 },
      classes: ['strong_sell', 'sell', 'hold', 'buy'],
    })
    const mixed = { ...models, wider: wider.model }
    expect(await errorOf(() => manager.compare(mixed, test, y.subarray(300)))).toMatchObject({
      code: 'models/classes',
      where: { path: 'models.wider' },
    })
    expect(manager.compare(mixed, test, names.slice(300))).toHaveLength(5)
  })

  it.each<[string, () => unknown, object]>([
    ['no models', () => manager.compare({}, test, names.slice(300)), { code: 'models/empty' }],
    [
      'a metric that is none',
      () => manager.compare(models, test, names.slice(300), { sortBy: 'f1' as RankedMetric }),
      { code: 'models/unknown-metric', message: expect.stringContaining('f1Score') },
    ],
    ['too few labels', () => manager.compare(models, test, names.slice(301)), { code: 'models/length' }],
    ['a missing label', () => manager.compare(models, test, names.slice(300).with(4, '')), { code: 'models/missing-label' }],
  ])('%s is refused', async (_, run, expected) => {
    expect(await errorOf(run)).toMatchObject(expected)
  })
})
