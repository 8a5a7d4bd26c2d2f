import { BarcastError, type Bars, type Labels, log } from '../core/index.js'
import { concurrencyOf, labelIntervals } from './label-intervals.js'
import { type ClosePrices, priceSeries } from './price-series.js'

/**
 * Weights by absolute return (López de Prado 2018, section 4.6): wᵢ = |Σ rₜ / cₜ| over the returns the label depends on, rₜ the log return that ends at row
 * t and cₜ the concurrency there, scaled to a mean of 1 over the labels. A return that several labels share is divided among them. NaN without a label, and
 * where a price of the span is missing.
 *
 * @throws BarcastError `bars/<rule>`, `labels/row-count` when the labels are not of these bars, `labels/overlap`, `labels/weights` when all returns are 0.
 *
 * @example
 * const weights = returnWeights(labels, bars)
 */
export function returnWeights(labels: Labels, bars: Bars | ClosePrices): Float64Array {
  const action = 'Weigh by return'
  const { close, timeMs } = priceSeries(bars)
  if (labels.length !== close.length || labels.timeMs.some((time, i) => time !== timeMs[i])) {
    throw new BarcastError('labels/row-count', `${action}: labels must be of the bars' rows (${close.length}), found ${labels.length}`, {
      value: labels.length,
    })
  }
  const intervals = labelIntervals(labels, action)
  const concurrency = concurrencyOf(intervals)
  const logs = close.map((price) => (price > 0 ? log(price) : Number.NaN))
  const weights = labels.t0.map((_, i) => {
    if (labels.value[i]! < 0) return Number.NaN
    let sum = 0
    for (let t = Math.max(1, intervals.from[i]!); t < intervals.to[i]!; t++) sum += (logs[t]! - logs[t - 1]!) / concurrency[t]!
    return Math.abs(sum)
  })
  return scaledToMeanOne(weights, action)
}

/** Weights over their mean; NaN are left out. */
function scaledToMeanOne(weights: Float64Array, action: string): Float64Array {
  const known = weights.filter((weight) => !Number.isNaN(weight))
  const sum = known.reduce((total, weight) => total + weight, 0)
  if (known.length > 0 && !(sum > 0)) {
    throw new BarcastError('labels/weights', `${action}: weights must not all be 0, found ${known.length} of 0`, { value: 0 })
  }
  return weights.map((weight) => (weight * known.length) / sum)
}

/**
 * Time decay (López de Prado 2018, section 4.7), linear in the uniqueness that has been added up to a row and not in its time: overlapping labels age together.
 * The newest label has the factor 1; `oldest` is what the line has where the sum is 0. A negative `oldest` of −c leaves the oldest share c of the sum
 * at factor 0. NaN where `uniqueness` is. Multiply it with other weights.
 *
 * @throws BarcastError `labels/weights` unless `oldest` is above −1 and at most 1, and uniqueness is above 0 (NaN without a label).
 *
 * @example
 * const decay = timeDecay(labelOverlap(labels).uniqueness, { oldest: 0.5 })
 */
export function timeDecay(uniqueness: Float64Array, { oldest }: { oldest: number }): Float64Array {
  const refuse = (rule: string, value: number, path: string): never => {
    throw new BarcastError('labels/weights', `Decay weights: ${rule}, found ${value}`, { value, where: { path } })
  }
  if (!(oldest > -1 && oldest <= 1)) refuse('oldest must be above −1 and at most 1', oldest, 'oldest')
  let total = 0
  const sums = uniqueness.map((share, i) => {
    if (Number.isNaN(share)) return share
    if (!(share > 0 && share < Infinity)) refuse('uniqueness must be above 0, or NaN without a label', share, `uniqueness[${i}]`)
    total += share
    return total
  })
  const slope = oldest >= 0 ? (1 - oldest) / total : 1 / ((oldest + 1) * total)
  return sums.map((sum) => Math.max(0, 1 - slope * (total - sum)))
}

/**
 * Class weights: rows of a class weigh together as much as those of any other, W / (K Wₖ) with W the weight of all rows and Wₖ of the class (scikit-learn's
 * `balanced`). K counts the classes that occur. NaN without a label. They shift the probabilities of a model: calibrate it on data without them.
 *
 * @param weights Other weights of the rows, with which the classes are to be equal; the result is the factor for them. Default: 1 each.
 * @throws BarcastError `labels/row-count`, `labels/weights` for weights of labelled rows that are negative or not finite.
 *
 * @example
 * const factor = classWeights(labels, uniqueness)
 * const weights = uniqueness.map((share, i) => share * factor[i]!)
 */
export function classWeights({ value, classes, length }: Labels, weights?: Float64Array): Float64Array {
  if (weights !== undefined && weights.length !== length) {
    throw new BarcastError('labels/row-count', `Balance classes: weights must have one value a row (${length}), found ${weights.length}`, {
      value: weights.length,
    })
  }
  const sums = new Float64Array(classes.length)
  for (let i = 0; i < length; i++) {
    if (value[i]! < 0) continue
    const weight = weights === undefined ? 1 : weights[i]!
    if (!(weight >= 0 && weight < Infinity)) {
      throw new BarcastError('labels/weights', `Balance classes: weights must be 0 or more, found ${weight} at row ${i}`, {
        value: weight,
        where: { row: i, path: `weights[${i}]` },
      })
    }
    sums[value[i]!]! += weight
  }
  const total = sums.reduce((sum, weight) => sum + weight, 0)
  const present = sums.filter((weight) => weight > 0).length
  return Float64Array.from(value, (index) => (index < 0 || sums[index] === 0 ? Number.NaN : total / (present * sums[index]!)))
}
