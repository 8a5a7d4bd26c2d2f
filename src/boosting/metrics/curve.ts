import type { Metric } from '../metric.js'
import type { Target } from '../objective.js'
import { weightSum } from '../objectives/target.js'
import { byFallingScore } from './rows.js'

/** Takes in, from the highest score to the lowest, the weight of positive and negative rows of each score. */
type TakeScore = (positives: number, negatives: number) => void

function forEachScore(scores: Float64Array, { labels, weights }: Target, take: TakeScore): void {
  const order = byFallingScore(scores)
  let positives = 0
  let negatives = 0
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!
    if (i > 0 && scores[row] !== scores[order[i - 1]!]) {
      take(positives, negatives)
      positives = 0
      negatives = 0
    }
    const weight = weights === undefined ? 1 : weights[row]!
    if (labels[row]! > 0) positives += weight
    else negatives += weight
  }
  take(positives, negatives)
}

/** Area under the ROC curve, ties counted half; 1 if there is one class only, as in LightGBM. */
function auc(scores: Float64Array, target: Target, total: number): number {
  let area = 0
  let above = 0
  forEachScore(scores, target, (positives, negatives) => {
    area += negatives * (positives * 0.5 + above)
    above += positives
  })
  return above > 0 && above !== total ? area / (above * (total - above)) : 1
}

/** The mean precision over the positive rows, each at its score; 1 if there is one class only, as in LightGBM. */
function averagePrecision(scores: Float64Array, target: Target, total: number): number {
  let sum = 0
  let hits = 0
  let taken = 0
  forEachScore(scores, target, (positives, negatives) => {
    hits += positives
    taken += positives + negatives
    if (positives > 0) sum += positives * (hits / taken)
  })
  return hits > 0 && hits !== total ? sum / hits : 1
}

/** Metrics of the order that scores give to the rows; labels above 0 count as positive. */
export function curveMetric(name: 'auc' | 'average_precision', target: Target): Metric {
  const total = weightSum(target)
  const measure = name === 'auc' ? auc : averagePrecision
  return { name, higherIsBetter: true, evaluate: (scores) => measure(scores, target, total) }
}
