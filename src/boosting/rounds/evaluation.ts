import type { BoosterSettings } from '../config.js'
import { createMetrics, type Metric } from '../metric.js'
import type { CustomMetric } from '../metrics/custom.js'
import type { Target } from '../objective.js'

/** Rows whose metrics are told: their labels and weights, and where their raw scores stand. */
export interface EvaluatedSet {
  name: string
  target: Target
  scores: Float64Array
  isTraining: boolean
}

/** One metric of one set of rows after a round. */
export interface Reading {
  set: string
  metric: string
  value: number
  higherIsBetter: boolean
  isTraining: boolean
}

/** Every metric of every set, in the order in which LightGBM tells them: set by set. */
export class Evaluation {
  private readonly metrics: readonly { set: EvaluatedSet; metric: Metric }[]

  constructor(settings: BoosterSettings, sets: readonly EvaluatedSet[], custom?: CustomMetric) {
    this.metrics = sets.flatMap((set) => createMetrics(settings, set.target, custom).map((metric) => ({ set, metric })))
  }

  read(): Reading[] {
    return this.metrics.map(({ set: { name, scores, isTraining }, metric }) => ({
      set: name,
      metric: metric.name,
      value: metric.evaluate(scores),
      higherIsBetter: metric.higherIsBetter,
      isTraining,
    }))
  }
}
