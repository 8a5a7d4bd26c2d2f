import { readFileSync } from 'node:fs'
import { type Booster, parseBooster, parseLightgbm, parseXgboost, type RowMajor } from 'barcast/boosting'
import { createRandom, decodeFloats, isBarcastError } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { type BoosterParts, createBooster, partsOf } from '../../../src/boosting/booster.js'
import { type CreateWalk, Explainer } from '../../../src/boosting/contributions/explainer.js'
import { KernelWalk } from '../../../src/boosting/contributions/kernel-walk.js'
import { PlainWalk } from '../../../src/boosting/contributions/plain-walk.js'
import { quadrature } from '../../../src/boosting/contributions/quadrature.js'
import { classesOf } from '../../../src/boosting/link.js'
import { toRowReader } from '../../../src/boosting/matrix.js'
import { emptyTree, goesLeft, type Tree } from '../../../src/boosting/tree.js'
import { pythonModels, pythonOutcome, pythonRows, pythonText } from '../lightgbm/python-models.js'

interface XgboostCase {
  model: string
  x: string
  contributions: string
  interactions: string
}
const golden: { rows: number; lightgbm: Record<string, { interactions: string; text?: string }>; xgboost: Record<string, XgboostCase> } =
  JSON.parse(readFileSync(new URL('../../golden/boosting/contributions.json', import.meta.url), 'utf8'))

/** The largest difference, relative to the largest number. */
function gap(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  let size = 0
  let most = ours.length === theirs.length ? 0 : Infinity
  for (let i = 0; i < theirs.length; i++) {
    size = Math.max(size, Math.abs(theirs[i]!))
    const difference = Math.abs(ours[i]! - theirs[i]!)
    most = Number.isNaN(difference) ? Infinity : Math.max(most, difference)
  }
  return most / size
}

function sums(values: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, i) =>
    values.subarray(i * width, i * width + width).reduce((a, b) => a + b, 0),
  )
}

const contributing = pythonModels.filter((name) => pythonOutcome(name).contributions !== undefined)
const first: RowMajor = { rows: golden.rows, columns: 8, data: pythonRows.data.slice(0, golden.rows * 8) }

describe('contributions', () => {
  test.each(contributing)("%s are LightGBM's and add up to the raw score", (name) => {
    const booster = parseLightgbm(pythonText(name))
    const ours = booster.predictContributions(pythonRows)
    expect(gap(ours, pythonOutcome(name).contributions!)).toBeLessThan(1e-13)
    expect(gap(sums(ours, 9), booster.predictRaw(pythonRows))).toBeLessThan(1e-13)
  })

  test('all kinds of models are among them', () => {
    expect(contributing.length).toBe(36)
  })

  test('of some rounds add up to their raw score', () => {
    const booster = parseLightgbm(pythonText('categorical-multiclass'))
    const rounds = { startIteration: 1, numIterations: 1 }
    expect(gap(sums(booster.predictContributions(pythonRows, rounds), 9), booster.predictRaw(pythonRows, rounds))).toBeLessThan(1e-13)
  })

  test('of many rows are those of each row alone', () => {
    const booster = parseLightgbm(pythonText('deep'))
    const rows = 1100
    const data = new Float64Array(rows * 8)
    for (let at = 0; at < data.length; at++) data[at] = pythonRows.data[at % pythonRows.data.length]!
    const all = booster.predictContributions({ rows, columns: 8, data })
    for (const row of [0, 511, 512, 1099]) {
      const alone = booster.predictContributions({ rows: 1, columns: 8, data: data.slice(row * 8, row * 8 + 8) })
      expect([...all.subarray(row * 9, row * 9 + 9)]).toEqual([...alone])
    }
  })
})

describe('interactions', () => {
  test.each(Object.keys(golden.lightgbm))("%s are shap's", (name) => {
    const { interactions, text } = golden.lightgbm[name]!
    const booster = parseLightgbm(text ?? pythonText(name))
    const ours = booster.predictInteractions(first)
    const theirs = decodeFloats(interactions)
    const { numClasses } = booster
    const inner = new Float64Array(theirs.length)
    for (let square = 0; square < golden.rows * numClasses; square++)
      for (let i = 0; i < 8; i++) for (let k = 0; k < 8; k++) inner[square * 64 + i * 8 + k] = ours[square * 81 + i * 9 + k]!
    if (theirs.some((value) => value !== 0)) expect(gap(inner, theirs)).toBeLessThan(1e-9)
    else expect(inner.every((value) => value === 0)).toBe(true)
  })

  test.each(['deep', 'categorical-multiclass', 'forest', 'zero-as-missing'])('%s: rows and columns add up to the contributions', (name) => {
    const booster = parseLightgbm(pythonText(name))
    const squares = booster.predictInteractions(pythonRows)
    expect(gap(sums(squares, 9), booster.predictContributions(pythonRows))).toBeLessThan(1e-13)
    for (let at = 0; at < squares.length; at++) {
      const [i, k] = [Math.floor((at % 81) / 9), at % 9]
      expect(squares[at]).toBe(squares[at - (at % 81) + k * 9 + i])
    }
  })
})

describe("models with XGBoost's semantics", () => {
  test.each(Object.keys(golden.xgboost))('%s as XGBoost explains them', (name) => {
    const { model, x, contributions, interactions } = golden.xgboost[name]!
    const floats = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
    const booster = parseXgboost(model)
    const rows = { rows: golden.rows, columns: 8, data: decodeFloats(x) }
    const ours = booster.predictContributions(rows)
    expect(gap(ours, floats(contributions))).toBeLessThan(2e-6)
    expect(gap(booster.predictInteractions(rows), floats(interactions))).toBeLessThan(2e-6)
    expect(gap(sums(ours, 9), booster.predictRaw(rows))).toBeLessThan(1e-6)
  })
})

/** Shapley values by their definition: what a feature adds, over all orders of all features. */
function byDefinition(tree: Tree, row: Float64Array): Float64Array {
  const features = row.length
  const weight = (child: number): number => (child >= 0 ? tree.nodeCount[child]! : tree.leafCount[~child]!)
  const expectation = (at: number, known: number): number => {
    if (at < 0) return tree.leafValue[~at]!
    const [left, right] = [tree.leftChild[at]!, tree.rightChild[at]!]
    const feature = tree.splitFeature[at]!
    if ((known >> feature) & 1)
      return expectation(goesLeft(row[feature]!, tree.threshold[at]!, tree.decisionType[at]!) ? left : right, known)
    return (weight(left) * expectation(left, known) + weight(right) * expectation(right, known)) / weight(at)
  }
  const worth = Float64Array.from({ length: 1 << features }, (_, known) => expectation(0, known))
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const out = new Float64Array(features + 1)
  out[features] = worth[0]!
  for (let known = 0; known < worth.length; known++) {
    const size = [...known.toString(2)].filter((bit) => bit === '1').length
    for (let k = 0; k < features; k++) {
      if ((known >> k) & 1) continue
      out[k]! += ((factorial(size) * factorial(features - size - 1)) / factorial(features)) * (worth[known | (1 << k)]! - worth[known]!)
    }
  }
  return out
}

/** A tree that splits its last leaf again and again, so that ways are long; features come back, and some leaves have no rows. */
function longTree(leaves: number, features: number, seed: number): Tree {
  const random = createRandom(seed)
  const tree = emptyTree(leaves)
  let rows = 50_000
  for (let node = 0; node < leaves - 1; node++) {
    const gone = random.integer(0, 3) === 0 ? 0 : random.integer(1, 200)
    tree.splitFeature[node] = node < features ? node : random.integer(0, features)
    tree.threshold[node] = random.normal()
    tree.decisionType[node] = 8 | (random.integer(0, 2) << 1)
    tree.nodeCount[node] = rows
    tree.leftChild[node] = ~node
    tree.rightChild[node] = node + 1 === leaves - 1 ? ~(leaves - 1) : node + 1
    tree.leafCount[node] = gone
    rows -= gone
  }
  tree.leafCount[leaves - 1] = rows
  tree.leafValue.set(Float64Array.from({ length: leaves }, () => random.normal()))
  return tree
}

function boosterOf(tree: Tree, features: number): Booster {
  const featureNames = Array.from({ length: features }, (_, j) => `f${j}`)
  return createBooster({
    link: { objective: 'regression' },
    featureNames,
    featureInfos: featureNames.map(() => '[0:1]'),
    trees: [tree],
    parameters: [],
  })
}

describe('by the definition of Shapley values', () => {
  test.each([1, 2, 3, 4])('ways of up to 12 features, number %d', (seed) => {
    const tree = longTree(18, 12, seed)
    const random = createRandom(100 + seed)
    const rows = 4
    const data = Float64Array.from({ length: rows * 12 }, () => (random.uniform() < 0.1 ? NaN : random.normal() - 1))
    const booster = boosterOf(tree, 12)
    const ours = booster.predictContributions({ rows, columns: 12, data })
    for (let row = 0; row < rows; row++)
      expect(gap(ours.subarray(row * 13, row * 13 + 13), byDefinition(tree, data.subarray(row * 12, row * 12 + 12)))).toBeLessThan(1e-13)
    expect(gap(sums(booster.predictInteractions({ rows, columns: 12, data }), 13), ours)).toBeLessThan(1e-12)
  })

  test('a way of 200 features', () => {
    const booster = boosterOf(longTree(201, 200, 9), 200)
    const random = createRandom(7)
    const x = { rows: 3, columns: 200, data: Float64Array.from({ length: 600 }, () => random.normal() + 1) }
    expect(gap(sums(booster.predictContributions(x), 201), booster.predictRaw(x))).toBeLessThan(1e-12)
  })

  test('the quadrature is exact for polynomials of its degree', () => {
    for (const n of [1, 2, 3, 7, 20, 100]) {
      const { points, complements, weights } = quadrature(n)
      for (const power of [0, 1, n, 2 * n - 1]) {
        const integral = weights.reduce((sum, weight, q) => sum + weight * points[q]! ** power, 0)
        expect(Math.abs(integral * (power + 1) - 1)).toBeLessThan(1e-13)
      }
      points.forEach((t, q) => {
        expect(Math.abs(t + complements[q]! - 1)).toBeLessThan(1e-15)
      })
    }
  })
})

describe('the kernel', () => {
  const sum = (booster: Booster, x: RowMajor, createWalk: CreateWalk): Float64Array => {
    const { trees, link, featureNames } = partsOf(booster, 'Test')
    const model = { trees, features: featureNames.length, classes: classesOf(link), float32: undefined }
    const rounds = { first: 0, end: booster.numIterations, earlyStop: undefined }
    return new Explainer(model, 'Test', createWalk).contributions(toRowReader(x, featureNames, 'Test'), rounds)
  }

  const long = boosterOf(longTree(60, 41, 5), 41)
  const longRows = {
    rows: 300,
    columns: 41,
    data: Float64Array.from({ length: 300 * 41 }, (_, i) => (i % 7 === 0 ? NaN : (i % 11) / 3 - 1)),
  }

  test.each<[string, Booster, RowMajor]>([
    ['long ways', long, longRows],
    ...['deep', 'categorical-multiclass', 'zero-as-missing', 'unsplittable', 'forest-multiclass'].map(
      (name): [string, Booster, RowMajor] => [name, parseLightgbm(pythonText(name)), pythonRows],
    ),
  ])('gives the bits of its twin: %s', (_, booster, x) => {
    let ran = 0
    const fast = sum(booster, x, (...sizes) => {
      const walk = KernelWalk.create(...sizes)!
      const { explain } = walk
      walk.explain = (rows) => {
        ran += 1
        explain.call(walk, rows)
      }
      return walk
    })
    expect([...fast]).toEqual([...sum(booster, x, (...sizes) => new PlainWalk(...sizes))])
    expect([...fast]).toEqual([...booster.predictContributions(x)])
    expect(ran > 0).toBe(partsOf(booster, 'Test').trees.some((tree) => tree.leaves > 1))
  })
})

describe('refuses what has no contributions', () => {
  const refused = (parts: BoosterParts, code: string): void => {
    let found: unknown
    try {
      createBooster(parts).predictContributions(pythonRows)
    } catch (error) {
      found = error
    }
    expect(isBarcastError(found, code)).toBe(true)
  }

  test('linear leaves', () => {
    refused(partsOf(parseLightgbm(pythonText('linear')), 'Test'), 'boosting/linear-contributions')
  })

  test('files without rows at the nodes or in the leaves', () => {
    for (const key of ['internal_count', 'leaf_count']) {
      const text = pythonText('binary').replace(new RegExp(`^(tree_sizes|${key})=.*\\n`, 'gm'), '')
      refused(partsOf(parseLightgbm(text), 'Test'), 'boosting/node-weights')
    }
  })

  test('a matrix of another width', () => {
    const booster = parseLightgbm(pythonText('binary'))
    expect(() => booster.predictContributions({ rows: 1, columns: 7, data: new Float64Array(7) })).toThrow(/Explain: x must have/)
  })

  test('what is read from bytes explains as before', () => {
    const booster = parseLightgbm(pythonText('categorical'))
    expect([...parseBooster(booster.toBytes()).predictContributions(pythonRows)]).toEqual([...booster.predictContributions(pythonRows)])
  })
})
