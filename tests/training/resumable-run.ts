import { sha256 } from 'barcast/core'
import { createModelManager, type ModelManager } from 'barcast/models'
import type { Clock, ObjectStore } from 'barcast/ports'
import { createTrainingPipeline, runWalkForward } from 'barcast/training'
import { percentilePruner } from 'barcast/tuning'
import { walkForward } from 'barcast/validation'
import { makeMarket } from './sample-data.js'

/** What a run is compared by: the number of pruned trials, and the hash of everything but times of day and durations. */
export function comparable(result: unknown): string {
  const clock = ['startedMs', 'durationMs', 'trainingDate', 'usage']
  const text = JSON.stringify(result, (key, value: unknown) => {
    if (clock.includes(key)) return undefined
    if (value instanceof Float64Array) return [...new BigUint64Array(value.buffer, value.byteOffset, value.length)].map(String)
    if (typeof value === 'object' && value !== null && 'toJson' in value) return (value as { toJson(): unknown }).toJson()
    return value
  })
  return `${text.split('"state":"pruned"').length - 1} pruned, ${sha256(text)}`
}

export interface ResumableOptions {
  objects: ObjectStore
  rows?: number
  trials?: number
  manager?: ModelManager
  clock?: Clock
  onStep?: () => void
}

const settings = { score: 'logLoss', seed: 3, pruner: percentilePruner(10, { startupTrials: 1 }), earlyStopping: { rounds: 3 } } as const
const space = { num_leaves: { type: 'int', low: 3, high: 12 }, learning_rate: { type: 'float', low: 0.01, high: 0.5, log: true } } as const

function dataOf(rows: number) {
  const { X, labels } = makeMarket({ seed: 8, rows, noise: 0.7 })
  const outcome = Float64Array.from(labels.value, (k, i) => (k < 0 ? Number.NaN : (k - 1) * 0.01 + 0.001 * (i % 5)))
  const weights = Float64Array.from(labels.value, (k, i) => (k < 0 ? Number.NaN : 1 + (i % 3)))
  return { X, labels, outcome, weights }
}

/** A search with everything that a checkpoint must keep, then the trained model. */
export async function runResumablePipeline({
  objects,
  rows = 250,
  trials = 5,
  manager = createModelManager(),
  onStep,
  ...rest
}: ResumableOptions): Promise<string> {
  const { X, labels, outcome, weights } = dataOf(rows)
  const pipeline = createTrainingPipeline(manager, {
    ...settings,
    ...rest,
    space,
    cvFolds: 3,
    optimizationTrials: trials,
    scaler: 'standard',
  })
  const result = await pipeline.runTrainingPipeline(X, labels.value, {
    modelType: 'lightgbm',
    params: { num_iterations: 12 },
    spans: { t0: labels.t0, t1: labels.t1 },
    classes: labels.classes,
    outcome,
    weights,
    checkpoint: { objects, key: 'search' },
    onProgress: () => onStep?.(),
  })
  return comparable(result)
}

/** A walk whose folds search, so that trials and outer models are kept. */
export async function runResumableWalk({
  objects,
  rows = 250,
  trials = 3,
  manager = createModelManager(),
  onStep,
  ...rest
}: ResumableOptions): Promise<string> {
  const { X, labels, outcome, weights } = dataOf(rows)
  const result = await runWalkForward(manager, {
    ...settings,
    ...rest,
    space,
    X,
    labels,
    outcome,
    weights,
    modelType: 'lightgbm',
    params: { num_iterations: 10 },
    splitter: walkForward({ folds: 2 }),
    innerSplitter: walkForward({ folds: 2 }),
    trials,
    checkpoint: { objects, key: 'walk' },
    onProgress: () => onStep?.(),
  })
  return comparable(result)
}
