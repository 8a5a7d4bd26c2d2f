/** Decay of the exponential weights, and how many of the first shocks start them. */
const DECAY = 0.94
const START_SHOCKS = 75

/** The weighted mean of the first squared shocks, which stands for the squares and variances before the first: weights 0.94ʲ over up to 75 of them. */
export function backcastOf(shocks: Float64Array): number {
  const count = Math.min(START_SHOCKS, shocks.length)
  let weight = 1
  let weights = 0
  let sum = 0
  for (let j = 0; j < count; j++) {
    sum += weight * (shocks[j]! * shocks[j]!)
    weights += weight
    weight *= DECAY
  }
  return sum / weights
}

/** What keeps a variance sane while parameters are tried out: a floor and a ceiling per row. */
export interface VarianceBounds {
  readonly floor: Float64Array
  readonly ceiling: Float64Array
}

/**
 * A millionth and a million times the exponential average of the squared shocks (factor 0.94, begun with the backcast), but the floor not below 1e-8 of the variance, the ceiling within 1 +
 * the largest square and 1e7 times that: `arch`'s bounds, for shocks of variance about 1.
 */
export function varianceBoundsOf(shocks: Float64Array, backcast: number): VarianceBounds {
  const count = shocks.length
  let mean = 0
  let largest = 0
  for (let t = 0; t < count; t++) {
    mean += shocks[t]!
    largest = Math.max(largest, shocks[t]! * shocks[t]!)
  }
  mean /= count
  let variance = 0
  for (let t = 0; t < count; t++) variance += (shocks[t]! - mean) * (shocks[t]! - mean)
  variance /= count
  const floor = new Float64Array(count)
  const ceiling = new Float64Array(count)
  let average = backcast
  for (let t = 0; t < count; t++) {
    if (t > 0) average = (1 - DECAY) * (shocks[t - 1]! * shocks[t - 1]!) + DECAY * average
    floor[t] = Math.max(average / 1e6, variance / 1e8)
    ceiling[t] = Math.min(Math.max(average * 1e6, 1 + largest), 1e7 * (1 + largest))
  }
  return { floor, ceiling }
}
