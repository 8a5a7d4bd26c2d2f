import { readdirSync, readFileSync } from 'node:fs'
import { type Booster, trainBooster } from 'barcast/boosting'
import { decodeFloats, sha256 } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { field, type GoldenCase, goldenData, goldenLabels, numbersOf, treesOf, unpack } from './golden-case.js'

const folder = new URL('../golden/lightgbm/cases/', import.meta.url)
const cases = readdirSync(folder)
  .sort()
  .map((file): GoldenCase => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

const STRUCTURE = ['num_leaves', 'split_feature', 'threshold', 'decision_type', 'left_child', 'right_child', 'leaf_count', 'internal_count']
const LEAVES = ['leaf_value', 'leaf_weight']
const digest = (tree: string, keys: string[]): string => sha256(keys.map((key) => field(tree, key)).join('\n')).slice(0, 16)
const relativeGap = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)))

async function train(golden: GoldenCase) {
  const { columns, latent, weight } = goldenData(golden.data)
  const y = goldenLabels(golden, latent)
  const rows = y.length - golden.validRows
  const start = Float64Array.from(y, (_, i) => (i % 7) / 8 - 0.375)
  const part = (from: number, to: number) => ({
    x: columns.map((column) => column.subarray(from, to)),
    y: y.subarray(from, to),
    ...(golden.weighted ? { weight: weight.subarray(from, to) } : {}),
    ...(golden.initScore ? { initScore: start.subarray(from, to) } : {}),
  })
  const history: number[] = []
  const params = Object.fromEntries(Object.entries(golden.params).filter(([name]) => name !== 'enable_bundle'))
  const booster = await trainBooster({
    ...part(0, rows),
    ...(golden.validRows > 0 ? { valid: part(rows, y.length), onRound: ({ value }) => history.push(value!) } : {}),
    params: { ...params, mode: 'exact' },
    rounds: golden.rounds,
  })
  return { booster, history, columns }
}

function firstRows(columns: Float64Array[], rows: number): Float64Array[] {
  return columns.map((column) => column.subarray(0, rows))
}

function checkTrees(golden: GoldenCase, trees: string[]): void {
  expect(trees.map((tree) => digest(tree, STRUCTURE))).toEqual(golden.structure)
  // Bit for bit, also where exp and log are involved: ours agree with glibc's after rounding to float32.
  expect(trees.map((tree) => digest(tree, LEAVES))).toEqual(golden.leaves)
  unpack(golden.firstTrees)
    .split('\n\n\n')
    .forEach((tree, t) => {
      expect(numbersOf(trees[t]!, 'threshold')).toEqual(numbersOf(tree, 'threshold'))
      expect(numbersOf(trees[t]!, 'leaf_value')).toEqual(numbersOf(tree, 'leaf_value'))
      expect(field(trees[t]!, 'shrinkage')).toEqual(field(tree, 'shrinkage'))
      for (const key of ['split_gain', 'internal_value', 'internal_weight']) {
        // LightGBM prints these with 6 digits only.
        const ours = numbersOf(trees[t]!, key)
        numbersOf(tree, key).forEach((value, i) => {
          expect(relativeGap(ours[i]!, value)).toBeLessThanOrEqual(5.1e-6)
        })
      }
    })
}

function checkPredictions(golden: GoldenCase, booster: Booster, columns: Float64Array[]): void {
  const raw = decodeFloats(golden.raw)
  const predicted = decodeFloats(golden.predicted)
  const x = firstRows(columns, raw.length / booster.numClasses)
  expect([...booster.predictRaw(x)]).toEqual([...raw])
  booster.predict(x).forEach((value, i) => {
    expect(relativeGap(value, predicted[i]!)).toBeLessThanOrEqual(1e-15)
  })
  expect([...booster.predictLeaf(firstRows(columns, 4))]).toEqual(golden.leafIndex)
  expect([...booster.featureImportance('split')]).toEqual(golden.splitImportance)
  const gains = decodeFloats(golden.gainImportance)
  booster.featureImportance('gain').forEach((gain, j) => {
    expect(relativeGap(gain, gains[j]!)).toBeLessThanOrEqual(5.1e-6)
  })
}

describe('grows the trees of LightGBM 4.7.0', () => {
  test('has enough cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(12)
    expect(new Set(cases.map((golden) => golden.lightgbm))).toEqual(new Set(['4.7.0']))
  })

  test.each(cases)('$name', async (golden) => {
    const { booster, history, columns } = await train(golden)
    const text = booster.toLightgbmText()
    expect(/^feature_infos=(.*)$/m.exec(text)![1]).toBe(golden.featureInfos)
    checkTrees(golden, treesOf(text))
    checkPredictions(golden, booster, columns)
    if (golden.history === null) return
    expect(booster.bestIteration).toBe(golden.bestIteration)
    const expected = decodeFloats(golden.history)
    expect(history.length).toBe(expected.length)
    history.forEach((value, i) => {
      expect(relativeGap(value, expected[i]!)).toBeLessThanOrEqual(1e-14)
    })
  })
})
