import { BarcastError } from '../../core/index.js'
import { applyLink, classesOf, type Link } from '../link.js'
import type { Metric } from '../metric.js'
import type { Target } from '../objective.js'

/** A metric of one's own. */
export interface CustomMetric {
  readonly name: string
  readonly higherIsBetter: boolean
  /**
   * @param predictions as `predict` gives them, one class after the other; raw scores with a custom objective
   * @returns a finite number
   */
  evaluate(predictions: Float64Array, target: Readonly<Target>): number
}

export function customMetric(metric: CustomMetric, link: Link, target: Target): Metric {
  const { name, higherIsBetter } = metric
  const classes = classesOf(link)
  const rows = target.labels.length
  const row = new Float64Array(classes)
  return {
    name,
    higherIsBetter,
    evaluate(scores) {
      const predictions = new Float64Array(scores.length)
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < classes; k++) row[k] = scores[k * rows + i]!
        applyLink(link, row, 0)
        for (let k = 0; k < classes; k++) predictions[k * rows + i] = row[k]!
      }
      const value = metric.evaluate(predictions, target)
      if (!Number.isFinite(value))
        throw new BarcastError('boosting/custom-metric', `Train booster: metric ${name} must be a finite number, found ${value}`, { value })
      return value
    },
  }
}
