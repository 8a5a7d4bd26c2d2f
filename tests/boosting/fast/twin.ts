import type { BoosterParams } from 'barcast/boosting'
import type { TreeBackend } from '../../../src/boosting/backend.js'
import { createFastBackend, createPlainBackend } from '../../../src/boosting/backends.js'
import { findBins } from '../../../src/boosting/bin-finder.js'
import { type BinnedData, binColumns } from '../../../src/boosting/binned-data.js'
import { type BoosterSettings, parseBoosterParams } from '../../../src/boosting/config.js'
import { createMonotoneConstraints } from '../../../src/boosting/constraints/monotone-constraints.js'
import { LeafWiseGrower, mostLeavesOf } from '../../../src/boosting/grower.js'
import { createObjective } from '../../../src/boosting/objective.js'
import { createBoosting } from '../../../src/boosting/rounds/create-boosting.js'
import { ColumnSampler } from '../../../src/boosting/sampling.js'
import { createSplitSearch } from '../../../src/boosting/splits/split-search.js'
import type { TrainingData } from '../../../src/boosting/training-data.js'
import type { Tree } from '../../../src/boosting/tree.js'
import { Lcg, syntheticData } from '../golden-case.js'

export interface TwinCase {
  rows: number
  styles: string[]
  params: BoosterParams
  seed?: number
  rounds?: number
  categorical?: number[]
  weighted?: boolean
  /** Factor on the labels of a regression. */
  size?: number
}

function binsOf(columns: readonly Float64Array[], settings: BoosterSettings, categorical: number[]): BinnedData {
  const steps = binColumns(columns, columns[0]!.length, settings, findBins, categorical)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** What the labels follow: the first columns, and noise. */
function latentOf(columns: readonly Float64Array[], random: Lcg): Float64Array {
  const part = (column: Float64Array | undefined, row: number): number => Math.max(-2, Math.min(2, column?.[row] || 0))
  return Float64Array.from(columns[0]!, (_, i) => part(columns[0], i) + part(columns[1], i) * part(columns[2], i) + random.bell())
}

function labelsOf(latent: Float64Array, { objective, numClass }: BoosterSettings, size: number): Float32Array {
  const label = (value: number): number => {
    if (objective === 'binary') return value > 0 ? 1 : 0
    return objective.startsWith('multiclass') ? Math.min(numClass - 1, Math.max(0, Math.floor(value + numClass / 2))) : value * size
  }
  return Float32Array.from(latent, label)
}

export interface Trained {
  backend: TreeBackend
  trees: readonly Tree[]
  scores: Float64Array
}

/** Trains by kernels, or by their twins in plain TypeScript. */
export function trainTwin(kind: 'fast' | 'plain', given: TwinCase): Trained {
  const { rows, styles, seed = 5, rounds = 3, categorical = [], weighted = false, size = 1 } = given
  const { columns } = syntheticData({ rows, seed, styles })
  const settings = parseBoosterParams(given.params)
  const data = binsOf(columns, settings, categorical)
  const random = new Lcg(seed + 1)
  const latent = latentOf(columns, random)
  const weights = weighted ? Float32Array.from({ length: rows }, () => random.uniform() * 3) : undefined
  const training: TrainingData = {
    rows,
    columns,
    featureNames: [],
    labels: labelsOf(latent, settings, size),
    weights,
    initScore: undefined,
    categorical,
  }
  const { featureFraction, featureFractionBynode, featureFractionSeed } = settings
  const sampler = new ColumnSampler(data.features.length, featureFraction, featureFractionBynode, featureFractionSeed)
  const constraints = createMonotoneConstraints(data.features, settings)
  const search = createSplitSearch(settings, data, constraints)
  const mostLeaves = mostLeavesOf(settings, rows)
  const backend = (kind === 'fast' ? createFastBackend : createPlainBackend)(data, mostLeaves, settings, search)!
  const learner = new LeafWiseGrower(backend, settings, sampler, mostLeaves, constraints)
  const boosting = createBoosting(settings, data, training, [], learner, sampler, [], createObjective(settings, training))
  for (let round = 0; round < rounds; round++) boosting.runRound(settings.learningRate)
  return { backend, trees: boosting.trees, scores: boosting.scores.training }
}
