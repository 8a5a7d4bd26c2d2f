import { accuracy, type ConfusionMatrix, confusionMatrix, f1Score, logLoss, mae, mse, precision, recall, rocAuc } from '../metrics/index.js'
import type { Predictions } from './model.js'

/** How well predictions fit the labels. Precision, recall and F1 are plain means over the classes that occur or were predicted (macro). */
export interface Evaluation {
  accuracy: number
  precision: number
  recall: number
  f1Score: number
  /** Of each class that occurs against the rest, averaged; NaN when fewer than two classes occur. */
  rocAuc: number
  logLoss: number
  /** Of class indices taken as numbers: meaningful where the classes have an order. */
  mse: number
  mae: number
  /** `data[trueClass * classes + predictedClass]`, in the order of the model's classes. */
  confusionMatrix: ConfusionMatrix
}

/** The most probable class of each row, the first of equals. */
export function predictedClasses({ rows, classes, data }: Predictions): Int32Array {
  const best = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let k = 1; k < classes; k++) if (data[row * classes + k]! > data[row * classes + best[row]!]!) best[row] = k
  }
  return best
}

/**
 * Area under the ROC curve of each class that occurs against the rest, averaged. Equals scikit-learn's `roc_auc_score(multi_class='ovr')`
 * when all classes occur; a class without a row, which makes that one undefined, is left out. Two classes: of the second one.
 * NaN when fewer than two classes occur.
 */
export function rocAucOfOccurring(value: Int32Array, predictions: Predictions): number {
  const { rows, classes, data } = predictions
  const occurring = [...new Set(value)].sort((a, b) => a - b)
  if (occurring.length < 2) return Number.NaN
  if (occurring.length === classes) return rocAuc(value, predictions)
  let total = 0
  for (const k of occurring) {
    const scores = Float64Array.from({ length: rows }, (_, row) => data[row * classes + k]!)
    total += rocAuc(
      value.map((label) => (label === k ? 1 : 0)),
      scores,
    )
  }
  return total / occurring.length
}

/** All scores of class indices against predictions. */
export function evaluate(value: Int32Array, predictions: Predictions): Evaluation {
  const predicted = predictedClasses(predictions)
  return {
    accuracy: accuracy(value, predicted),
    precision: precision(value, predicted),
    recall: recall(value, predicted),
    f1Score: f1Score(value, predicted),
    rocAuc: rocAucOfOccurring(value, predictions),
    logLoss: logLoss(value, predictions),
    mse: mse(value, predicted),
    mae: mae(value, predicted),
    confusionMatrix: confusionMatrix(value, predicted, { classes: predictions.classes }),
  }
}
