import type { Target } from '../objective.js'
import { floatLog } from './float-exponential.js'
import { applyXgboostLink, type XgboostLink } from './link.js'

const { fround } = Math
/** What XGBoost adds to the share of a class, and takes for the least sum of hessians. */
const LEAST_SHARE = 1e-6

function totalWeight({ labels, weights }: Target): number {
  if (weights === undefined) return labels.length
  let total = 0
  for (let i = 0; i < weights.length; i++) total += weights[i]!
  return total
}

/** The mean of the labels, by weight. */
export function meanLabel(target: Target): number {
  const { labels, weights } = target
  const total = totalWeight(target)
  let mean = 0
  for (let i = 0; i < labels.length; i++) mean += weights === undefined ? labels[i]! / total : (labels[i]! / total) * weights[i]!
  return fround(mean)
}

/** The median of the labels, multiplied by their weight and divided by it again: XGBoost averages over its workers, also over one.
 * Where float32 does not hold the product, XGBoost's scores are infinite; here the median stands. */
export function medianLabel(target: Target): number {
  const total = totalWeight(target)
  const median = medianOf(target.labels, target.weights)
  const product = fround(median * total)
  return Math.abs(product) < Infinity ? fround(product * (1 / total)) : median
}

/** Logarithms of the classes' shares, around 0; float32 step by step. */
export function classScores({ labels, weights }: Target, classes: number): Float32Array {
  const scores = new Float32Array(classes)
  for (let i = 0; i < labels.length; i++) scores[labels[i]!]! += weights === undefined ? 1 : weights[i]!
  const perWeight = 1 / totalWeight({ labels, weights })
  let mean = 0
  for (let k = 0; k < classes; k++) {
    scores[k] = floatLog(fround(fround(scores[k]! * perWeight) + fround(LEAST_SHARE)))
    mean = fround(mean + fround(scores[k]! / classes))
  }
  return scores.map((score) => score - mean)
}

/** One Newton step from score 0, as a prediction: where XGBoost starts when the mean would not fit. */
export function newtonStep(link: XgboostLink, gradients: Float32Array, hessians: Float32Array): number {
  let gradient = 0
  let hessian = 0
  for (let row = 0; row < gradients.length; row++) {
    gradient += gradients[row]!
    hessian += hessians[row]!
  }
  const step = Float64Array.of(fround(-gradient / Math.max(hessian, fround(LEAST_SHARE))))
  applyXgboostLink(link, step, 0)
  return step[0]!
}

/**
 * The median of float32 values: by linear interpolation at rank (n + 1) / 2, with weights the first value at which half of the weight is
 * reached. XGBoost's `reg:absoluteerror` starts from the labels' and puts each leaf's residuals' into its leaves.
 */
export function medianOf(values: Float32Array, weights: Float32Array | undefined): number {
  const count = values.length
  if (weights === undefined) {
    const sorted = values.slice().sort()
    if (count < 2) return sorted[0]!
    const place = 0.5 * (count + 1)
    const below = Math.floor(place) - 1
    return fround(sorted[below]! + (place - 1 - below) * fround(sorted[Math.min(below + 1, count - 1)]! - sorted[below]!))
  }
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  const reached = new Float32Array(count)
  for (let i = 0; i < count; i++) reached[i] = (i === 0 ? 0 : reached[i - 1]!) + weights[order[i]!]!
  const half = fround(reached[count - 1]! * 0.5)
  const place = reached.findIndex((sum) => sum >= half)
  return values[order[place < 0 ? count - 1 : place]!]!
}
