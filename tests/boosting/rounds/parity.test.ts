import { readdirSync, readFileSync } from 'node:fs'
import { type Booster, type BoosterParams, type LabelledRows, refitBooster, trainBooster } from 'barcast/boosting'
import { decodeFloats, sha256 } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { field, goldenData, numbersOf, type Recipe, treesOf, unpack } from '../golden-case.js'

interface RoundsCase {
  name: string
  lightgbm: string
  data: Recipe
  params: BoosterParams
  rounds: number
  cuts: number[]
  weighted: boolean
  valid: number[]
  training: boolean
  categorical: number[]
  queryRows: number
  rates: number[] | null
  then: [BoosterParams, number] | null
  refit: [number, BoosterParams] | null
  bestIteration: number
  history: Record<string, Record<string, string>>
  structure: string[]
  leaves: string[]
  shrinkage: string[]
  firstTrees: string
  raw: string
  predicted: string
}

const folder = new URL('../../golden/lightgbm/rounds/', import.meta.url)
const cases = readdirSync(folder)
  .sort()
  .map((file): RoundsCase => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

const STRUCTURE = ['num_leaves', 'split_feature', 'threshold', 'decision_type', 'left_child', 'right_child', 'leaf_count', 'internal_count']
const LEAVES = ['leaf_value', 'leaf_weight']
const digest = (tree: string, keys: string[]): string => sha256(keys.map((key) => field(tree, key)).join('\n')).slice(0, 16)
const relativeGap = (a: number, b: number): number => (a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)))
/** LightGBM's own order of operations. */
const exact = (params: BoosterParams): BoosterParams => ({ ...params, mode: 'exact' })

class Rows {
  readonly columns: Float64Array[]
  private readonly y: Float64Array
  private readonly weight: Float64Array | undefined
  private readonly queryRows: number

  constructor({ data, params, cuts, weighted, categorical, queryRows }: RoundsCase) {
    const { columns, latent, weight } = goldenData(data)
    this.columns = columns.map((column, j) => (categorical.includes(j) ? column.map((value) => Math.floor(Math.abs(value) * 4)) : column))
    this.y = params.objective === 'regression' ? latent : latent.map((value) => cuts.filter((cut) => value > cut).length)
    this.weight = weighted ? weight : undefined
    this.queryRows = queryRows
  }

  get length(): number {
    return this.y.length
  }

  part(from: number, to: number): LabelledRows & { x: Float64Array[] } {
    return {
      x: this.columns.map((column) => column.subarray(from, to)),
      y: this.y.subarray(from, to),
      ...(this.queryRows > 0 ? { group: Array.from({ length: (to - from) / this.queryRows }, () => this.queryRows) } : {}),
      ...(this.weight === undefined ? {} : { weight: this.weight.subarray(from, to) }),
    }
  }
}

async function run(golden: RoundsCase) {
  const rows = new Rows(golden)
  const { params, rounds, rates, then, refit, categorical } = golden
  let cut = rows.length - golden.valid.reduce((sum, size) => sum + size, 0)
  const learned = rows.part(0, cut)
  const valid: Record<string, LabelledRows> = {}
  for (const size of golden.valid) {
    valid[`set${Object.keys(valid).length + (golden.training ? 1 : 0)}`] = rows.part(cut, cut + size)
    cut += size
  }
  const history: Record<string, Record<string, number[]>> = {}
  let booster = await trainBooster({
    ...learned,
    params: exact(params),
    rounds,
    categorical,
    trainingMetrics: golden.training,
    ...(golden.valid.length > 0 ? { valid } : {}),
    ...(rates === null ? {} : { learningRate: (round) => rates[round - 1]! }),
    onRound: ({ metrics }) => {
      for (const [set, values] of Object.entries(metrics))
        for (const [metric, value] of Object.entries(values)) {
          history[set] ??= {}
          history[set][metric] ??= []
          history[set][metric].push(value)
        }
    },
  })
  if (then !== null) {
    const part = rows.part(Math.floor(rows.length / 3), rows.length)
    booster = await trainBooster({ ...part, params: exact(then[0]), rounds: then[1], initBooster: booster })
  }
  if (refit !== null) {
    const from = 2 * Math.floor(rows.length / 3)
    booster = await refitBooster(booster, { ...rows.part(from, rows.length), decayRate: refit[0], params: refit[1] })
  }
  return { booster, history, columns: rows.columns }
}

function checkTrees(golden: RoundsCase, booster: Booster): void {
  const trees = treesOf(booster.toLightgbmText())
  expect(trees.map((tree) => digest(tree, STRUCTURE))).toEqual(golden.structure)
  unpack(golden.firstTrees)
    .split('\n\n\n')
    .forEach((tree, t) => {
      expect(numbersOf(trees[t]!, 'leaf_value')).toEqual(numbersOf(tree, 'leaf_value'))
    })
  trees.forEach((tree, t) => {
    // LightGBM prints 6 digits.
    expect(relativeGap(numbersOf(tree, 'shrinkage')[0]!, Number(golden.shrinkage[t]!.slice('shrinkage='.length)))).toBeLessThanOrEqual(
      5.1e-6,
    )
  })
  expect(trees.map((tree) => digest(tree, LEAVES))).toEqual(golden.leaves)
}

describe('rounds are those of LightGBM 4.7.0', () => {
  test('has enough cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(36)
    expect(new Set(cases.map((golden) => golden.lightgbm))).toEqual(new Set(['4.7.0']))
  })

  test.each(cases)('$name', async (golden) => {
    const { booster, history, columns } = await run(golden)
    checkTrees(golden, booster)
    const raw = decodeFloats(golden.raw)
    const x = columns.map((column) => column.subarray(0, raw.length / booster.numClasses))
    expect([...booster.predictRaw(x)]).toEqual([...raw])
    const predicted = decodeFloats(golden.predicted)
    booster.predict(x).forEach((value, i) => {
      expect(relativeGap(value, predicted[i]!)).toBeLessThanOrEqual(1e-15)
    })
    if (golden.bestIteration > 0) expect(booster.bestIteration).toBe(golden.bestIteration)
    expect(Object.keys(history)).toEqual(Object.keys(golden.history))
    for (const [set, metrics] of Object.entries(golden.history))
      for (const [metric, text] of Object.entries(metrics)) {
        const expected = decodeFloats(text)
        const ours = history[set]![metric]!
        expect(ours.length).toBe(expected.length)
        ours.forEach((value, i) => {
          expect(relativeGap(value, expected[i]!)).toBeLessThanOrEqual(1e-13)
        })
      }
  })
})
