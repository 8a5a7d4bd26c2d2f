import { BarcastError, log } from '../core/index.js'
import { mean } from './mean.js'
import { checkFinite, checkLabels, checkRows } from './observation.js'

/** Class probabilities, row-major: `data[row * classes + k]`. What a model's `predict` returns. */
export interface ClassProbabilities {
  rows: number
  classes: number
  data: Float64Array
}

/** Probabilities of every class, or for two classes the probability of class 1 alone. */
export type Predicted = ClassProbabilities | Float64Array

/** Machine epsilon of float64: scikit-learn clips probabilities of that type to [eps, 1 − eps]. */
const EPSILON = 2 ** -52

/** Checks scores against labels and gives both cases one shape; `classes` is 2 for a lone column. */
export function checkPredicted(yTrue: Int32Array, predicted: Predicted, action: string): { classes: number; data: Float64Array } {
  const lone = predicted instanceof Float64Array
  const classes = lone ? 2 : predicted.classes
  const data = lone ? predicted : predicted.data
  if (!lone && (!Number.isInteger(classes) || classes < 2 || data.length !== predicted.rows * classes)) {
    throw new BarcastError(
      'metrics/shape',
      `${action}: predicted must hold rows × classes numbers of at least 2 classes, found ${data.length} for ${predicted.rows} × ${classes}`,
      { value: data.length, where: { column: 'predicted' } },
    )
  }
  checkLabels(yTrue, classes, action, 'yTrue')
  checkRows(yTrue.length, lone ? data.length : predicted.rows, action, 'predicted')
  checkFinite(data, action, 'predicted')
  return { classes, data }
}

export function checkProbabilities(yTrue: Int32Array, predicted: Predicted, action: string): { classes: number; data: Float64Array } {
  const checked = checkPredicted(yTrue, predicted, action)
  const { data } = checked
  const perRow = data.length / yTrue.length
  for (let i = 0; i < data.length; i++) {
    if (data[i]! < 0 || data[i]! > 1) {
      throw new BarcastError('metrics/probability', `${action}: probabilities must be in 0 … 1, found ${data[i]}`, {
        value: data[i],
        where: { row: Math.floor(i / perRow), column: 'predicted' },
      })
    }
  }
  return checked
}

/**
 * Mean negative log likelihood −mean(ln p(true class)), with p clipped to [2⁻⁵², 1 − 2⁻⁵²].
 * As scikit-learn's `log_loss(labels=range(classes))`; rows are not normalised.
 *
 * @param yTrue class numbers, n rows
 * @param predicted n × classes probabilities, or n probabilities of class 1
 * @throws BarcastError `metrics/probability`, `metrics/shape`, `metrics/length`, `metrics/label-range`, `metrics/not-finite`
 */
export function logLoss(yTrue: Int32Array, predicted: Predicted): number {
  const { classes, data } = checkProbabilities(yTrue, predicted, 'Compute the log loss')
  const lone = predicted instanceof Float64Array
  const losses = new Float64Array(yTrue.length)
  for (let i = 0; i < yTrue.length; i++) {
    const label = yTrue[i]!
    const probability = lone ? (label === 1 ? data[i]! : 1 - data[i]!) : data[i * classes + label]!
    losses[i] = -log(Math.min(Math.max(probability, EPSILON), 1 - EPSILON))
  }
  return mean(losses)
}

/**
 * Brier score: for two classes mean((p₁ − y)²), for more the mean over rows of Σₖ (pₖ − [y = k])².
 * As scikit-learn's `brier_score_loss` with `scale_by_half='auto'`.
 *
 * @throws BarcastError as {@link logLoss}
 */
export function brierScore(yTrue: Int32Array, predicted: Predicted): number {
  const { classes, data } = checkProbabilities(yTrue, predicted, 'Compute the Brier score')
  const lone = predicted instanceof Float64Array
  const errors = new Float64Array(yTrue.length)
  for (let i = 0; i < yTrue.length; i++) {
    let error = 0
    for (let k = 0; k < classes; k++) {
      const probability = lone ? (k === 1 ? data[i]! : 1 - data[i]!) : data[i * classes + k]!
      const miss = probability - (yTrue[i] === k ? 1 : 0)
      error += miss * miss
    }
    errors[i] = classes === 2 ? error / 2 : error
  }
  return mean(errors)
}
