import { accuracy, f1Score, logLoss } from '../metrics/index.js'
import { type Predictions, predictedClasses, rocAucOfOccurring } from '../models/index.js'

/** What a search looks for. `logLoss` is better when lower, the others when higher. */
export type Score = 'accuracy' | 'logLoss' | 'rocAuc' | 'f1Score'

/** The score of predictions; NaN where it is not defined (`rocAuc` of one class). */
export function scoreOf(score: Score, value: Int32Array, predictions: Predictions): number {
  switch (score) {
    case 'accuracy':
      return accuracy(value, predictedClasses(predictions))
    case 'f1Score':
      return f1Score(value, predictedClasses(predictions))
    case 'logLoss':
      return logLoss(value, predictions)
    case 'rocAuc':
      return rocAucOfOccurring(value, predictions)
  }
}

export function isLowerBetter(score: Score): boolean {
  return score === 'logLoss'
}
