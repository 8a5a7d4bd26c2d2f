import { mean } from './mean.js'
import { checkPredicted, type Predicted } from './probability.js'

/**
 * Area under the ROC curve: the probability that a row of the class scores above a row that is not of it, ties counting one half.
 * Two classes use the score of class 1; more are averaged one against the rest (macro). As scikit-learn's `roc_auc_score`
 * (`multi_class='ovr', average='macro'`), which also gives NaN when a class has no row, or every row.
 *
 * @param yTrue class numbers, n rows
 * @param predicted n × classes scores, or n scores of class 1; any finite numbers, only their order matters
 * @throws BarcastError `metrics/shape`, `metrics/length`, `metrics/label-range`, `metrics/not-finite`
 */
export function rocAuc(yTrue: Int32Array, predicted: Predicted): number {
  const { classes, data } = checkPredicted(yTrue, predicted, 'Compute the ROC AUC')
  if (predicted instanceof Float64Array) return areaOfClass(yTrue, data, 1, 0, 1)
  if (classes === 2) return areaOfClass(yTrue, data, 2, 1, 1)
  return mean(Array.from({ length: classes }, (_, k) => areaOfClass(yTrue, data, classes, k, k)))
}

/** Scores of the class and of the rest are sorted apart, then counted against each other in one merge. */
function areaOfClass(yTrue: Int32Array, data: Float64Array, stride: number, column: number, label: number): number {
  const inside = yTrue.reduce((count, y) => count + (y === label ? 1 : 0), 0)
  const positives = new Float64Array(inside)
  const negatives = new Float64Array(yTrue.length - inside)
  let p = 0
  let n = 0
  for (let i = 0; i < yTrue.length; i++) {
    const score = data[i * stride + column]!
    if (yTrue[i] === label) positives[p++] = score
    else negatives[n++] = score
  }
  positives.sort()
  negatives.sort()
  let below = 0
  let notAbove = 0
  let won = 0
  for (const score of positives) {
    while (below < negatives.length && negatives[below]! < score) below += 1
    while (notAbove < negatives.length && negatives[notAbove]! <= score) notAbove += 1
    won += (below + notAbove) / 2
  }
  return won / (positives.length * negatives.length)
}
