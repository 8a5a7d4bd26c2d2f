import { readFileSync } from 'node:fs'
import { type Booster, trainXgbooster, type XgboosterParams } from 'barcast/boosting'
import { describe, expect, it } from 'vitest'
import { numbersOf, syntheticData, treesOf, unpack } from './golden-case.js'

interface CaseCommon {
  name: string
  params: XgboosterParams & { objective: 'binary:logistic' | 'multi:softprob' }
  rounds: number
  cuts: number[]
  testRows: number
}

interface ExactCase extends CaseCommon {
  data: { rows: number; seed: number; styles: string[] }
  weighted: boolean
  trees: string
  predicted: string
  raw: string
}

interface NearCase extends CaseCommon {
  rows: number
  styles: string[]
  scores: { seed: number; logLoss: number; accuracy: number }[]
}

const golden: { exact: ExactCase[]; near: NearCase[] } = JSON.parse(
  readFileSync(new URL('../golden/xgboost/cases.json', import.meta.url), 'utf8'),
)

/** A tree in preorder: feature, cut and 1 if missing goes left of a node, then its left and right; the value of a leaf. */
type Walked = ([number] | [number, number, number])[]

/** Walks a tree of the model text; a cut is the float32 that begins the right side. */
function walk(tree: string): Walked {
  const [feature, threshold, type, left, right, value] = [
    'split_feature',
    'threshold',
    'decision_type',
    'left_child',
    'right_child',
    'leaf_value',
  ].map((key) => numbersOf(tree, key)) as [number[], number[], number[], number[], number[], number[]]
  const from = (node: number): Walked =>
    node < 0 ? [[value[~node]!]] : [[feature[node]!, threshold[node]!, (type[node]! >> 1) & 1], ...from(left[node]!), ...from(right[node]!)]
  return from(feature.length === 0 ? -1 : 0)
}

async function train(
  test: CaseCommon & { data: ExactCase['data']; weighted: boolean },
): Promise<{ booster: Booster; predicted: Float64Array; raw: Float64Array; y: Float64Array }> {
  const { columns, latent, weight } = syntheticData(test.data)
  const y = latent.map((value) => test.cuts.filter((cut) => value > cut).length)
  const rows = y.length - test.testRows
  const booster = await trainXgbooster({
    x: columns.map((column) => column.slice(0, rows)),
    y: y.subarray(0, rows),
    ...(test.weighted ? { weight: weight.subarray(0, rows) } : {}),
    params: { ...test.params, num_boost_round: test.rounds },
  })
  const unseen = columns.map((column) => column.slice(rows))
  return { booster, predicted: booster.predict(unseen), raw: booster.predictRaw(unseen), y: y.slice(rows) }
}

function expectTree(found: Walked, expected: Walked, isFirstRound: boolean): void {
  expect(found.length).toBe(expected.length)
  // The start score is part of the first trees here, and apart from them in XGBoost.
  const firstLeaf = (tree: Walked): number => (isFirstRound ? tree.find((entry) => entry.length === 1)![0] : 0)
  const [ownBase, itsBase] = [firstLeaf(found), firstLeaf(expected)]
  expected.forEach((entry, k) => {
    const own = found[k]!
    expect(own.length).toBe(entry.length)
    if (entry.length === 1) expect(Math.abs(own[0] - ownBase - (entry[0] - itsBase))).toBeLessThan(2e-6 * Math.max(1, Math.abs(entry[0])))
    else {
      const [feature, threshold, missingLeft] = own as [number, number, number]
      expect([feature, missingLeft]).toEqual([entry[0], entry[2]])
      if (threshold < Infinity) {
        expect(Math.fround(threshold)).toBeLessThan(Math.fround(entry[1]!))
        expect(Math.fround(threshold * (1 + Math.sign(threshold) * 1e-15) + 1e-300) + 0).toBe(Math.fround(entry[1]!))
      }
    }
  })
}

describe.each(golden.exact)("XGBoost's trees: $name", (test) => {
  it('equal structure, cuts and leaf values; equal predictions', async () => {
    const { booster, predicted, raw } = await train(test)
    const trees = treesOf(booster.toLightgbmText()).map(walk)
    const expected: Walked[] = JSON.parse(unpack(test.trees))
    expect(trees.length).toBe(expected.length)
    expected.forEach((tree, t) => {
      expectTree(trees[t]!, tree, t < booster.numClasses)
    })
    const unpackFloats = (text: string): Float64Array => new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
    unpackFloats(test.predicted).forEach((p, i) => {
      expect(Math.abs(predicted[i]! - p)).toBeLessThan(1e-6)
    })
    unpackFloats(test.raw).forEach((score, i) => {
      expect(Math.abs(raw[i]! - score)).toBeLessThan(4e-6 * Math.max(1, Math.abs(score)))
    })
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
      const { booster, predicted, y } = await train({ ...test, data, weighted: false })
      found.push(scores(predicted, y, booster.numClasses))
    }
    const gap = (key: 'logLoss' | 'accuracy'): number => mean(test.scores.map((expected, k) => found[k]![key] - expected[key]))
    expect(Math.abs(gap('logLoss'))).toBeLessThan(0.01)
    expect(Math.abs(gap('accuracy'))).toBeLessThan(0.01)
  })
})
