/*
 * Moments of one window, read afresh at every bar: as differences from the newest value and scaled by the largest of them, so that neither the level nor
 * the size of the values costs digits, and the result is a function of the window alone.
 */

/** Differences smaller than this, or larger than its inverse, are beyond what their squares can hold; the window counts as flat. */
const SMALLEST = 1e-290

/** 1 / (the largest distance of rows `from … to − 1` from the newest), 0 where all are equal. */
function inverseSpread(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  let largest = 0
  for (let i = from; i < to; i++) {
    const size = Math.abs(x[i]! - newest)
    largest = size > largest ? size : largest
  }
  return largest > SMALLEST && largest < 1 / SMALLEST ? 1 / largest : 0
}

/** Mean of the scaled differences from the newest value. */
function scaledMean(x: Float64Array, from: number, to: number, scale: number): number {
  const newest = x[to - 1]!
  let sum = 0
  for (let i = from; i < to; i++) sum += (x[i]! - newest) * scale
  return sum / (to - from)
}

/** Bias-corrected skewness G1 = √(n(n − 1)) / (n − 2) · m₃ / m₂^1.5 of rows `from … to − 1`; 0 where all are equal. */
export function skewnessOf(x: Float64Array, from: number, to: number): number {
  const scale = inverseSpread(x, from, to)
  if (scale === 0) return 0
  const newest = x[to - 1]!
  const mean = scaledMean(x, from, to, scale)
  const count = to - from
  let squares = 0
  let cubes = 0
  for (let i = from; i < to; i++) {
    const deviation = (x[i]! - newest) * scale - mean
    const square = deviation * deviation
    squares += square
    cubes += square * deviation
  }
  const variance = squares / count
  return ((Math.sqrt(count * (count - 1)) / (count - 2)) * (cubes / count)) / (variance * Math.sqrt(variance))
}

/**
 * Bias-corrected excess kurtosis G2 = (n − 1) / ((n − 2)(n − 3)) · ((n + 1) m₄ / m₂² − 3(n − 1)) of rows `from … to − 1`; 0 where all are equal.
 */
export function kurtosisOf(x: Float64Array, from: number, to: number): number {
  const scale = inverseSpread(x, from, to)
  if (scale === 0) return 0
  const newest = x[to - 1]!
  const mean = scaledMean(x, from, to, scale)
  const count = to - from
  let squares = 0
  let fourths = 0
  for (let i = from; i < to; i++) {
    const deviation = (x[i]! - newest) * scale - mean
    const square = deviation * deviation
    squares += square
    fourths += square * square
  }
  const variance = squares / count
  const raw = fourths / count / (variance * variance)
  return ((count - 1) / ((count - 2) * (count - 3))) * ((count + 1) * raw - 3 * (count - 1))
}

/** Distance of the newest of rows `from … to − 1` from their mean, in population standard deviations; 0 where all are equal. */
export function standardScoreOf(x: Float64Array, from: number, to: number): number {
  const scale = inverseSpread(x, from, to)
  if (scale === 0) return 0
  const newest = x[to - 1]!
  const mean = scaledMean(x, from, to, scale)
  let squares = 0
  for (let i = from; i < to; i++) {
    const deviation = (x[i]! - newest) * scale - mean
    squares += deviation * deviation
  }
  return (0 - mean) / Math.sqrt(squares / (to - from))
}
