import { createFrame } from 'barcast/core'
import { scaleFeatures } from 'barcast/features'
import { createModelManager, DEFAULT_PARAMS, type LightgbmParams, type TrainOptions } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { boosterText, errorOf, makeClasses } from './sample-data.js'

const manager = createModelManager()
const quick = { modelType: 'lightgbm', params: { num_iterations: 8 } } as const

describe('classes and probability columns', () => {
  it('numbers give one column each', async () => {
    const { X, y } = makeClasses({ seed: 1, rows: 300, classes: 5 })
    const { model, trainingScore, featureImportance } = await manager.trainModel(X, y, quick)
    expect(model.classNames).toEqual(['0', '1', '2', '3', '4'])
    expect(model.featureNames).toEqual(X.names)
    expect(Object.keys(featureImportance)).toEqual(X.names)
    expect(featureImportance.feature_0).toBeGreaterThan(featureImportance.feature_3!)
    const predictions = manager.predictSignals(model, X)
    expect(predictions).toMatchObject({ rows: 300, classes: 5 })
    for (let row = 0; row < 300; row++) {
      const probabilities = predictions.data.subarray(row * 5, row * 5 + 5)
      expect(probabilities.every((p) => p >= 0 && p <= 1)).toBe(true)
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
    }
    expect(trainingScore).toBe(manager.evaluateModel(model, X, y).accuracy)
    expect(trainingScore).toBeGreaterThan(0.5)
  })

  it('signal names keep their order, whatever the order in y; other names are sorted', async () => {
    const { X, names } = makeClasses({ seed: 2, rows: 300, classes: 5 })
    const { model } = await manager.trainModel(X, names, quick)
    expect(model.classNames).toEqual(['strong_sell', 'sell', 'hold', 'buy', 'strong_buy'])
    const without = names.map((name) => (name === 'hold' ? 'buy' : name))
    expect((await manager.trainModel(X, without, quick)).model.classNames).toEqual(['strong_sell', 'sell', 'buy', 'strong_buy'])
    const other = names.map((name) => (name.endsWith('buy') ? 'up' : 'down'))
    expect((await manager.trainModel(X, other, quick)).model.classNames).toEqual(['down', 'up'])
  })

  it('two classes are one binary model with the columns 1 − p and p', async () => {
    const { X, y } = makeClasses({ seed: 3, rows: 200, classes: 2 })
    const { model } = await manager.trainModel(X, y, quick)
    expect(boosterText(model)).toContain('objective=binary')
    const { classes, data } = model.predict(X)
    expect(classes).toBe(2)
    for (let row = 0; row < 200; row++) expect(data[2 * row]).toBe(1 - data[2 * row + 1]!)
    const multiclass = await manager.trainModel(X, y, { modelType: 'lightgbm', params: { num_iterations: 8, objective: 'multiclass' } })
    expect(boosterText(multiclass.model)).toContain('num_class:2')
  })

  it.each([0, 1, 2])('class %i of `classes` that never occurs still gets its column, near 0', async (absent) => {
    const { X, y } = makeClasses({ seed: 4, rows: 240, classes: 2 })
    const present = [0, 1, 2].filter((k) => k !== absent)
    const value = y.map((k) => present[k]!)
    const { model } = await manager.trainModel(X, value, { ...quick, classes: ['sell', 'hold', 'buy'] })
    expect(model.classNames).toEqual(['sell', 'hold', 'buy'])
    const { data } = model.predict(X)
    for (let row = 0; row < 240; row++) expect(data[3 * row + absent]).toBeLessThan(1e-12)
    const scores = manager.evaluateModel(model, X, value)
    expect(scores.rocAuc).toBeGreaterThan(0.9)
    expect(scores.confusionMatrix.classes).toBe(3)
  })

  it('num_class in the parameters makes room for numbers that do not occur', async () => {
    const { X, y } = makeClasses({ seed: 5, rows: 200, classes: 3 })
    const { model } = await manager.trainModel(X, y, { modelType: 'lightgbm', params: { num_class: 5, num_iterations: 5 } })
    expect(model.classNames).toHaveLength(5)
  })
})

describe('parameters', () => {
  it('the defaults are the documents’ and can be written out', async () => {
    const { X, y } = makeClasses({ seed: 6, rows: 200, classes: 3 })
    const byDefault = await manager.trainModel(X, y, { modelType: 'lightgbm' })
    const written = await manager.trainModel(X, y, { modelType: 'lightgbm', params: { ...DEFAULT_PARAMS.lightgbm, n_estimators: 100 } })
    expect(written.model.predict(X)).toEqual(byDefault.model.predict(X))
    expect(byDefault.model.params).toMatchObject({ learning_rate: 0.05, num_leaves: 31, objective: 'multiclass', num_class: 3 })
    expect(boosterText(byDefault.model)).toMatch(/Tree=299\n/)
    expect(boosterText(byDefault.model)).not.toMatch(/Tree=300\n/)
  })

  it('any name of a parameter overrides its default; undefined does not', async () => {
    const { X, y } = makeClasses({ seed: 7, rows: 200, classes: 3 })
    const train = async (params: LightgbmParams) =>
      (await manager.trainModel(X, y, { modelType: 'lightgbm', params: { num_iterations: 5, ...params } })).model.predict(X)
    expect(await train({ eta: 0.2 })).toEqual(await train({ learningRate: 0.2 }))
    expect(await train({ eta: 0.2 })).not.toEqual(await train({}))
    expect(await train({ eta: undefined })).toEqual(await train({}))
  })

  it('the same call gives the same trees', async () => {
    const { X, y } = makeClasses({ seed: 8, rows: 200, classes: 3 })
    const texts = [await manager.trainModel(X, y, quick), await manager.trainModel(X, y, quick)].map(({ model }) => model.toJson())
    expect(texts[0]).toEqual(texts[1])
  })

  it('weights count', async () => {
    const { X, y } = makeClasses({ seed: 9, rows: 200, classes: 2 })
    const weights = Float64Array.from(y, (k) => (k === 1 ? 20 : 1))
    const plain = (await manager.trainModel(X, y, quick)).model.predict(X)
    const weighted = (await manager.trainModel(X, y, { ...quick, weights })).model.predict(X)
    const mean = (data: Float64Array): number => data.reduce((sum, p, i) => sum + (i % 2 === 1 ? p : 0), 0) / 200
    expect(mean(weighted.data)).toBeGreaterThan(mean(plain.data) + 0.2)
  })

  it('progress is told round by round, and an abort stops training', async () => {
    const { X, y } = makeClasses({ seed: 10, rows: 200, classes: 3 })
    const done: number[] = []
    await manager.trainModel(X, y, { ...quick, onProgress: (progress) => done.push(progress.done) })
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    const controller = new AbortController()
    controller.abort()
    expect(await errorOf(() => manager.trainModel(X, y, { ...quick, signal: controller.signal }))).toMatchObject({ code: 'task/aborted' })
  })
})

describe('prediction', () => {
  it('finds columns by name in any order among others, and one row gives the same bits', async () => {
    const { X, y } = makeClasses({ seed: 11, rows: 200, classes: 3 })
    const { model } = await manager.trainModel(X, y, quick)
    const expected = model.predict(X)
    const reversed = createFrame({
      columns: new Map([...X.names, 'extra'].reverse().map((name) => [name, name === 'extra' ? X.timeMs : X.column(name)])),
    })
    expect(model.predict(reversed)).toEqual(expected)
    const out = new Float64Array(3)
    for (let row = 0; row < 200; row++) {
      model.predictRow(
        Float64Array.from(X.names, (name) => X.column(name)[row]!),
        out,
      )
      out.forEach((p, k) => {
        expect(Object.is(p, expected.data[3 * row + k])).toBe(true)
      })
    }
  })

  it('NaN in a feature is a missing value, in training and in prediction', async () => {
    const { X, y } = makeClasses({ seed: 12, rows: 300, classes: 2 })
    const holes = X.column('feature_0').map((x, i) => (i % 7 === 0 ? Number.NaN : x))
    const frame = createFrame({ columns: { ...Object.fromEntries(X.names.map((name) => [name, X.column(name)])), feature_0: holes } })
    const { model } = await manager.trainModel(frame, y, quick)
    expect(model.predict(frame).data.every((p) => p > 0 && p < 1)).toBe(true)
  })

  it('refuses frames without a feature, with none, and scaled for exploration', async () => {
    const { X, y } = makeClasses({ seed: 13, rows: 200, classes: 3 })
    const { model } = await manager.trainModel(X, y, quick)
    const without = createFrame({
      columns: {
        feature_0: X.column('feature_0'),
        feature_1: X.column('feature_1'),
        feature_2: X.column('feature_2'),
        feature_33: X.timeMs,
      },
    })
    expect(await errorOf(() => model.predict(without))).toMatchObject({
      code: 'models/missing-feature',
      value: 'feature_3',
      message: expect.stringContaining('"feature_0" is near'),
    })
    expect(await errorOf(() => model.predict(X.slice(0, 0)))).toMatchObject({ code: 'models/empty' })
    expect(await errorOf(() => model.predict(scaleFeatures(X)))).toMatchObject({ code: 'models/exploration-only' })
    expect(await errorOf(() => model.predictRow(new Float64Array(3), new Float64Array(3)))).toMatchObject({
      code: 'models/row-length',
    })
    expect(await errorOf(() => model.predictRow(new Float64Array(4), new Float64Array(2)))).toMatchObject({ code: 'models/row-length' })
  })
})

describe('bad input is refused by name', () => {
  const { X, y, names } = makeClasses({ seed: 14, rows: 60, classes: 3 })
  const at = <T>(values: readonly T[], row: number, value: T): T[] => values.map((old, i) => (i === row ? value : old))
  const train = (x: typeof X, labels: Int32Array | string[], more: object = {}) =>
    manager.trainModel(x, labels, { ...quick, ...more } as TrainOptions)

  it.each([
    [
      'a missing index',
      () =>
        train(
          X,
          y.map((k, i) => (i === 7 ? -1 : k)),
        ),
      { code: 'models/missing-label', where: { row: 7, column: 'y' } },
    ],
    ['a missing name', () => train(X, at(names, 4, '')), { code: 'models/missing-label', where: { row: 4, column: 'y' } }],
    [
      'an index below −1',
      () =>
        train(
          X,
          y.map((k, i) => (i === 7 ? -2 : k)),
        ),
      { code: 'models/label-range', value: -2 },
    ],
    ['an index beyond classes', () => train(X, y, { classes: ['a', 'b'] }), { code: 'models/label-range' }],
    [
      'a name that is no class',
      () => train(X, at(names, 9, 'hodl'), { classes: ['strong_sell', 'sell', 'hold'] }),
      { code: 'models/unknown-class', value: 'hodl', where: { row: 9 }, message: expect.stringContaining('"hold"') },
    ],
    ['classes named twice', () => train(X, y, { classes: ['a', 'b', 'a'] }), { code: 'models/classes', value: 'a' }],
    [
      'one class only',
      () =>
        train(
          X,
          y.map(() => 1),
        ),
      { code: 'models/one-class', value: '1' },
    ],
    [
      'one name only',
      () =>
        train(
          X,
          names.map(() => 'buy'),
          { classes: ['sell', 'buy'] },
        ),
      { code: 'models/one-class', value: 'buy' },
    ],
    ['fewer labels than rows', () => train(X, y.subarray(1)), { code: 'models/length', value: 59, where: { column: 'y' } }],
    ['no rows', () => train(X.slice(0, 0), new Int32Array(0)), { code: 'models/empty' }],
    ['no columns', () => train(createFrame({ columns: {}, timeMs: X.timeMs }), y), { code: 'models/empty' }],
    ['labels of another kind', () => train(X, X.column('feature_0') as unknown as Int32Array), { code: 'models/labels' }],
    [
      'NaN weights',
      () => train(X, y, { weights: X.timeMs.map((_, i) => (i === 3 ? Number.NaN : 1)) }),
      { code: 'models/weights', where: { row: 3, column: 'weights' } },
    ],
    ['negative weights', () => train(X, y, { weights: X.timeMs.map((_, i) => i - 1) }), { code: 'models/weights', value: -1 }],
    ['zero weights', () => train(X, y, { weights: new Float64Array(60) }), { code: 'models/weights', value: 0 }],
    ['too few weights', () => train(X, y, { weights: new Float64Array(59) }), { code: 'models/length', where: { column: 'weights' } }],
    ['an exploration-only frame', () => train(scaleFeatures(X), y), { code: 'models/exploration-only' }],
    [
      'an unknown type',
      () => train(X, y, { modelType: 'lightgmb' }),
      { code: 'models/unknown-type', message: expect.stringContaining('did you mean "lightgbm"') },
    ],
    [
      'an unknown parameter',
      () => train(X, y, { params: { num_leafs: 3 } }),
      { code: 'boosting/unknown-parameter', message: expect.stringContaining('num_leaf') },
    ],
    ['a parameter out of range', () => train(X, y, { params: { num_leaves: 1 } }), { code: 'boosting/parameter-range' }],
    [
      'num_class that differs from the classes',
      () => train(X, names, { params: { num_class: 5 } }),
      { code: 'models/class-count', value: 5 },
    ],
    ['binary for three classes', () => train(X, y, { params: { objective: 'binary' } }), { code: 'models/objective' }],
    [
      'an unknown option',
      () => train(X, y, { weight: X.timeMs }),
      { code: 'models/unknown-option', message: expect.stringContaining('"weights"') },
    ],
  ])('%s', async (_, run, expected) => {
    expect(await errorOf(run)).toMatchObject(expected)
  })

  it('evaluation refuses missing and unknown labels, and other lengths', async () => {
    const { model } = await manager.trainModel(X, names, quick)
    expect(await errorOf(() => manager.evaluateModel(model, X, at(names, 0, '')))).toMatchObject({ code: 'models/missing-label' })
    expect(await errorOf(() => manager.evaluateModel(model, X, at(names, 0, 'buy')))).toMatchObject({ code: 'models/unknown-class' })
    expect(await errorOf(() => manager.evaluateModel(model, X, names.slice(1)))).toMatchObject({ code: 'models/length' })
    expect(await errorOf(() => manager.evaluateModel(model, scaleFeatures(X), names))).toMatchObject({ code: 'models/exploration-only' })
  })

  it('a feature named __proto__ is a feature like any other', async () => {
    const columns = new Map([...X.names].map((name) => [name === 'feature_0' ? '__proto__' : name, X.column(name)]))
    const { model, featureImportance } = await manager.trainModel(createFrame({ columns }), y, quick)
    expect(Object.hasOwn(featureImportance, '__proto__')).toBe(true)
    expect(model.predict(createFrame({ columns })).rows).toBe(60)
    expect(Object.getPrototypeOf(featureImportance)).toBe(Object.prototype)
  })
})
