import { createFrame, createRandom, type Spans } from 'barcast/core'
import { rocAuc } from 'barcast/metrics'
import { createModelManager } from 'barcast/models'
import { createTrainingPipeline } from 'barcast/training'
import { MINUTE_MS } from './sample-data.js'

const ROWS = 700
const HORIZON = 5
const TRAINED = 500

/** What a search claimed of a market that nothing foretells, and how its model did on later rows. */
export interface NoiseResult {
  deflated: number
  /** Plain Sharpe ratio of the best trial per counted row. */
  sharpe: number
  auc: number
}

/**
 * A random walk, features that wander without knowing of it (so that overlapping labels look learnable), and labels by the sign of the next five returns: the pipeline
 * searches eight parameter sets on the first 500 rows, and its model is asked about the last 200 but five.
 */
export async function runNoise(seed: number): Promise<NoiseResult> {
  const random = createRandom(seed)
  const returns = Float64Array.from({ length: ROWS + HORIZON }, () => 0.01 * random.normal())
  const timeMs = Float64Array.from({ length: ROWS }, (_, i) => 1.6e12 + i * MINUTE_MS)
  const columns = Array.from({ length: 3 }, () => {
    let level = 0
    return Float64Array.from({ length: ROWS }, () => {
      level = 0.9 * level + random.normal()
      return level
    })
  })
  const outcome = timeMs.map((_, i) => returns.subarray(i + 1, i + 1 + HORIZON).reduce((sum, r) => sum + r, 0))
  const y = Int32Array.from(outcome, (move) => (move > 0 ? 1 : 0))
  const X = createFrame({ columns: Object.fromEntries(columns.map((column, j) => [`feature_${j}`, column])), timeMs })
  const spans: Spans = { t0: timeMs, t1: timeMs.map((time) => time + HORIZON * MINUTE_MS) }
  const pipeline = createTrainingPipeline(createModelManager(), {
    cvFolds: 3,
    optimizationTrials: 8,
    seed,
    score: 'accuracy',
    rule: { actions: { down: 'SELL', up: 'BUY' } },
    space: {
      num_leaves: { type: 'int', low: 2, high: 16 },
      learning_rate: { type: 'float', low: 0.02, high: 0.5, log: true },
      feature_fraction: { type: 'float', low: 0.3, high: 1 },
    },
  })
  const { trainedModel, evidence } = await pipeline.runTrainingPipeline(X.slice(0, TRAINED), y.slice(0, TRAINED), {
    modelType: 'lightgbm',
    params: { num_iterations: 4 },
    classes: ['down', 'up'],
    spans: { t0: spans.t0.slice(0, TRAINED), t1: spans.t1.slice(0, TRAINED) },
    outcome: outcome.slice(0, TRAINED),
  })
  const later = X.slice(TRAINED + HORIZON, ROWS)
  const { deflated, best } = evidence.sharpe!
  return { deflated, sharpe: best, auc: rocAuc(y.slice(TRAINED + HORIZON), trainedModel.predict(later)) }
}

/** Mean and the half width of its 95 % interval. */
export function intervalOf(values: readonly number[]): { mean: number; halfWidth: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1)
  return { mean, halfWidth: 1.96 * Math.sqrt(variance / values.length) }
}
