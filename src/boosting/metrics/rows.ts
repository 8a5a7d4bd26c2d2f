import { BarcastError } from '../../core/index.js'
import type { Target } from '../objective.js'

export function refuseRows(rule: 'label' | 'weight' | 'group', message: string, value: unknown, row?: number): never {
  throw new BarcastError(`boosting/${rule}`, `Train booster: ${message}`, { value, where: row === undefined ? {} : { row } })
}

/** Refuses labels that a metric is not defined on. */
export function checkMetricLabels(metric: string, rule: string, { labels }: Target, fits: (label: number) => boolean): void {
  const row = labels.findIndex((label) => !fits(label))
  if (row >= 0) refuseRows('label', `labels for the metric ${metric} must be ${rule}, found ${labels[row]} at row ${row}`, labels[row], row)
}

/** Rows from the highest score to the lowest; equal scores in row order. */
export function byFallingScore(scores: Float64Array): Uint32Array {
  const order = new Uint32Array(scores.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((a, b) => scores[b]! - scores[a]! || a - b)
}
