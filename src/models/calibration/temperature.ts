import { exp, log } from '../../core/index.js'
import { softmax } from '../linear/softmax.js'
import type { CalibrationRows } from './calibration-rows.js'

/** Added to probabilities before their logarithm, as scikit-learn does. */
const EPSILON = 1e-12
/** Inverse temperatures that are searched, scikit-learn's e⁻¹⁰ … e¹⁰. */
const LEAST = exp(-10)
const MOST = exp(10)
const MAX_ITERATIONS = 200

interface Slope {
  first: number
  second: number
}

/** First and second derivative of the summed cross-entropy of softmax(β · logits) by β: Σ w (E[l] − l of the class) and Σ w Var[l]. */
function slopeAt(inverse: number, logits: Float64Array, { predictions: { rows, classes }, y, weights }: CalibrationRows): Slope {
  const p = new Float64Array(classes)
  let first = 0
  let second = 0
  for (let row = 0; row < rows; row++) {
    const own = logits[row * classes + y[row]!]!
    for (let k = 0; k < classes; k++) p[k] = inverse * logits[row * classes + k]!
    softmax(p, 0)
    // Differences from the own class's logit keep their digits where its probability is next to 1.
    let mean = 0
    let square = 0
    for (let k = 0; k < classes; k++) {
      const apart = logits[row * classes + k]! - own
      mean += p[k]! * apart
      square += p[k]! * apart * apart
    }
    first += weights[row]! * mean
    second += weights[row]! * (square - mean * mean)
  }
  return { first, second }
}

/**
 * The temperature of least cross-entropy, which is convex in 1 / temperature: the root of its slope by Newton steps that stay inside a shrinking bracket, or the end of the range that the
 * slope points to.
 */
export function fitTemperature(rows: CalibrationRows): number {
  const logits = rows.predictions.data.map((p) => log(p + EPSILON))
  // Rows that say nothing of it, with all classes alike.
  if (slopeAt(1, logits, rows).first === 0) return 1
  let low = LEAST
  let high = MOST
  if (slopeAt(low, logits, rows).first >= 0) return 1 / low
  if (slopeAt(high, logits, rows).first <= 0) return 1 / high
  let inverse = 1
  for (let i = 0; i < MAX_ITERATIONS; i++) {
    const { first, second } = slopeAt(inverse, logits, rows)
    if (first === 0) break
    if (first < 0) low = inverse
    else high = inverse
    const step = inverse - first / second
    const next = step > low && step < high ? step : Math.sqrt(low * high)
    const isSettled = Math.abs(next - inverse) <= 2 ** -51 * inverse
    inverse = next
    if (isSettled) break
  }
  return 1 / inverse
}

/** softmax(ln(p + 10⁻¹²) / temperature), in place. */
export function applyTemperature(temperature: number, row: Float64Array): void {
  for (let k = 0; k < row.length; k++) row[k] = log(row[k]! + EPSILON) / temperature
  softmax(row, 0)
}
