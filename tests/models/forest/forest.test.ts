import { createFrame, createRandom, decodeIntegers, encodeFloats, encodeIntegers, type Progress } from 'barcast/core'
import { createModelManager, type Model, type RandomForestParams, restoreModel, type StoredModel } from 'barcast/models'
import { describe, expect, it } from 'vitest'
import { errorOf, makeClasses } from '../sample-data.js'

const { X, y } = makeClasses({ seed: 41, rows: 300, classes: 3 })
const manager = createModelManager()
const classes = ['low', 'middle', 'high']

function train(params: RandomForestParams, options: { weights?: Float64Array; labels?: Int32Array; classes?: string[] } = {}) {
  const { weights, labels = y, classes: names = classes } = options
  return manager.trainModel(X, labels, {
    modelType: 'random_forest',
    params,
    classes: names,
    ...(weights === undefined ? {} : { weights }),
  })
}

type Forest = Extract<StoredModel, { modelType: 'random_forest' }>
const storedOf = (model: Model): Forest => model.toJson() as Forest

describe('a forest', () => {
  it('follows from its seed, and each tree from its number only', async () => {
    const [five, again, ten, other] = await Promise.all([
      train({ n_estimators: 5, random_state: 3 }),
      train({ n_estimators: 5, random_state: 3 }),
      train({ n_estimators: 10, random_state: 3 }),
      train({ n_estimators: 5, random_state: 4 }),
    ])
    expect(storedOf(again.model)).toEqual(storedOf(five.model))
    expect(storedOf(other.model).forest).not.toEqual(storedOf(five.model).forest)
    const feature = (model: Model): number[] => [...decodeIntegers(storedOf(model).forest.feature)]
    expect(feature(ten.model).slice(0, feature(five.model).length)).toEqual(feature(five.model))
  })

  it('takes either spelling of a parameter and gives back all of them, which train the same again', async () => {
    const { model } = await train({ nEstimators: 4, maxDepth: 3, max_features: 'log2', class_weight: { high: 2 }, n_jobs: -1 })
    expect(model.params).toEqual({
      n_estimators: 4,
      criterion: 'gini',
      max_depth: 3,
      min_samples_split: 2,
      min_samples_leaf: 1,
      min_weight_fraction_leaf: 0,
      max_features: 'log2',
      max_leaf_nodes: null,
      min_impurity_decrease: 0,
      bootstrap: true,
      max_samples: null,
      class_weight: { high: 2 },
      random_state: 0,
      oob_score: false,
    })
    expect(storedOf((await train(model.params as RandomForestParams)).model)).toEqual(storedOf(model))
  })

  it('reports accuracy on rows out of the bag, near what unseen rows give', async () => {
    const { model } = await train({ n_estimators: 60, oob_score: true })
    const { oob_score } = (model.params as unknown as { outcome: { oob_score: number } }).outcome
    const fresh = makeClasses({ seed: 41, rows: 900, classes: 3 })
    const { accuracy } = manager.evaluateModel(model, fresh.X.slice(300, 900), fresh.y.subarray(300))
    expect(Math.abs(oob_score - accuracy)).toBeLessThan(0.08)
    expect((await train(model.params as RandomForestParams)).model.params).toEqual(model.params)
  })

  it('gives a class without rows probability 0', async () => {
    const { model } = await train({ n_estimators: 5 }, { classes: ['low', 'middle', 'high', 'never'] })
    const { data } = model.predict(X)
    for (let i = 0; i < X.length; i++) expect(data[4 * i + 3]).toBe(0)
  })

  it('learns nothing from rows of weight 0', async () => {
    const weights = Float64Array.from({ length: 300 }, (_, i) => (i < 200 ? 1 : 0))
    const params = { n_estimators: 5, max_samples: 150 }
    const weighted = await train(params, { weights })
    const without = await manager.trainModel(X.slice(0, 200), y.subarray(0, 200), {
      modelType: 'random_forest',
      params,
      classes,
      weights: new Float64Array(200).fill(1),
    })
    expect(storedOf(weighted.model).forest).toEqual(storedOf(without.model).forest)
  })

  it.each(['balanced', 'balanced_subsample'] as const)('with class_weight %s finds a rare class more often', async (class_weight) => {
    const labels = y.map((k, i) => (k === 2 && i % 4 > 0 ? 1 : k))
    const share = async (params: RandomForestParams): Promise<number> => {
      const { data } = (await train({ n_estimators: 20, max_depth: 4, ...params }, { labels })).model.predict(X)
      return data.filter((_, i) => i % 3 === 2).reduce((a, b) => a + b, 0) / X.length
    }
    expect(await share({ class_weight })).toBeGreaterThan(1.5 * (await share({})))
  })

  it('knows nothing where there is nothing to know: shuffled labels give an AUC near 0.5', async () => {
    const aucs: number[] = []
    for (let seed = 1; seed <= 5; seed++) {
      const data = makeClasses({ seed, rows: 600, classes: 2 })
      const shuffled = createRandom(seed + 100).shuffle(data.y.slice())
      const { model } = await manager.trainModel(data.X.slice(0, 300), shuffled.subarray(0, 300), {
        modelType: 'random_forest',
        params: { n_estimators: 30 },
      })
      aucs.push(manager.evaluateModel(model, data.X.slice(300, 600), shuffled.subarray(300)).rocAuc)
    }
    expect(Math.abs(aucs.reduce((a, b) => a + b, 0) / 5 - 0.5)).toBeLessThan(0.045)
  })

  it('says that it goes on, and stops when told', async () => {
    const seen: Progress[] = []
    const stop = new AbortController()
    const training = manager.trainModel(X, y, {
      modelType: 'random_forest',
      params: { n_estimators: 100_000 },
      signal: stop.signal,
      onProgress: (progress) => seen.push(progress),
    })
    setTimeout(() => stop.abort('enough'), 60)
    expect(await errorOf(() => training)).toMatchObject({ code: 'task/aborted' })
    expect(seen[0]).toEqual({ done: 1, total: 100_000, step: 'tree 1 of 100000' })
    const count = seen.length
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(seen).toHaveLength(count)
  })
})

describe('columns', () => {
  const labels = Int32Array.from({ length: 6 }, (_, i) => Number(i >= 3))
  const grow = (values: number[], params: RandomForestParams = {}) =>
    manager.trainModel(createFrame({ columns: { a: Float64Array.from(values) } }), labels, {
      modelType: 'random_forest',
      params: { n_estimators: 1, bootstrap: false, ...params },
    })
  const shares = (model: Model, value: number): number[] => {
    const out = new Float64Array(2)
    model.predictRow(Float64Array.of(value), out)
    return [...out]
  }

  it('of huge, tiny and neighbouring values are split between them', async () => {
    const next = 1 + Number.EPSILON
    for (const [low, high] of [
      [-1.7e308, 1.7e308],
      [1, next],
      [0, 5e-324],
      [-1e-300, 1e-300],
    ] as const) {
      const { model } = await grow([low, low, low, high, high, high])
      expect(shares(model, low)).toEqual([1, 0])
      expect(shares(model, high)).toEqual([0, 1])
    }
  })

  it('that do not vary give the shares of all rows and no importance', async () => {
    const { model, featureImportance } = await grow([7, 7, 7, 7, 7, 7])
    expect(shares(model, 0)).toEqual([0.5, 0.5])
    expect(featureImportance).toEqual({ a: 0 })
    expect(restoreModel(model.toJson()).toJson()).toEqual(model.toJson())
  })

  it('of more than 255 values keep their information', async () => {
    const random = createRandom(9)
    const values = Float64Array.from({ length: 3000 }, () => random.normal() ** 3)
    const above = Int32Array.from(values, (v) => Number(v > 0.5))
    const { model } = await manager.trainModel(createFrame({ columns: { a: values } }), above, {
      modelType: 'random_forest',
      params: { n_estimators: 9 },
    })
    const { data } = model.predict(createFrame({ columns: { a: Float64Array.of(0.3, 0.7) } }))
    expect(data[1]).toBeLessThan(0.05)
    expect(data[3]).toBeGreaterThan(0.95)
  })
})

describe('bins of more than 255 values', () => {
  it('take a row twice for a row of weight 2', async () => {
    const random = createRandom(12)
    const values = Float64Array.from({ length: 700 }, () => random.normal())
    const labels = Int32Array.from(values, (v) => Number(v + random.normal() > 0))
    const weights = Float64Array.from(values, (_, i) => (i < 500 ? 2 : 1))
    const rows = Int32Array.from({ length: 1200 }, (_, i) => i % 700)
    const params = { n_estimators: 1, bootstrap: false }
    const X1 = createFrame({ columns: { a: values } })
    const X2 = createFrame({ columns: { a: Float64Array.from(rows, (i) => values[i]!) } })
    const weighted = await manager.trainModel(X1, labels, { modelType: 'random_forest', params, weights })
    const doubled = await manager.trainModel(
      X2,
      rows.map((i) => labels[i]!),
      { modelType: 'random_forest', params },
    )
    expect(storedOf(doubled.model).forest).toEqual(storedOf(weighted.model).forest)
  })
})

describe('a stored forest', () => {
  it('comes back to the bit, also row by row', async () => {
    const { model } = await train({ n_estimators: 7 })
    const restored = restoreModel(JSON.parse(JSON.stringify(model.toJson())))
    const { data } = model.predict(X)
    expect(restored.predict(X).data).toEqual(data)
    expect(restored.toJson()).toEqual(model.toJson())
    const out = new Float64Array(3)
    for (let i = 0; i < X.length; i++) {
      restored.predictRow(
        Float64Array.from(X.names, (name) => X.column(name)[i]!),
        out,
      )
      expect([...out]).toEqual([...data.subarray(3 * i, 3 * i + 3)])
    }
  })

  it('is refused when it would lead astray', async () => {
    const stored = storedOf((await train({ n_estimators: 3, max_depth: 4 })).model)
    const { forest } = stored
    const changed = (text: string, change: (values: Int32Array) => void): string => {
      const values = decodeIntegers(text)
      change(values)
      return encodeIntegers(values)
    }
    const damaged: Partial<Forest['forest']>[] = [
      { children: changed(forest.children, (v) => v.fill(0, 4, 5)) },
      { children: changed(forest.children, (v) => v.fill(1e6, 0, 1)) },
      { children: changed(forest.children, (v) => v.fill(-1e6, 1, 2)) },
      { children: encodeIntegers(decodeIntegers(forest.children).subarray(1)) },
      { feature: changed(forest.feature, (v) => v.fill(4, 0, 1)) },
      { root: changed(forest.root, (v) => v.fill(-9999, 2, 3)) },
      { leafShares: encodeFloats(Float64Array.of(0.5, 0.5)) },
      { leafShares: encodeFloats(new Float64Array(3 * 1000).fill(0.5)) },
      { threshold: encodeFloats(new Float64Array(decodeIntegers(forest.feature).length).fill(NaN)) },
    ]
    for (const part of damaged) {
      expect(await errorOf(() => restoreModel({ ...stored, forest: { ...forest, ...part } }))).toMatchObject({
        code: 'models/forest-mismatch',
      })
    }
    expect(await errorOf(() => restoreModel({ ...stored, forest: { ...forest, threshold: 'AAAA' } }))).toMatchObject({
      code: 'json/base64',
    })
    expect(await errorOf(() => restoreModel({ ...stored, forest: {} }))).toMatchObject({ code: 'models/format' })
  })
})

describe('parameters', () => {
  it.each([
    [{ n_estimatorz: 5 }, 'models/unknown-parameter', 'did you mean "n_estimators"'],
    [{ n_estimators: 5, nEstimators: 6 }, 'models/parameter-conflict', 'n_estimators and nEstimators'],
    [{ n_estimators: 0 }, 'models/parameter-range', 'n_estimators'],
    [{ n_estimators: 2.5 }, 'models/parameter-range', '2.5'],
    [{ max_depth: NaN }, 'models/parameter-range', 'max_depth'],
    [{ min_samples_split: 1 }, 'models/parameter-range', 'whole number from 2'],
    [{ max_features: 1 }, 'models/parameter-range', 'null for all'],
    [{ max_samples: 1 }, 'models/parameter-range', 'whole number from 2'],
    [{ max_features: 'auto' }, 'models/parameter-range', 'auto'],
    [{ bootstrap: false, max_samples: 0.5 }, 'models/parameter-conflict', 'needs bootstrap'],
    [{ bootstrap: false, oob_score: true }, 'models/parameter-conflict', 'needs bootstrap'],
    [{ class_weight: { hihg: 2 } }, 'models/unknown-class', 'did you mean "high"'],
    [{ class_weight: { low: 0, middle: 0, high: 0 } }, 'models/weights', 'class weight'],
  ])('%j is refused', async (params, code, words) => {
    const error = await errorOf(() => train(params as RandomForestParams))
    expect(error).toMatchObject({ code })
    expect((error as Error).message).toContain(words)
  })
})
