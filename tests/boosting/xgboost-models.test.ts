import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Booster, parseLightgbm, parseXgboost, type RowMajor } from 'barcast/boosting'
import { describe, expect, it } from 'vitest'

interface ModelCase {
  name: string
  json: string
  ubjson?: string
  margin: string
  predicted: string
}

interface VersionFile {
  xgboost: string
  x: { rows: number; columns: number; data: string }
  cases: ModelCase[]
  refused: Record<string, string>
}

const folder = new URL('../golden/xgboost/models/', import.meta.url)
const versions: VersionFile[] = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
const current = versions.find(({ xgboost }) => xgboost === '3.2.0')!

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'base64'))
const unzip = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(gunzipSync(bytesOf(text)))
const textOf = (text: string): string => new TextDecoder().decode(unzip(text))
const floatsOf = (text: string): Float32Array => new Float32Array(bytesOf(text).buffer)

function rowsOf({ x }: VersionFile): RowMajor {
  return { rows: x.rows, columns: x.columns, data: new Float64Array(bytesOf(x.data).buffer) }
}

/** How many float32 values lie between two. */
function ulps(a: number, b: number): number {
  const order = (value: number): number => {
    const word = new Int32Array(Float32Array.of(value).buffer)[0]!
    return word < 0 ? -2147483648 - word : word
  }
  return Math.abs(order(a) - order(b))
}

function expectPredictions(booster: Booster, version: VersionFile, test: ModelCase): void {
  const x = rowsOf(version)
  expect(Array.from(booster.predictRaw(x))).toEqual(Array.from(floatsOf(test.margin)))
  const predicted = booster.predict(x)
  const expected = floatsOf(test.predicted)
  expect(predicted.length).toBe(expected.length)
  const worst = Math.max(...Array.from(expected, (value, i) => ulps(predicted[i]!, value)))
  expect(worst).toBe(0)
}

const found = versions.flatMap((version) => version.cases.map((test) => ({ version, test, title: `${version.xgboost} ${test.name}` })))

describe.each(found)("XGBoost's model: $title", ({ version, test }) => {
  const booster = parseXgboost(textOf(test.json))

  it('raw scores equal as float32 to the bit, predictions within 2 units in the last place', () => {
    expectPredictions(booster, version, test)
  })

  it('UBJSON and JSON as bytes hold the same model', () => {
    expectPredictions(parseXgboost(unzip(test.json)), version, test)
    if (test.ubjson !== undefined) expectPredictions(parseXgboost(unzip(test.ubjson)), version, test)
  })

  it('written and read again it predicts the same bits', () => {
    for (const again of [parseXgboost(booster.toXgboostJson()), parseXgboost(booster.toXgboostUbjson())]) {
      expectPredictions(again, version, test)
      expect(again.featureNames).toEqual(booster.featureNames)
      expect(again.bestIteration).toBe(booster.bestIteration)
      expect(again.numIterations).toBe(booster.numIterations)
      expect(again.objective).toBe(booster.objective)
    }
  })

  it('one row by itself gives the same bits', () => {
    const { rows, columns, data } = rowsOf(version)
    const raw = booster.predict({ rows, columns, data })
    const width = raw.length / rows
    const out = new Float64Array(booster.numClasses)
    for (let row = 0; row < rows; row++) {
      booster.predictRow(data.subarray(row * columns, (row + 1) * columns) as Float64Array, out)
      expect(Array.from(out.subarray(0, width))).toEqual(Array.from(raw.subarray(row * width, (row + 1) * width)))
    }
  })
})

const caseOf = (name: string): ModelCase => current.cases.find((test) => test.name === name)!

describe('what XGBoost 3.2 wrote is written alike', () => {
  interface Learner {
    attributes: object
    feature_names: string[]
    gradient_booster: { name: string; model: Record<string, unknown> }
    objective: object
  }
  const learnerOf = (text: string): Learner => (JSON.parse(text) as { learner: Learner }).learner

  it.each(['binary:logistic', 'multi:softprob', 'categories', 'names', 'a forest of three classes', 'reg:tweedie', 'stopped early'])(
    '%s',
    (name) => {
      const theirs = learnerOf(textOf(caseOf(name).json))
      const ours = learnerOf(parseXgboost(textOf(caseOf(name).json)).toXgboostJson())
      expect(ours.objective).toEqual(theirs.objective)
      expect(ours.feature_names).toEqual(theirs.feature_names)
      expect('best_iteration' in ours.attributes).toBe(name === 'stopped early')
      const [{ trees, ...rest }, { trees: theirTrees, ...theirRest }] = [ours.gradient_booster.model, theirs.gradient_booster.model]
      expect(rest).toEqual(theirRest)
      // What a leaf or a categorical node does not use may differ.
      const used = (list: unknown): unknown =>
        (list as Record<string, number[]>[]).map(
          ({ left_children, split_conditions, default_left, categories, parents, loss_changes }) => ({
            left_children,
            conditions: split_conditions!.filter((value) => value > 1e-44 || value < 0),
            defaults: default_left!.filter((_, node) => left_children![node] !== -1),
            categories,
            parents,
            loss_changes,
          }),
        )
      expect(used(trees)).toEqual(used(theirTrees))
    },
  )
})

describe('the kinds of models', () => {
  it('after early stopping all trees predict, as in Python, and the best round is known', () => {
    const booster = parseXgboost(textOf(caseOf('stopped early').json))
    expect(booster.bestIteration).toBeGreaterThan(0)
    expect(booster.numIterations).toBeGreaterThan(booster.bestIteration!)
    const best = booster.predictRaw(rowsOf(current), { numIterations: booster.bestIteration! })
    expect(best).not.toEqual(booster.predictRaw(rowsOf(current)))
  })

  it('a round of a forest has several trees per class', () => {
    const booster = parseXgboost(textOf(caseOf('a forest of three classes').json))
    expect([booster.numIterations, booster.numTrees, booster.numClasses]).toEqual([3, 27, 3])
    const x = rowsOf(current)
    expect(booster.predictRaw(x, { numIterations: 3 })).toEqual(booster.predictRaw(x))
    expect(booster.predictLeaf(x, { startIteration: 2 }).length).toBe(x.rows * 9)
  })

  it('multi:softmax predicts the number of the class', () => {
    const booster = parseXgboost(textOf(caseOf('multi:softmax').json))
    expect(booster.numClasses).toBe(3)
    expect(new Set(booster.predict(rowsOf(current)))).toEqual(new Set([0, 1, 2]))
  })

  it('names are kept, and made up where there are none', () => {
    expect(parseXgboost(textOf(caseOf('names').json)).featureNames).toEqual(['a b', 'c"d', 'e\\f', 'γ', 'plain'])
    expect(parseXgboost(textOf(caseOf('binary:logistic').json)).featureNames).toEqual(['f0', 'f1', 'f2', 'f3', 'f4'])
  })

  it.each(Object.entries(current.refused))('%s are refused by name', (_, json) => {
    expect(() => parseXgboost(textOf(json))).toThrow(expect.objectContaining({ code: 'boosting/unsupported-model' }))
  })
})

describe('LightGBM models as XGBoost', () => {
  const models = new URL('../golden/lightgbm/models/', import.meta.url)
  const read = (name: string): Booster => parseLightgbm(readFileSync(new URL(`${name}.txt`, models), 'utf8'))
  /** Values that float32 holds, so that rounding sends none to another side. */
  const floatRows = (columns: number): RowMajor => {
    const rows = 300
    let state = 5
    const draw = (): number => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0
      return state / 4294967296
    }
    const data = Float64Array.from({ length: rows * columns }, () => {
      const kind = draw()
      if (kind < 0.1) return NaN
      if (kind < 0.4) return Math.floor(draw() * 12)
      const value = Math.fround((draw() - 0.5) * 8)
      // Of −0.5 LightGBM makes category 0, and XGBoost none.
      return value > -1 && value < 0 ? 0 : value
    })
    return { rows, columns, data }
  }

  it.each(['binary', 'multiclass', 'regression', 'poisson', 'categorical', 'forest', 'cross-entropy', 'gamma', 'tweedie', 'lambdarank'])(
    '%s: the same decisions, scores within float32',
    (name) => {
      const booster = read(name)
      const x = floatRows(booster.numFeatures)
      const again = parseXgboost(booster.toXgboostJson())
      const [ours, theirs] = [booster.predict(x), again.predict(x)]
      ours.forEach((value, i) => {
        expect(Math.abs(theirs[i]! - value)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(value)))
      })
      expect(new Set(theirs).size).toBeGreaterThan(2)
    },
  )

  it.each(['linear', 'square-roots', 'ova', 'cross-entropy-lambda', 'zero-as-missing'])('%s is refused', (name) => {
    expect(() => read(name).toXgboostJson()).toThrow(expect.objectContaining({ code: 'boosting/unsupported-model' }))
  })
})

describe('malformed files', () => {
  const source = textOf(caseOf('categories').json)
  const binary = unzip(caseOf('categories').ubjson!)
  const edited = (from: string | RegExp, to: string): (() => Booster) => {
    const text = source.replace(from, to)
    expect(text).not.toBe(source)
    return () => parseXgboost(text)
  }

  it.each<[string, string | RegExp, string, string]>([
    ['a count of trees', '"num_trees":"5"', '"num_trees":"4"', 'trees'],
    ['a huge count', '"num_trees":"5"', '"num_trees":"99999999"', 'trees'],
    ['a huge count of nodes', /"num_nodes":"\d+"/, '"num_nodes":"2000000000"', 'left_children'],
    ['a cycle', /"left_children":\[1,/, '"left_children":[0,', 'left_children'],
    ['two parents', /"right_children":\[2,/, '"right_children":[1,', 'right_children'],
    ['a child out of range', /"left_children":\[1,/, '"left_children":[99,', 'left_children'],
    ['a feature out of range', /"split_indices":\[\d+/, '"split_indices":[5', 'split_indices'],
    ['a leaf that is not finite', /"split_conditions":\[[^\]]*\]/, '"split_conditions":[NaN]', 'split_conditions'],
    ['a base_score that cannot be', /"base_score":"[^"]*"/, '"base_score":"[-1]"', 'base_score'],
    ['a base_score of words', /"base_score":"[^"]*"/, '"base_score":"half"', 'base_score'],
    ['too many base_scores', /"base_score":"[^"]*"/, '"base_score":"[0.5,0.5]"', 'base_score'],
    ['a class out of range', '"tree_info":[0', '"tree_info":[1', 'tree_info'],
    ['a category out of range', /"categories":\[\d+/, '"categories":[16777216', 'categories'],
    ['segments beyond the categories', /"categories_sizes":\[\d+/, '"categories_sizes":[400', 'categories_sizes'],
    ['a name twice', '"num_target"', '"num_feature"', 'character'],
    ['names of another number', '"feature_names":[]', '"feature_names":["a"]', 'feature_names'],
  ])('%s', (_, from, to, path) => {
    expect(edited(from, to)).toThrow(
      expect.objectContaining({ code: 'boosting/model-xgboost', where: { path: expect.stringContaining(path) } }),
    )
  })

  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['another document', '{"a":1}'],
    ['a list', '[1,2]'],
    ['no text', 7],
    ['deep lists', '['.repeat(100_000)],
    ['empty bytes', new Uint8Array(0)],
    ['text after the object', `${source} x`],
  ])('%s', (_, model) => {
    expect(() => parseXgboost(model as string)).toThrow(expect.objectContaining({ code: 'boosting/model-xgboost' }))
  })

  it('the old binary format is refused by name', () => {
    expect(() => parseXgboost(new TextEncoder().encode('binf0000'))).toThrow(
      expect.objectContaining({ code: 'boosting/unsupported-model' }),
    )
  })

  it('truncated anywhere', () => {
    for (let length = 0; length < source.length; length += 211)
      expect(() => parseXgboost(source.slice(0, length))).toThrow(expect.objectContaining({ code: 'boosting/model-xgboost' }))
    for (let length = 0; length < binary.length; length += 127)
      expect(() => parseXgboost(binary.slice(0, length))).toThrow(expect.objectContaining({ code: 'boosting/model-xgboost' }))
  })

  it('a changed byte gives a typed error or a model of finite numbers', () => {
    const x = rowsOf(current)
    let refused = 0
    const tryBytes = (bytes: Uint8Array): void => {
      try {
        const raw = parseXgboost(bytes).predictRaw(x)
        expect(raw.every(Number.isFinite)).toBe(true)
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/^boosting\/(model-xgboost|unsupported-model|feature-count)$/)
        refused += 1
      }
    }
    for (const good of [binary, new TextEncoder().encode(source)]) {
      let state = 9
      for (let i = 0; i < 250; i++) {
        state = (Math.imul(1664525, state) + 1013904223) >>> 0
        const bytes = good.slice()
        bytes[state % bytes.length]! ^= 1 << (state >>> 29)
        tryBytes(bytes)
      }
    }
    expect(refused).toBeGreaterThan(60)
  })

  it('sets of high categories in many nodes do not fill the memory', () => {
    const nodes = 201
    const list = (value: (node: number) => number): string => `[${Array.from({ length: nodes }, (_, node) => value(node)).join(',')}]`
    const inner = (node: number): boolean => node % 2 === 0 && node < nodes - 1
    const tree = (id: number): string =>
      `{"base_weights":${list(() => 0)},"categories":[16777215],"categories_nodes":[${Array.from({ length: 100 }, (_, k) => 2 * k).join(',')}],` +
      `"categories_segments":[${Array.from({ length: 100 }, () => 0).join(',')}],"categories_sizes":[${Array.from({ length: 100 }, () => 1).join(',')}],` +
      `"default_left":${list(() => 0)},"id":${id},"left_children":${list((node) => (inner(node) ? node + 1 : -1))},"loss_changes":${list(() => 0)},` +
      `"right_children":${list((node) => (inner(node) ? node + 2 : -1))},"split_conditions":${list(() => 0)},"split_indices":${list(() => 0)},` +
      `"split_type":${list((node) => Number(inner(node)))},"sum_hessian":${list(() => 1)},"tree_param":{"num_nodes":"${nodes}"}}`
    const text =
      `{"learner":{"learner_model_param":{"base_score":"0.5","num_class":"0","num_feature":"1"},"objective":{"name":"binary:logistic"},` +
      `"gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_trees":"2"},"tree_info":[0,0],"trees":[${tree(0)},${tree(1)}]}}}}`
    expect(() => parseXgboost(text)).toThrow(expect.objectContaining({ code: 'boosting/unsupported-model' }))
  })
})
