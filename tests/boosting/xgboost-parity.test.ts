import { readFileSync } from 'node:fs'
import { type Booster, parseXgboost, trainXgbooster, type XgboosterParams } from 'barcast/boosting'
import { describe, expect, it } from 'vitest'
import { sketchCuts } from '../../src/boosting/xgboost/quantile-sketch.js'
import { syntheticData, unpack } from './golden-case.js'

interface Recipe {
  rows: number
  seed: number
  styles: string[]
}

interface CaseCommon {
  name: string
  params: XgboosterParams & { objective: string }
  rounds: number
  cuts: number[]
  testRows: number
}

interface ExactCase extends CaseCommon {
  data: Recipe
  kind: 'class' | 'number' | 'positive' | 'count' | 'share'
  weighted: boolean
  watched: boolean
  trees: string
  predicted: string
  raw: string
}

interface NearCase extends CaseCommon {
  rows: number
  styles: string[]
  scores: { seed: number; logLoss: number; accuracy: number }[]
}

interface SketchCase {
  name: string
  data: Recipe
  maxBin: number
  weighted: boolean
  cuts: string
}

const golden: { exact: ExactCase[]; near: NearCase[]; sketches: SketchCase[] } = JSON.parse(
  readFileSync(new URL('../golden/xgboost/cases.json', import.meta.url), 'utf8'),
)

const unpackFloats = (text: string): Float64Array => new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)

/** A tree in preorder: feature, cut and 1 if missing goes left of a node, then its left and right; the value of a leaf. */
type Walked = ([number] | [number, number, number])[]

type FileTree = Record<'left_children' | 'right_children' | 'split_indices' | 'split_conditions' | 'default_left', number[]>

function walk(tree: FileTree, node = 0): Walked {
  const left = tree.left_children[node]!
  const condition = Math.fround(tree.split_conditions[node]!)
  if (left < 0) return [[condition]]
  return [[tree.split_indices[node]!, condition, tree.default_left[node]!], ...walk(tree, left), ...walk(tree, tree.right_children[node]!)]
}

function fileTrees(booster: Booster): FileTree[] {
  const { learner } = JSON.parse(booster.toXgboostJson()) as { learner: { gradient_booster: { model: { trees: FileTree[] } } } }
  return learner.gradient_booster.model.trees
}

function labelsOf(kind: ExactCase['kind'], latent: Float64Array, cuts: readonly number[]): Float64Array {
  switch (kind) {
    case 'class':
      return latent.map((value) => cuts.filter((cut) => value > cut).length)
    case 'number':
      return latent
    case 'positive':
      return latent.map((value) => value * value + 0.1)
    case 'count':
      return latent.map((value) => Math.floor(value * value * 2))
    case 'share':
      return latent.map((value) => 1 / (1 + value * value))
  }
}

async function train(
  test: CaseCommon & Pick<ExactCase, 'data' | 'weighted' | 'watched' | 'kind'>,
): Promise<{ booster: Booster; predicted: Float64Array; raw: Float64Array; y: Float64Array }> {
  const { columns, latent, weight } = syntheticData(test.data)
  const y = labelsOf(test.kind, latent, test.cuts)
  const rows = y.length - test.testRows
  const unseen = columns.map((column) => column.slice(rows))
  const booster = await trainXgbooster({
    x: columns.map((column) => column.slice(0, rows)),
    y: y.subarray(0, rows),
    ...(test.weighted ? { weight: weight.subarray(0, rows) } : {}),
    ...(test.watched ? { valid: { x: unseen, y: y.subarray(rows) } } : {}),
    params: { ...test.params, num_boost_round: test.rounds, ...(test.watched ? { early_stopping_rounds: 3 } : {}) },
  })
  return { booster, predicted: booster.predict(unseen), raw: booster.predictRaw(unseen), y: y.slice(rows) }
}

describe.each(golden.exact)("XGBoost's trees: $name", (test) => {
  it('equal structure, cuts and leaf values; equal predictions; the same after its own file', async () => {
    const { booster, predicted, raw } = await train(test)
    const tolerance = test.params.objective === 'reg:squaredlogerror' ? 2e-6 : 0
    const expected: Walked[] = JSON.parse(unpack(test.trees))
    const found = fileTrees(booster).map((tree) => walk(tree))
    expect(found.length).toBe(expected.length)
    expected.forEach((tree, t) => {
      expect(found[t]!.map((entry) => entry.slice(0, -1))).toEqual(
        tree.map((entry) => (entry.length === 1 ? [] : [entry[0], Math.fround(entry[1])])),
      )
      tree.forEach((entry, k) => {
        const own = found[t]![k]!.at(-1)!
        expect(Math.abs(own - Math.fround(entry.at(-1)!))).toBeLessThanOrEqual(
          entry.length === 1 ? tolerance * Math.max(1, Math.abs(own)) : 0,
        )
      })
    })
    for (const [own, theirs] of [
      [predicted, unpackFloats(test.predicted)],
      [raw, unpackFloats(test.raw)],
    ] as const)
      theirs.forEach((value, i) => {
        expect(Math.abs(own[i]! - value)).toBeLessThanOrEqual(2 * tolerance * Math.max(1, Math.abs(value)))
      })
    const { columns } = syntheticData(test.data)
    expect(parseXgboost(booster.toXgboostUbjson()).predict(columns)).toEqual(booster.predict(columns))
  })
})

describe.each(golden.sketches)("the cuts of XGBoost's sketch: $name", ({ data, maxBin, weighted, cuts }) => {
  it('to the bit', () => {
    const { columns, weight } = syntheticData(data)
    const present = Array.from(columns[0]!.keys()).filter((row) => !Number.isNaN(columns[0]![row]!))
    const values = Float32Array.from(present, (row) => columns[0]![row]!)
    const weights = weighted ? Float32Array.from(present, (row) => weight[row]!) : undefined
    expect(sketchCuts(values, weights, maxBin)).toEqual(Array.from(unpackFloats(cuts)))
  })
})

function scores(predicted: Float64Array, y: Float64Array, classes: number): { logLoss: number; accuracy: number } {
  let loss = 0
  let hits = 0
  y.forEach((label, row) => {
    const p = classes === 1 ? [1 - predicted[row]!, predicted[row]!] : Array.from(predicted.subarray(row * classes, (row + 1) * classes))
    loss -= Math.log(p[label]!)
    if (p.indexOf(Math.max(...p)) === label) hits += 1
  })
  return { logLoss: loss / y.length, accuracy: hits / y.length }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe.each(golden.near)("XGBoost's quality: $name", (test) => {
  it('scores on unseen rows of several data sets', { timeout: 30_000 }, async () => {
    const found: { logLoss: number; accuracy: number }[] = []
    for (const { seed } of test.scores) {
      const data = { rows: test.rows + test.testRows, seed, styles: test.styles }
      const { booster, predicted, y } = await train({ ...test, data, weighted: false, watched: false, kind: 'class' })
      found.push(scores(predicted, y, booster.numClasses))
    }
    const gap = (key: 'logLoss' | 'accuracy'): number => mean(test.scores.map((expected, k) => found[k]![key] - expected[key]))
    expect(Math.abs(gap('logLoss'))).toBeLessThan(0.01)
    expect(Math.abs(gap('accuracy'))).toBeLessThan(0.01)
  })
})
