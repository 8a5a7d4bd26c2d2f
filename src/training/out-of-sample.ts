import { accuracy, logLoss } from '../metrics/index.js'
import { type Predictions, predictedClasses, rocAucOfOccurring } from '../models/index.js'

/** Scores of predictions on rows that the model had no part of. */
export interface OutOfSampleMetrics {
  accuracy: number
  /** Accuracy of always naming the most frequent class of the fold's training part. */
  baselineAccuracy: number
  logLoss: number
  /** Of each class that occurs against the rest, averaged; NaN when fewer than two classes occur. */
  rocAuc: number
}

/** The most frequent class, the first of equals. */
export function majorityClass(value: Int32Array, classes: number): number {
  const counts = new Int32Array(classes)
  for (const label of value) counts[label]! += 1
  let best = 0
  for (let k = 1; k < classes; k++) if (counts[k]! > counts[best]!) best = k
  return best
}

/** @param baseline the class that needs no model, row by row */
export function outOfSampleMetrics(value: Int32Array, predictions: Predictions, baseline: Int32Array): OutOfSampleMetrics {
  return {
    accuracy: accuracy(value, predictedClasses(predictions)),
    baselineAccuracy: accuracy(value, baseline),
    logLoss: logLoss(value, predictions),
    rocAuc: rocAucOfOccurring(value, predictions),
  }
}

/** Predictions one after the other. */
export function joinPredictions(parts: readonly Predictions[], classes: number): Predictions {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const data = new Float64Array(rows * classes)
  let at = 0
  for (const part of parts) {
    data.set(part.data, at)
    at += part.data.length
  }
  return { rows, classes, data }
}

export function joinLabels(parts: readonly Int32Array[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => [...part]))
}

/** Each feature's share of its fold's total gain, averaged over the folds. */
export function meanShares(importances: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const shares = new Map<string, number>()
  for (const importance of importances) {
    const entries = Object.entries(importance)
    const total = entries.reduce((sum, [, gain]) => sum + gain, 0)
    for (const [name, gain] of entries) {
      const share = total === 0 ? 0 : gain / total
      shares.set(name, (shares.get(name) ?? 0) + share / importances.length)
    }
  }
  return Object.fromEntries(shares)
}
