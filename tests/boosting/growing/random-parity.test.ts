import { readFileSync } from 'node:fs'
import { type BoosterParams, trainBooster } from 'barcast/boosting'
import { sha256 } from 'barcast/core'
import { describe, expect, test } from 'vitest'
import { field, treesOf } from '../golden-case.js'
import { categoricalOf, type GrowingRecipe, growingData } from './growing-case.js'

interface RandomRun {
  number: number
  data: GrowingRecipe
  params: BoosterParams
  cuts: number[]
  rounds: number
  weighted: boolean
  trees: number
  /** 16 characters per tree: of its structure, and of its leaf values. */
  hashes: string
}

interface Document {
  lightgbm: string
  failedInLightgbm: number[]
  runs: RandomRun[]
}

const document: Document = JSON.parse(readFileSync(new URL('../../golden/lightgbm/random-runs.json', import.meta.url), 'utf8'))
const STRUCTURE = ['num_leaves', 'split_feature', 'threshold', 'decision_type', 'left_child', 'right_child', 'leaf_count', 'internal_count']
const digest = (tree: string, keys: string[]): string => sha256(keys.map((key) => field(tree, key)).join('\n')).slice(0, 8)

function labelsOf({ params, cuts }: RandomRun, latent: Float64Array): Float64Array {
  const { objective } = params
  if (['regression', 'regression_l1', 'huber', 'fair', 'quantile'].includes(String(objective))) return latent
  if (objective === 'poisson') return latent.map((value) => Math.floor(Math.abs(value)))
  return latent.map((value) => cuts.filter((cut) => value > cut).length)
}

async function grow(run: RandomRun): Promise<string[]> {
  const { columns, latent, weight } = growingData(run.data)
  const booster = await trainBooster({
    x: columns,
    y: labelsOf(run, latent),
    ...(run.weighted ? { weight } : {}),
    categorical: categoricalOf(run.data),
    params: { enable_bundle: false, ...run.params, mode: 'exact' },
    rounds: run.rounds,
  })
  return treesOf(booster.toLightgbmText())
}

describe('random data and parameters', () => {
  test('are at least 50 runs of LightGBM 4.7.0', () => {
    expect(document.lightgbm).toBe('4.7.0')
    expect(document.runs.length).toBeGreaterThanOrEqual(50)
    expect(document.failedInLightgbm).toEqual([])
  })

  test.each(document.runs)('run $number: the same structure and the same leaf values, tree by tree', async (run) => {
    const trees = await grow(run)
    const ours = trees.map((tree) => digest(tree, STRUCTURE) + digest(tree, ['leaf_value']))
    const theirs = Array.from({ length: run.trees }, (_, t) => run.hashes.slice(16 * t, 16 * t + 16))
    expect(ours).toEqual(theirs)
  })
})
