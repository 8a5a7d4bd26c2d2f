import { type Booster, type BoosterParams, trainBooster } from 'barcast/boosting'
import { BarcastError } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { field, numbersOf, treesOf } from '../golden-case.js'
import { growingData } from './growing-case.js'

const { columns, latent } = growingData({
  rows: 600,
  seed: 5,
  styles: ['bell', 'missing', 'bell', 'ties', 'sparse', 'missing'],
  categories: [[5, 8]],
})
const MODES = ['exact', 'packed'] as const

const train = (params: BoosterParams, categorical: number[] = [5]): Promise<Booster> =>
  trainBooster({ x: columns, y: latent, categorical, params: { objective: 'regression', numLeaves: 15, ...params }, rounds: 25 })

async function errorOf(params: BoosterParams, categorical?: number[]): Promise<BarcastError> {
  const error = await train(params, categorical).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(BarcastError)
  return error as BarcastError
}

/** Predictions for row `row` while one column runs over a range. */
function along(booster: Booster, column: number, row: number): Float64Array {
  const steps = Array.from({ length: 41 }, (_, i) => (i - 20) / 6)
  return booster.predictRaw(columns.map((values, j) => Float64Array.from(steps, (step) => (j === column ? step : values[row]!))))
}

describe.each(MODES)('in %s mode', (mode) => {
  test.each(['basic', 'intermediate', 'advanced'] as const)('monotone constraints hold by the %s method', async (method) => {
    const directions = [1, -1, 0, 1, -1, 0] as const
    const booster = await train({ mode, monotoneConstraints: [...directions], monotoneConstraintsMethod: method, numLeaves: 31 })
    for (const [column, direction] of directions.entries()) {
      if (direction === 0) continue
      for (let row = 0; row < 40; row++) {
        const outputs = along(booster, column, row)
        for (let i = 1; i < outputs.length; i++) expect(direction * (outputs[i]! - outputs[i - 1]!)).toBeGreaterThanOrEqual(-1e-12)
      }
    }
  })

  test('branches keep to one interaction group', async () => {
    const groups = [
      [0, 1],
      [1, 2, 5],
    ]
    const booster = await train({ mode, interactionConstraints: groups })
    for (const tree of treesOf(booster.toLightgbmText())) {
      const [features, left, right] = ['split_feature', 'left_child', 'right_child'].map((key) => numbersOf(tree, key)) as [
        number[],
        number[],
        number[],
      ]
      const visit = (node: number, branch: number[]): void => {
        if (node < 0) {
          expect(groups.some((group) => branch.every((column) => group.includes(column)))).toBe(true)
          return
        }
        visit(left[node]!, [...branch, features[node]!])
        visit(right[node]!, [...branch, features[node]!])
      }
      visit(0, [])
    }
  })

  test('no leaf is larger than maxDeltaStep', async () => {
    const booster = await train({ mode, maxDeltaStep: 0.3, learningRate: 1, boostFromAverage: false })
    for (const tree of treesOf(booster.toLightgbmText()))
      for (const value of numbersOf(tree, 'leaf_value')) expect(Math.abs(value)).toBeLessThanOrEqual(0.3)
  })

  test('columns that contribute nothing are not split on', async () => {
    const booster = await train({ mode, featureContri: [0, 1, 1, 0, 1, 1] })
    const importance = booster.featureImportance('split')
    expect([importance[0], importance[3]]).toEqual([0, 0])
    expect(importance[2]).toBeGreaterThan(0)
  })

  test('smoothing pulls leaves towards their parents', async () => {
    const spread = async (pathSmooth: number): Promise<number> => {
      const tree = treesOf((await train({ mode, pathSmooth, minDataInLeaf: 2 })).toLightgbmText())[0]!
      const values = numbersOf(tree, 'leaf_value')
      return Math.max(...values) - Math.min(...values)
    }
    expect(await spread(50)).toBeLessThan(0.8 * (await spread(0)))
  })

  test('linear leaves follow a line that steps cannot', async () => {
    const line = columns[0]!.map((value) => 3 * value)
    const error = async (linearTree: boolean): Promise<number> => {
      const x = [columns[0]!]
      const booster = await trainBooster({
        x,
        y: line,
        params: { objective: 'regression', mode, linearTree, numLeaves: 4, learningRate: 0.5 },
        rounds: 20,
      })
      return booster.predictRaw(x).reduce((sum, value, i) => sum + (value - line[i]!) ** 2, 0)
    }
    expect(await error(true)).toBeLessThan(0.05 * (await error(false)))
  })

  test('unseen, negative and missing categories go with the rare ones', async () => {
    const booster = await train({ mode, minDataPerGroup: 5 })
    expect(field(treesOf(booster.toLightgbmText())[0]!, 'num_cat')).not.toBe('num_cat=0')
    const withCategory = (category: number): Float64Array[] =>
      columns.map((values, j) => (j === 5 ? new Float64Array(20).fill(category) : values.subarray(0, 20)))
    const missing = booster.predictRaw(withCategory(NaN))
    for (const category of [-1, 4711, 2 ** 33]) expect(booster.predictRaw(withCategory(category))).toEqual(missing)
    expect(booster.predictRaw(withCategory(2))).not.toEqual(missing)
  })

  test('equal seeds draw equal thresholds, others do not', async () => {
    const text = async (extraSeed: number): Promise<string> =>
      treesOf((await train({ mode, extraTrees: true, extraSeed })).toLightgbmText()).join()
    expect(await text(1)).toBe(await text(1))
    expect(await text(1)).not.toBe(await text(2))
  })
})

test.each<[BoosterParams, string]>([
  [{ monotoneConstraints: [1] }, 'params.monotoneConstraints'],
  [{ monotoneConstraints: [0, 0, 0, 0, 0, 1] }, 'params.monotoneConstraints'],
  [{ featureContri: [1, 1] }, 'params.featureContri'],
  [{ interactionConstraints: [[0, 6]] }, 'params.interactionConstraints'],
])('refuses what does not fit the columns: %j', async (params, path) => {
  expect(await errorOf(params)).toMatchObject({ code: 'boosting/column-option', where: { path } })
})

test.each<BoosterParams>([
  { monotoneConstraints: [1, 0, 0, 0, 0, 0], objective: 'quantile' },
  { linearTree: true, objective: 'regression_l1' },
  { linearTree: true, zeroAsMissing: true },
])('refuses what excludes each other: %j', async (params) => {
  expect((await errorOf(params)).code).toBe('boosting/parameter-conflict')
})

test('smoothing asks for two rows in a leaf', async () => {
  const tree = async (minDataInLeaf: number): Promise<string> =>
    treesOf((await train({ pathSmooth: 5, minDataInLeaf, mode: 'exact' })).toLightgbmText()).join()
  expect(await tree(1)).toBe(await tree(2))
})
