import { readdirSync, readFileSync } from 'node:fs'
import { trainBooster } from 'barcast/boosting'
import { decodeFloats, sha256 } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { field, numbersOf, treesOf, unpack } from '../golden-case.js'
import { categoricalOf, type GrowingCase, growingData, growingLabels } from './growing-case.js'

const folder = new URL('../../golden/lightgbm/growing/', import.meta.url)
const cases = readdirSync(folder)
  .sort()
  .map((file): GrowingCase => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

const STRUCTURE = ['num_leaves', 'split_feature', 'threshold', 'decision_type', 'left_child', 'right_child', 'leaf_count', 'internal_count']
const LEAVES = ['leaf_value', 'leaf_weight']
const digest = (tree: string, keys: string[]): string => sha256(keys.map((key) => field(tree, key)).join('\n')).slice(0, 16)

async function train(golden: GrowingCase) {
  const { columns, latent, weight } = growingData(golden.data)
  const booster = await trainBooster({
    x: columns,
    y: growingLabels(golden.params.objective, golden.cuts, latent),
    ...(golden.weighted ? { weight } : {}),
    categorical: categoricalOf(golden.data),
    params: { enable_bundle: false, ...golden.params, mode: 'exact' },
    rounds: golden.rounds,
  })
  return { raw: booster.predictRaw(columns.map((column) => column.subarray(0, 24))), trees: treesOf(booster.toLightgbmText()) }
}

/** The largest difference as a share of the larger number; leaf models are compared number by number. */
function largestGap(ours: readonly number[], theirs: readonly number[]): number {
  expect(ours.length).toBe(theirs.length)
  return Math.max(0, ...ours.map((value, i) => Math.abs(value - theirs[i]!) / Math.max(Math.abs(value), Math.abs(theirs[i]!), 1e-300)))
}

const words = (tree: string, key: string): number[] =>
  field(tree, key)
    .slice(key.length + 1)
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)

describe('grows the trees of LightGBM 4.7.0', () => {
  test('has cases of every kind', () => {
    expect(cases.length).toBeGreaterThanOrEqual(30)
    expect(new Set(cases.map((golden) => golden.lightgbm))).toEqual(new Set(['4.7.0']))
  })

  test.each(cases.filter((golden) => golden.leaves !== undefined))('$name', async (golden) => {
    const { raw, trees } = await train(golden)
    for (const [t, tree] of unpack(golden.firstTrees!).split('\n\n\n').entries()) {
      for (const key of STRUCTURE) expect(field(trees[t]!, key)).toBe(field(tree, key))
      expect(numbersOf(trees[t]!, 'leaf_value')).toEqual(numbersOf(tree, 'leaf_value'))
      for (const key of ['cat_boundaries', 'cat_threshold']) expect(field(trees[t]!, key)).toBe(field(tree, key))
    }
    expect(trees.map((tree) => digest(tree, STRUCTURE))).toEqual(golden.structure)
    expect(trees.map((tree) => digest(tree, LEAVES))).toEqual(golden.leaves)
    expect([...raw]).toEqual([...decodeFloats(golden.raw)])
  })

  test.each(cases.filter((golden) => golden.numbers !== undefined))('$name', async (golden) => {
    const { raw, trees } = await train(golden)
    expect(trees.map((tree) => digest(tree, STRUCTURE))).toEqual(golden.structure)
    expect(trees.map((tree) => digest(tree, ['num_features', 'leaf_features']))).toEqual(golden.features)
    expect(trees.map((tree) => Number(numbersOf(tree, 'internal_value')[0]!.toPrecision(6)))).toEqual(golden.roots)
    trees.forEach((tree, t) => {
      const ours = ['leaf_value', 'leaf_const', 'leaf_coeff'].flatMap((key) => words(tree, key))
      // The inverse of LightGBM's linear algebra library rounds in an order of its own.
      expect(largestGap(ours, [...decodeFloats(golden.numbers![t]!)])).toBeLessThanOrEqual(1e-9)
    })
    expect(largestGap([...raw], [...decodeFloats(golden.raw)])).toBeLessThanOrEqual(1e-12)
  })
})
