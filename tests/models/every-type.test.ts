import { createFrame, type Frame, type Progress } from 'barcast/core'
import { createModelManager, type Model, type TrainOptions } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { errorOf, makeClasses } from './sample-data.js'

/*
 * What the contract asks of every type of model alike.
 */

const quick: Record<string, TrainOptions> = {
  lightgbm: { modelType: 'lightgbm', params: { num_iterations: 10, num_leaves: 7 } },
  xgboost: { modelType: 'xgboost', params: { n_estimators: 10, max_depth: 3 } },
  random_forest: { modelType: 'random_forest', params: { n_estimators: 10, max_depth: 5 } },
  logistic_regression: { modelType: 'logistic_regression' },
}
const parameterWithNeighbour: Record<string, [string, string]> = {
  lightgbm: ['num_leavs', 'num_leaves'],
  xgboost: ['max_dept', 'max_depth'],
  random_forest: ['n_estimator', 'n_estimators'],
  logistic_regression: ['max_itr', 'max_iter'],
}
const manager = createModelManager()
const classNames = ['sell', 'hold', 'buy']
const sample = makeClasses({ seed: 31, rows: 400, classes: 3 })
const named = Array.from(sample.y, (k) => classNames[k]!)

function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
}

/** The frame with NaN in every seventh value of its first column. */
function withHoles(X: Frame): Frame {
  const columns = X.names.map((name, j) => [name, X.column(name).map((value, i) => (j === 0 && i % 7 === 3 ? NaN : value))])
  return createFrame({ columns: Object.fromEntries(columns), timeMs: X.timeMs })
}

describe.each(Object.keys(quick))('%s', (type) => {
  const options = quick[type]!
  const trained = manager.trainModel(sample.X, named, options)

  it('learns classes: probabilities that add up to 1, and importance for each feature in order', async () => {
    const { model, trainingScore, featureImportance } = await trained
    expect(model.modelType).toBe(type)
    expect(model.classNames).toEqual(classNames)
    expect(trainingScore).toBeGreaterThan(0.6)
    const { rows, classes, data } = manager.predictSignals(model, sample.X)
    expect([rows, classes]).toEqual([400, 3])
    for (let row = 0; row < rows; row++) {
      const of = data.subarray(row * 3, row * 3 + 3)
      expect(of.every((p) => p >= 0 && p <= 1)).toBe(true)
      expect(Math.abs(of[0]! + of[1]! + of[2]! - 1)).toBeLessThan(1e-12)
    }
    expect(Object.keys(featureImportance)).toEqual(sample.X.names)
    expect(featureImportance.feature_0).toBeGreaterThan(featureImportance.feature_3!)
  })

  it('a row alone, a stored model, columns in another order: the same bits', async () => {
    const { model } = await trained
    const { data } = model.predict(sample.X)
    await manager.saveModel(model, type, {}, { overwrite: true })
    const { model: loaded } = await manager.loadModel(type)
    expect(sameBits(loaded.predict(sample.X).data, data)).toBe(true)
    expect(loaded.toJson()).toEqual(model.toJson())
    const columns = [...sample.X.names].reverse().map((name) => [name, sample.X.column(name)])
    expect(sameBits(model.predict(createFrame({ columns: Object.fromEntries(columns) })).data, data)).toBe(true)
    const out = new Float64Array(3)
    for (const each of [model, loaded]) {
      for (const row of [0, 7, 399]) {
        each.predictRow(
          Float64Array.from(model.featureNames, (name) => sample.X.column(name)[row]!),
          out,
        )
        expect(sameBits(out, data.slice(row * 3, row * 3 + 3))).toBe(true)
      }
    }
  })

  it('trains to the same bits again, and otherwise with weights', async () => {
    const { model } = await trained
    const again = await manager.trainModel(sample.X, named, options)
    expect(again.model.toJson()).toEqual(model.toJson())
    const ramp = Float64Array.from({ length: 400 }, (_, i) => 0.1 + (i % 10))
    const weighted = await manager.trainModel(sample.X, named, { ...options, weights: ramp })
    expect(sameBits(weighted.model.predict(sample.X).data, model.predict(sample.X).data)).toBe(false)
  })

  it('two classes are columns 1 − p and p; a class without rows keeps its column', async () => {
    const two = makeClasses({ seed: 32, rows: 200, classes: 2 })
    const { model } = await manager.trainModel(two.X, two.y, options)
    const { data } = model.predict(two.X)
    for (let row = 0; row < 200; row++) expect(Math.abs(data[2 * row]! + data[2 * row + 1]! - 1)).toBeLessThan(1e-12)
    const absent = await manager.trainModel(two.X, two.y, { ...options, classes: ['sell', 'buy', 'hold'] })
    const wide = absent.model.predict(two.X)
    expect(wide.classes).toBe(3)
    for (let row = 0; row < 200; row++) expect(wide.data[3 * row + 2]).toBeLessThan(0.01)
  })

  it('reports progress that rises to its total, and stops when told', async () => {
    const seen: Progress[] = []
    await manager.trainModel(sample.X, named, { ...options, onProgress: (progress) => seen.push(progress) })
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.every(({ done }, k) => k === 0 || done > seen[k - 1]!.done)).toBe(true)
    expect(seen.at(-1)!.done).toBeLessThanOrEqual(seen.at(-1)!.total)
    const signal = AbortSignal.abort('enough')
    expect(await errorOf(() => manager.trainModel(sample.X, named, { ...options, signal }))).toMatchObject({
      code: 'task/aborted',
      cause: 'enough',
    })
  })

  it.each<[string, (X: Frame) => Promise<unknown>, object]>([
    [
      'one class',
      (X) =>
        manager.trainModel(
          X,
          named.map(() => 'buy'),
          options,
        ),
      { code: 'models/one-class', value: 'buy' },
    ],
    ['a missing label', (X) => manager.trainModel(X, named.with(5, ''), options), { code: 'models/missing-label', where: { row: 5 } }],
    ['too few labels', (X) => manager.trainModel(X, named.slice(1), options), { code: 'models/length', value: 399 }],
    ['no rows', (X) => manager.trainModel(X.slice(0, 0), [], options), { code: 'models/empty' }],
    ['weights of 0', (X) => manager.trainModel(X, named, { ...options, weights: new Float64Array(400) }), { code: 'models/weights' }],
    [
      'a weight below 0',
      (X) => manager.trainModel(X, named, { ...options, weights: new Float64Array(400).fill(1).fill(-1, 3, 4) }),
      { code: 'models/weights', where: { row: 3 } },
    ],
    [
      'an unknown imputer',
      (X) => manager.trainModel(X, named, { ...options, imputer: 'mean' } as unknown as TrainOptions),
      { code: 'models/unknown-imputer', message: expect.stringContaining('median') },
    ],
  ])('%s is refused', async (_, run, expected) => {
    expect(await errorOf(() => run(sample.X))).toMatchObject(expected)
  })

  it('a misspelt parameter is refused with the nearest name', async () => {
    const [misspelt, nearest] = parameterWithNeighbour[type]!
    const wrong = { ...options, params: { ...options.params, [misspelt]: 3 } } as unknown as TrainOptions
    expect(await errorOf(() => manager.trainModel(sample.X, named, wrong))).toMatchObject({
      code: expect.stringContaining('unknown-parameter'),
      message: expect.stringContaining(`"${nearest}"`),
    })
  })

  it('takes missing values: by itself, or through the medians that stay with it', async () => {
    const X = withHoles(sample.X)
    const takesMissing = type === 'lightgbm' || type === 'xgboost'
    const { model } = await manager.trainModel(X, named, options)
    const { data } = model.predict(X)
    expect(data.every((p) => p >= 0 && p <= 1)).toBe(true)
    expect(model.imputer?.kind).toBe(takesMissing ? undefined : 'median')
    await manager.saveModel(model, `${type}-holes`, {}, { overwrite: true })
    expect((await manager.getModelInfo(`${type}-holes`)).imputer).toBe(takesMissing ? 'none' : 'median')
    const { model: loaded } = await manager.loadModel(`${type}-holes`)
    expect(sameBits(loaded.predict(X).data, data)).toBe(true)
    const out = new Float64Array(3)
    loaded.predictRow(
      Float64Array.from(X.names, (name) => X.column(name)[3]!),
      out,
    )
    expect(sameBits(out, data.slice(9, 12))).toBe(true)
  })

  it('medians are those of the training rows, whatever is predicted', async () => {
    const { model } = await manager.trainModel(withHoles(sample.X), named, { ...options, imputer: 'median' })
    const known = Float64Array.from(sample.X.column('feature_0')).filter((_, i) => i % 7 !== 3)
    known.sort()
    const middle = known.length / 2
    const median = known.length % 2 === 1 ? known[Math.floor(middle)]! : (known[middle - 1]! + known[middle]!) / 2
    expect(model.imputer?.median[0]).toBe(median)
    const out = [new Float64Array(3), new Float64Array(3)]
    model.predictRow(Float64Array.of(NaN, 1, 2, 3), out[0]!)
    model.predictRow(Float64Array.of(median, 1, 2, 3), out[1]!)
    expect(out[0]).toEqual(out[1])
  })
})

describe.each(['random_forest', 'logistic_regression'] as const)('%s takes finite numbers only', (type) => {
  const options = quick[type]!
  const spoilt = (value: number): Frame => {
    const columns = sample.X.names.map((name, j) => [name, j === 2 ? sample.X.column(name).with(11, value) : sample.X.column(name)])
    return createFrame({ columns: Object.fromEntries(columns) })
  }

  it('without an imputer missing values are refused by row and column, before and after storing', async () => {
    const where = { row: 11, column: 'feature_2' }
    const none: TrainOptions = { ...options, imputer: 'none' }
    expect(await errorOf(() => manager.trainModel(spoilt(NaN), named, none))).toMatchObject({ code: 'models/missing-value', where })
    const { model } = await manager.trainModel(sample.X, named, none)
    expect(model.imputer).toBeUndefined()
    await manager.saveModel(model, 'none', {}, { overwrite: true })
    const { model: loaded } = await manager.loadModel('none')
    for (const each of [model, loaded] as Model[]) {
      expect(await errorOf(() => each.predict(spoilt(NaN)))).toMatchObject({ code: 'models/missing-value', where })
      expect(await errorOf(() => each.predictRow(Float64Array.of(1, 2, NaN, 4), new Float64Array(3)))).toMatchObject({
        code: 'models/missing-value',
        where: { column: 'feature_2' },
      })
    }
  })

  it.each([Infinity, -Infinity])('%d is refused in training and prediction', async (value) => {
    const where = { row: 11, column: 'feature_2' }
    expect(await errorOf(() => manager.trainModel(spoilt(value), named, options))).toMatchObject({ code: 'models/infinite-value', where })
    const { model } = await manager.trainModel(sample.X, named, options)
    expect(await errorOf(() => model.predict(spoilt(value)))).toMatchObject({ code: 'models/infinite-value', where })
  })

  it('an imputer that was altered, or is for other features, is refused', async () => {
    const { model } = await manager.trainModel(sample.X, named, options)
    const { restoreModel } = await import('barcast/models')
    const stored = model.toJson()
    const altered = { ...stored, imputer: { ...stored.imputer!, median: stored.imputer!.median.map((x) => x + 1) } }
    expect(await errorOf(() => restoreModel(altered))).toMatchObject({ code: expect.stringMatching(/^features\/imputer/) })
    const { imputer } = (
      await manager.trainModel(makeClasses({ seed: 1, rows: 50, classes: 2, features: 3 }).X, named.slice(0, 50), options)
    ).model
    expect(await errorOf(() => restoreModel({ ...stored, imputer }))).toMatchObject({ code: 'models/format' })
  })
})
