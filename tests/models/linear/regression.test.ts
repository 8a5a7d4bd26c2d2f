import { createFrame, createRandom, type Frame } from 'barcast/core'
import { createModelManager, type LogisticRegressionParams, type Model, restoreModel, type StoredModel } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { errorOf, makeClasses } from '../sample-data.js'

const { X, y } = makeClasses({ seed: 51, rows: 200, classes: 3 })
const manager = createModelManager()
const classes = ['low', 'middle', 'high']
type Regression = Extract<StoredModel, { modelType: 'logistic_regression' }>
const storedOf = (model: Model): Regression => model.toJson() as Regression

function train(params: LogisticRegressionParams, data: { X?: Frame; y?: Int32Array; classes?: string[]; weights?: Float64Array } = {}) {
  const { X: features = X, y: labels = y, classes: names = classes, weights } = data
  return manager.trainModel(features, labels, {
    modelType: 'logistic_regression',
    params,
    classes: names,
    ...(weights === undefined ? {} : { weights }),
  })
}

/** The frame with some of its columns replaced. */
function changed(change: Record<string, (x: number) => number>): Frame {
  return createFrame({ columns: new Map(X.names.map((name) => [name, X.column(name).map(change[name] ?? ((x) => x))])) })
}

describe('a regression', () => {
  it('takes either spelling of a parameter and gives back all of them, which train the same again', async () => {
    const { model } = await train({ maxIter: 50, fit_intercept: false, class_weight: { high: 2 }, random_state: 4 })
    const { outcome, ...params } = model.params as { outcome: object } & Record<string, unknown>
    expect(params).toEqual({ C: 1, fit_intercept: false, class_weight: { high: 2 }, max_iter: 50, tol: 1e-4 })
    expect(outcome).toEqual({ converged: true, iterations: expect.any(Number) })
    expect(storedOf((await train(model.params as LogisticRegressionParams)).model)).toEqual(storedOf(model))
  })

  it('stays finite on columns of any size, and says the same of the same values in other units', async () => {
    const sizes = {
      feature_0: (x: number) => x * 1e300,
      feature_1: (x: number) => x * 1e-200,
      feature_2: (x: number) => 1.7e308 * Math.sign(x),
    }
    for (const fit_intercept of [true, false]) {
      const { model, featureImportance } = await train({ fit_intercept }, { X: changed(sizes) })
      for (const p of model.predict(changed(sizes)).data) expect(p >= 0 && p <= 1).toBe(true)
      for (const share of Object.values(featureImportance)) expect(Number.isFinite(share)).toBe(true)
    }
    const shifted = changed({ feature_0: (x) => x + 4096, feature_3: (x) => 8 - x })
    const [plain, other] = await Promise.all([train({}), train({}, { X: shifted })])
    const [a, b] = [plain.model.predict(X).data, other.model.predict(shifted).data]
    a.forEach((p, i) => {
      expect(Math.abs(p - b[i]!)).toBeLessThan(1e-9)
    })
  })

  it('stays finite far outside what it has seen', async () => {
    const { model } = await train({})
    const out = new Float64Array(3)
    for (const value of [1.7e308, -1.7e308]) {
      model.predictRow(Float64Array.of(value, -value, value, value), out)
      expect(Math.abs(out[0]! + out[1]! + out[2]! - 1)).toBeLessThan(1e-12)
    }
  })

  it('converges on separable classes, the less penalty the steeper', async () => {
    const labels = Int32Array.from(X.column('feature_0'), (x) => Number(x > 0))
    const slope = async (C: number): Promise<number> => {
      const { model } = await train({ C }, { y: labels, classes: ['down', 'up'] })
      expect(model.params).toMatchObject({ outcome: { converged: true } })
      return storedOf(model).regression.coefficients[0]![0]!
    }
    const slopes = [await slope(1), await slope(1e3), await slope(1e6)]
    expect(slopes[0]! < slopes[1]! && slopes[1]! < slopes[2]!).toBe(true)
    expect(Number.isFinite(slopes[2]!)).toBe(true)
  })

  it('says when it has not converged, and is usable', async () => {
    const { model } = await train({ max_iter: 1, tol: 1e-9 })
    expect(model.params).toMatchObject({ outcome: { converged: false, iterations: 1 } })
    expect(manager.evaluateModel(model, X, y).accuracy).toBeGreaterThan(0.5)
  })

  it('fits the classes that have rows of weight; the others get probability 0', async () => {
    const weights = Float64Array.from(y, (k) => (k === 1 ? 0 : 1))
    const { model } = await train({}, { classes: [...classes, 'never'], weights })
    expect(storedOf(model).regression.fittedClasses).toEqual([0, 2])
    const { data } = model.predict(X)
    for (let i = 0; i < X.length; i++) {
      expect([data[4 * i + 1], data[4 * i + 3]]).toEqual([0, 0])
      expect(data[4 * i]! + data[4 * i + 2]!).toBeCloseTo(1, 12)
    }
    const single = Float64Array.from(y, (k) => Number(k === 0))
    expect(await errorOf(() => train({}, { weights: single }))).toMatchObject({ code: 'models/one-class' })
  })

  it('takes a row twice for a row of weight 2', async () => {
    const rows = Int32Array.from({ length: 300 }, (_, i) => (i < 200 ? i : i - 200))
    const doubled = createFrame({ columns: new Map(X.names.map((name) => [name, Float64Array.from(rows, (i) => X.column(name)[i]!)])) })
    const weights = Float64Array.from(y, (_, i) => (i < 100 ? 2 : 1))
    const [a, b] = await Promise.all([train({}, { X: doubled, y: rows.map((i) => y[i]!) }), train({}, { weights })])
    const [found, expected] = [a, b].map(({ model }) => storedOf(model).regression.coefficients.flat())
    found!.forEach((w, i) => {
      expect(Math.abs(w - expected![i]!)).toBeLessThan(1e-10)
    })
  })

  it('ranks features by coefficient times spread, whatever their units', async () => {
    const { featureImportance } = await train({ C: 1e9 }, { X: changed({ feature_0: (x) => x / 1000, feature_3: (x) => x * 1000 }) })
    const ranked = Object.entries(featureImportance).sort((a, b) => b[1] - a[1])
    expect(ranked.slice(0, 2).map(([name]) => name)).toEqual(['feature_0', 'feature_1'])
  })

  it('knows nothing where there is nothing to know: shuffled labels give an AUC near 0.5', async () => {
    const aucs: number[] = []
    for (let seed = 1; seed <= 5; seed++) {
      const data = makeClasses({ seed, rows: 1200, classes: 2 })
      const shuffled = createRandom(seed + 100).shuffle(data.y.slice())
      const { model } = await train({}, { X: data.X.slice(0, 600), y: shuffled.subarray(0, 600), classes: ['down', 'up'] })
      aucs.push(manager.evaluateModel(model, data.X.slice(600, 1200), shuffled.subarray(600)).rocAuc)
    }
    expect(Math.abs(aucs.reduce((a, b) => a + b, 0) / 5 - 0.5)).toBeLessThan(0.035)
  })

  it('reports iterations and stops when told', async () => {
    const seen: number[] = []
    await manager.trainModel(X, y, { modelType: 'logistic_regression', onProgress: ({ done }) => seen.push(done) })
    expect(seen.slice(0, 3)).toEqual([1, 2, 3])
    const stop = new AbortController()
    stop.abort()
    expect(await errorOf(() => manager.trainModel(X, y, { modelType: 'logistic_regression', signal: stop.signal }))).toMatchObject({
      code: 'task/aborted',
    })
  })
})

describe('a stored regression', () => {
  it('comes back to the bit, also row by row', async () => {
    const { model } = await train({})
    const restored = restoreModel(JSON.parse(JSON.stringify(model.toJson())))
    const { data } = model.predict(X)
    expect(restored.predict(X).data).toEqual(data)
    const out = new Float64Array(3)
    for (let i = 0; i < X.length; i++) {
      restored.predictRow(
        Float64Array.from(X.names, (name) => X.column(name)[i]!),
        out,
      )
      expect([...out]).toEqual([...data.subarray(3 * i, 3 * i + 3)])
      expect(Math.abs(out[0]! + out[1]! + out[2]! - 1)).toBeLessThanOrEqual(1e-12)
    }
  })

  it('is refused when it contradicts itself', async () => {
    const stored = storedOf((await train({})).model)
    const { regression } = stored
    const damaged: Partial<Regression['regression']>[] = [
      { fittedClasses: [0, 2, 1] },
      { fittedClasses: [0, 1, 3] },
      { fittedClasses: [0, 1] },
      { intercepts: [1] },
      { coefficients: regression.coefficients.map((row) => row.slice(1)) },
    ]
    for (const part of damaged) {
      const document = { ...stored, regression: { ...regression, ...part } }
      expect(await errorOf(() => restoreModel(document))).toMatchObject({ code: 'models/regression-mismatch' })
    }
    expect(await errorOf(() => restoreModel({ ...stored, regression: { ...regression, intercepts: [null] } }))).toMatchObject({
      code: 'models/format',
    })
  })
})

describe('parameters', () => {
  it.each([
    [{ max_itr: 5 }, 'models/unknown-parameter', 'did you mean "max_iter"'],
    [{ max_iter: 1, maxIter: 2 }, 'models/parameter-conflict', 'max_iter and maxIter'],
    [{ C: 0 }, 'models/parameter-range', 'C'],
    [{ tol: NaN }, 'models/parameter-range', 'tol'],
    [{ class_weight: 'even' }, 'models/parameter-range', 'even'],
    [{ class_weight: { low: -1 } }, 'models/parameter-range', 'class_weight'],
    [{ class_weight: { lo: 1 } }, 'models/unknown-class', 'did you mean "low"'],
  ])('%j is refused', async (params, code, words) => {
    const error = await errorOf(() => train(params as LogisticRegressionParams))
    expect(error).toMatchObject({ code })
    expect((error as Error).message).toContain(words)
  })
})
