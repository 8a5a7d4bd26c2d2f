import { createRandom } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { toRowReader } from '../../../src/boosting/matrix.js'
import { kernelMemory } from '../../../src/boosting/predictor/kernel-memory.js'
import type { PredictedModel } from '../../../src/boosting/predictor/plain-predictor.js'
import { Predictor, type PredictPath } from '../../../src/boosting/predictor/predictor.js'
import type { Rounds } from '../../../src/boosting/predictor/rounds.js'
import { leafOf, outputOf, type Tree } from '../../../src/boosting/tree.js'
import { type ForestKind, randomForest, randomTree, randomValue } from './random-forest.js'

const EDGE = Math.fround(1e-35)
const usual: ForestKind = { trees: 24, leaves: 31, features: 9, categorical: 0, categoryLimit: 40, thresholds: 40, float32: false }

function modelOf(kind: ForestKind, seed: number, classes = 1): PredictedModel {
  const random = createRandom(seed)
  const float32 = kind.float32 ? { startScores: Float32Array.from({ length: classes }, () => random.normal()) } : undefined
  return { trees: randomForest(random, kind), features: kind.features, classes, float32 }
}

function rowsOf(kind: ForestKind, count: number, seed: number): { rows: number; columns: number; data: Float64Array } {
  const random = createRandom(seed)
  const data = Float64Array.from({ length: count * kind.features }, (_, i) => randomValue(random, i % kind.features, kind))
  return { rows: count, columns: kind.features, data }
}

const namesOf = (features: number): string[] => Array.from({ length: features }, (_, j) => `f${j}`)

function columnsOf({ rows, columns, data }: ReturnType<typeof rowsOf>): Float64Array[] {
  return Array.from({ length: columns }, (_, j) => Float64Array.from({ length: rows }, (_value, i) => data[i * columns + j]!))
}

function allRounds({ trees, classes }: PredictedModel): Rounds {
  return { first: 0, end: trees.length / classes, earlyStop: undefined }
}

function scores(
  predictor: Predictor,
  model: PredictedModel,
  x: ReturnType<typeof rowsOf> | Float64Array[],
  rounds = allRounds(model),
): number[] {
  const reader = toRowReader(x, namesOf(model.features), 'Test')
  const out = new Float64Array(reader.rows * model.classes).fill(NaN)
  predictor.writeScores(reader, rounds, out)
  return [...out]
}

function leaves(predictor: Predictor, model: PredictedModel, x: ReturnType<typeof rowsOf>, rounds: Rounds): number[] {
  const out = new Float64Array(x.rows * (rounds.end - rounds.first) * model.classes)
  predictor.writeLeaves(toRowReader(x, namesOf(model.features), 'Test'), rounds, out)
  return [...out]
}

/** The sums by the trees' own decisions, after LightGBM's reading of values near 0. */
function byDefinition({ trees, classes, features }: PredictedModel, { rows, data }: ReturnType<typeof rowsOf>): number[] {
  const read = data.map((value) => (Math.abs(value) <= EDGE ? 0 : value))
  const out = new Float64Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    trees.forEach((tree, t) => {
      out[row * classes + (t % classes)]! += outputOf(tree, leafOf(tree, read, row * features), read, row * features)
    })
  }
  return [...out]
}

const kinds: [name: string, kind: Partial<ForestKind>, batch: PredictPath, row: PredictPath][] = [
  ['numbers with every kind of missing value', {}, 'block', 'masks'],
  ['few columns', { features: 2, thresholds: 100 }, 'block', 'masks'],
  ['64 columns', { features: 24, leaves: 32, trees: 12 }, 'block', 'masks'],
  ['many columns', { features: 90 }, 'block', 'walk'],
  ['categories', { categorical: 3 }, 'block', 'walk'],
  ['many categories', { categorical: 9, categoryLimit: 250 }, 'block', 'walk'],
  ['few sets of categories', { features: 6, categorical: 2, leaves: 6, trees: 6 }, 'block', 'masks'],
  ['too many categories for a byte', { categorical: 1, categoryLimit: 700 }, 'plain', 'plain'],
  ['256 leaves', { leaves: 256, trees: 20 }, 'block', 'walk'],
  ['more leaves than a byte counts', { leaves: 600, trees: 12 }, 'walk', 'walk'],
  ['more limits than a byte counts', { features: 2, thresholds: 3000, trees: 60 }, 'walk', 'walk'],
  ['trees of one leaf', { leaves: 1 }, 'block', 'masks'],
  ['stumps', { leaves: 2 }, 'block', 'masks'],
  ['float32 sums', { float32: true }, 'block', 'masks'],
  ['float32 sums with categories', { float32: true, categorical: 4, leaves: 60 }, 'block', 'walk'],
]

describe('every path gives the bits of the plain one', () => {
  describe.each(kinds)('%s', (_, change, batchPath, rowPath) => {
    const kind = { ...usual, ...change }

    test.each([1, 3])('%d classes', (classes) => {
      const model = modelOf({ ...kind, trees: kind.trees - (kind.trees % classes) }, 7 + classes, classes)
      const fast = new Predictor(model)
      const plain = new Predictor(model, false)
      const x = rowsOf(kind, 401, 3)
      const expected = scores(plain, model, x)
      expect([fast.pathFor(401), fast.pathFor(1), plain.pathFor(401)]).toEqual([batchPath, rowPath, 'plain'])
      if (!kind.float32) expect(expected).toEqual(byDefinition(model, x))
      expect(scores(fast, model, x)).toEqual(expected)
      expect(scores(fast, model, columnsOf(x))).toEqual(expected)
      const out = new Float64Array(classes)
      for (let row = 0; row < 100; row++) {
        fast.scoreRow(x.data.slice(row * x.columns, (row + 1) * x.columns), allRounds(model), out, 0)
        expect([...out]).toEqual(expected.slice(row * classes, (row + 1) * classes))
      }
    })

    test('leaves, ranges of rounds, and rows that stop early', () => {
      const model = modelOf(kind, 11, 2)
      const fast = new Predictor(model)
      const plain = new Predictor(model, false)
      const x = rowsOf(kind, 300, 5)
      const last = model.trees.length / 2
      for (const [first, end] of [
        [0, last],
        [1, 2],
        [last - 1, last],
      ] as const) {
        const rounds = { first, end, earlyStop: undefined }
        expect(scores(fast, model, x, rounds)).toEqual(scores(plain, model, x, rounds))
        expect(leaves(fast, model, x, rounds)).toEqual(leaves(plain, model, x, rounds))
        const stopping = { first, end, earlyStop: { margin: 1.2, freq: 2 } }
        expect(scores(fast, model, x, stopping)).toEqual(scores(plain, model, x, stopping))
      }
    })
  })

  test('any number of rows', () => {
    const model = modelOf(usual, 1, 1)
    const [fast, plain] = [new Predictor(model), new Predictor(model, false)]
    for (const rows of [0, 1, 15, 16, 17, 127, 128, 129, 255, 256, 257, 513]) {
      const x = rowsOf(usual, rows, rows)
      expect(scores(fast, model, x)).toEqual(scores(plain, model, x))
      expect(scores(fast, model, columnsOf(x))).toEqual(scores(plain, model, columnsOf(x)))
    }
  })

  test('columns whose limits lie far apart, close together, or all at one place', () => {
    const spread = [
      (i: number) => 2 ** (i - 60),
      (i: number) => -(1.5 ** (200 - i)),
      (i: number) => 1 + i * 2 ** -52,
      (i: number) => (i < 240 ? i * 1e-12 : 1e6 + i),
      (i: number) => (i % 2 === 0 ? 1e308 : -1e308) * (i / 250),
      (i: number) => i * 5e-324,
      () => 3,
    ]
    const random = createRandom(5)
    const kind = { ...usual, features: spread.length, leaves: 200, trees: 15 }
    const trees = Array.from({ length: kind.trees }, () =>
      randomTree(
        random,
        kind,
        spread.map((_, j) => j % 3),
      ),
    )
    for (const tree of trees)
      for (let node = 0; node < tree.leaves - 1; node++)
        tree.threshold[node] = spread[tree.splitFeature[node]!]!(Math.floor(random.uniform() * 250))
    const model = { trees, features: kind.features, classes: 1, float32: undefined }
    const data = Float64Array.from({ length: 700 * kind.features }, (_, i) => {
      const value = spread[i % kind.features]!(Math.floor(random.uniform() * 250))
      return random.uniform() < 0.3 ? value : value * (1 + (random.uniform() - 0.5) * 2 ** -30)
    })
    const x = { rows: 700, columns: kind.features, data }
    const fast = new Predictor(model)
    expect(fast.pathFor(700)).toBe('block')
    expect(scores(fast, model, x)).toEqual(scores(new Predictor(model, false), model, x))
    expect(scores(new Predictor(model, false), model, x)).toEqual(byDefinition(model, x))
  })

  test('a model without trees', () => {
    const model = { trees: [], features: 4, classes: 2, float32: { startScores: Float32Array.of(0.5, -1) } }
    const x = rowsOf({ ...usual, features: 4 }, 40, 1)
    const predictor = new Predictor(model)
    expect([predictor.pathFor(40), predictor.pathFor(1)]).toEqual(['block', 'masks'])
    expect(scores(predictor, model, x)).toEqual(scores(new Predictor(model, false), model, x))
    expect(scores(predictor, model, x).slice(0, 2)).toEqual([0.5, -1])
  })

  test('models with linear leaves take the plain path', () => {
    const random = createRandom(9)
    const trees = randomForest(random, usual).map((tree): Tree => {
      const features = Array.from({ length: tree.leaves }, (_, leaf) => Int32Array.of(leaf % 9))
      const coefficients = features.map(() => Float64Array.of(random.normal()))
      return { ...tree, linear: { constants: tree.leafValue.slice(), features, coefficients } }
    })
    const model = { trees, features: 9, classes: 1, float32: undefined }
    const x = rowsOf(usual, 40, 2)
    const predictor = new Predictor(model)
    expect([predictor.pathFor(40), predictor.pathFor(1)]).toEqual(['plain', 'plain'])
    const tiny = x.data.some((value) => value !== 0 && Math.abs(value) <= EDGE)
    expect(tiny).toBe(true)
    const found = scores(predictor, model, x)
    byDefinition(model, x).forEach((value, i) => {
      if (!Object.is(found[i], value)) expect(Math.abs(found[i]! - value)).toBeLessThan(1e-30)
    })
  })

  test('models that share the memory do not disturb one another, also when it is used up', () => {
    const large = { ...usual, features: 5000, thresholds: 20 }
    const x = rowsOf(large, 20, 4)
    const models = Array.from({ length: 9 }, (_, seed) => modelOf(large, seed))
    const fast = models.map((model) => new Predictor(model))
    const expected = models.map((model) => scores(new Predictor(model, false), model, x))
    for (let turn = 0; turn < 2; turn++) {
      for (const [k, predictor] of fast.entries()) expect(scores(predictor, models[k]!, x)).toEqual(expected[k])
    }
    expect(kernelMemory()!.generation).toBeGreaterThan(1)
  })
})
