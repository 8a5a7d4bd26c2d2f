import { decodeFloats, sha256 } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { field, treesOf } from '../golden-case.js'
import { objectiveCases, trainCase } from './objective-case.js'

const STRUCTURE = ['num_leaves', 'split_feature', 'threshold', 'decision_type', 'left_child', 'right_child', 'leaf_count', 'internal_count']
const LEAVES = ['leaf_value', 'leaf_weight']
const digest = (tree: string, keys: string[]): string => sha256(keys.map((key) => field(tree, key)).join('\n')).slice(0, 16)
const relativeGap = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)))
const cases = objectiveCases()

/** LightGBM's gamma metric holds ln y in float64 less ln y in float32, and its C library's float32 logarithm is not always rounded correctly. */
const tolerance = (metric: string): number => (metric === 'gamma' ? 1e-9 : 1e-12)

describe("grows LightGBM 4.7.0's trees for every objective", () => {
  test.each(cases)('$name', async (golden) => {
    const { booster, history, columns } = await trainCase(golden)
    const text = booster.toLightgbmText()
    const trees = treesOf(text)
    expect(/^objective=.*$/m.exec(text)?.[0] ?? null).toBe(golden.objective)
    expect(trees.map((tree) => digest(tree, STRUCTURE))).toEqual(golden.structure)
    expect(trees.map((tree) => digest(tree, LEAVES))).toEqual(golden.leaves)
    const raw = decodeFloats(golden.raw)
    const x = columns.map((column) => column.subarray(0, raw.length / booster.numClasses))
    expect([...booster.predictRaw(x)]).toEqual([...raw])
    const predicted = decodeFloats(golden.predicted)
    booster.predict(x).forEach((value, i) => {
      expect(relativeGap(value, predicted[i]!)).toBeLessThanOrEqual(1e-15)
    })
    expect(Object.keys(history).sort()).toEqual(Object.keys(golden.history).sort())
    for (const [name, packed] of Object.entries(golden.history)) {
      const expected = decodeFloats(packed)
      expect(history[name]!.length).toBe(expected.length)
      const gap = history[name]!.reduce((most, value, i) => Math.max(most, relativeGap(value, expected[i]!)), 0)
      expect(gap, name).toBeLessThanOrEqual(tolerance(name))
    }
  })
})
