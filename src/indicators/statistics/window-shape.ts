/*
 * Moments of one window, read afresh at every bar, so that the result is a function of the window alone. Sums of powers of the differences from the newest value give them in one
 * pass: neither the level costs digits nor, because the newest is in the window, the distance from it, unless it lies far outside; then, and where powers would be too large or too
 * small, two passes over scaled differences. Sums run in two lanes, because one would wait for itself.
 */

/** A mean difference smaller than this, or larger than its inverse, is beyond what its powers can hold; the window counts as flat. */
const SMALLEST = 1e-290

/** Scale and scaled mean of the differences, as `measure` leaves them. */
const measured = /* @__PURE__ */ new Float64Array(2)

/** Leaves 1 / (the mean distance of rows `from … to − 1` from the newest), 0 where all are equal, and the mean of the scaled differences. */
function measure(x: Float64Array, from: number, to: number): void {
  const newest = x[to - 1]!
  let sum = 0
  let size = 0
  for (let i = from; i < to; i++) {
    sum += x[i]! - newest
    size += Math.abs(x[i]! - newest)
  }
  const count = to - from
  const scale = size > SMALLEST && size < 1 / SMALLEST ? count / size : 0
  measured[0] = scale
  measured[1] = (sum / count) * scale
}

/** Where the square of the mean difference is above so many variances, the one pass has lost digits. */
const OUTSIDE = 16

/** True where fourth powers of the differences are numbers. */
function isHeld(variance: number): boolean {
  return variance > 1e-70 && variance < 1e70
}

/** The same of differences times a power of 2 that brings them near 1, which changes no digit; 0 where all are equal. */
function atAnyScale(
  moment: (x: Float64Array, from: number, to: number, factor: number) => number,
  x: Float64Array,
  from: number,
  to: number,
): number {
  measure(x, from, to)
  let left = measured[0]!
  if (left === 0) return 0
  let factor = 1
  for (; left > 2; left /= 2) factor *= 2
  for (; left < 1; left *= 2) factor /= 2
  // A factor of 1 asks again; nothing is at 1 that is not held, but for rounding alone.
  return moment(x, from, to, factor === 1 ? 2 : factor)
}

/** Bias-corrected skewness G1 = √(n(n − 1)) / (n − 2) · m₃ / m₂^1.5 of rows `from … to − 1`; 0 where all are equal. */
export function skewnessOf(x: Float64Array, from: number, to: number): number {
  return skewness(x, from, to, 1)
}

function skewness(x: Float64Array, from: number, to: number, factor: number): number {
  const end = to - 1
  const count = to - from
  const newest = x[end]!
  let sumA = 0
  let sumB = 0
  let squaresA = 0
  let squaresB = 0
  let cubesA = 0
  let cubesB = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    const a = (x[i]! - newest) * factor
    const b = (x[i + 1]! - newest) * factor
    const squareA = a * a
    const squareB = b * b
    sumA += a
    sumB += b
    squaresA += squareA
    squaresB += squareB
    cubesA += squareA * a
    cubesB += squareB * b
  }
  if (i < end) {
    const a = (x[i]! - newest) * factor
    sumA += a
    squaresA += a * a
    cubesA += a * a * a
  }
  const mean = (sumA + sumB) / count
  const meanSquare = (squaresA + squaresB) / count
  const variance = meanSquare - mean * mean
  if (factor === 1 && !isHeld(variance)) return atAnyScale(skewness, x, from, to)
  if (mean * mean > OUTSIDE * variance) return scaledSkewness(x, from, to)
  const third = (cubesA + cubesB) / count - mean * (3 * meanSquare - 2 * mean * mean)
  return ((Math.sqrt(count * (count - 1)) / (count - 2)) * third) / (variance * Math.sqrt(variance))
}

function scaledSkewness(x: Float64Array, from: number, to: number): number {
  measure(x, from, to)
  const scale = measured[0]!
  const mean = measured[1]!
  if (scale === 0) return 0
  const newest = x[to - 1]!
  const count = to - from
  let squares = 0
  let cubes = 0
  for (let i = from; i < to; i++) {
    const deviation = (x[i]! - newest) * scale - mean
    squares += deviation * deviation
    cubes += deviation * deviation * deviation
  }
  const variance = squares / count
  return ((Math.sqrt(count * (count - 1)) / (count - 2)) * (cubes / count)) / (variance * Math.sqrt(variance))
}

/**
 * Bias-corrected excess kurtosis G2 = (n − 1) / ((n − 2)(n − 3)) · ((n + 1) m₄ / m₂² − 3(n − 1)) of rows `from … to − 1`; 0 where all are equal.
 */
export function kurtosisOf(x: Float64Array, from: number, to: number): number {
  return kurtosis(x, from, to, 1)
}

function kurtosis(x: Float64Array, from: number, to: number, factor: number): number {
  const end = to - 1
  const count = to - from
  const newest = x[end]!
  let sum = 0
  let squares = 0
  let cubes = 0
  let fourths = 0
  for (let i = from; i < end; i++) {
    const difference = (x[i]! - newest) * factor
    const squared = difference * difference
    sum += difference
    squares += squared
    cubes += squared * difference
    fourths += squared * squared
  }
  const mean = sum / count
  const meanSquare = squares / count
  const square = mean * mean
  const variance = meanSquare - square
  if (factor === 1 && !isHeld(variance)) return atAnyScale(kurtosis, x, from, to)
  if (square > OUTSIDE * variance) return scaledKurtosis(x, from, to)
  const fourth = fourths / count - (4 * mean * cubes) / count + square * (6 * meanSquare - 3 * square)
  return unbiasedKurtosis(count, fourth / (variance * variance))
}

function scaledKurtosis(x: Float64Array, from: number, to: number): number {
  measure(x, from, to)
  const scale = measured[0]!
  const mean = measured[1]!
  if (scale === 0) return 0
  const newest = x[to - 1]!
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
  return unbiasedKurtosis(count, fourths / count / (variance * variance))
}

function unbiasedKurtosis(count: number, raw: number): number {
  return ((count - 1) / ((count - 2) * (count - 3))) * ((count + 1) * raw - 3 * (count - 1))
}

/** Distance of the newest of rows `from … to − 1` from their mean, in population standard deviations; 0 where all are equal. */
export function standardScoreOf(x: Float64Array, from: number, to: number): number {
  return standardScore(x, from, to, 1)
}

function standardScore(x: Float64Array, from: number, to: number, factor: number): number {
  const end = to - 1
  const count = to - from
  const newest = x[end]!
  let sumA = 0
  let sumB = 0
  let squaresA = 0
  let squaresB = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    const a = (x[i]! - newest) * factor
    const b = (x[i + 1]! - newest) * factor
    sumA += a
    sumB += b
    squaresA += a * a
    squaresB += b * b
  }
  if (i < end) {
    const a = (x[i]! - newest) * factor
    sumA += a
    squaresA += a * a
  }
  const mean = (sumA + sumB) / count
  const variance = (squaresA + squaresB) / count - mean * mean
  if (factor === 1 && !isHeld(variance)) return atAnyScale(standardScore, x, from, to)
  return mean * mean > OUTSIDE * variance ? scaledScore(x, from, to) : (0 - mean) / Math.sqrt(variance)
}

function scaledScore(x: Float64Array, from: number, to: number): number {
  measure(x, from, to)
  const scale = measured[0]!
  const mean = measured[1]!
  if (scale === 0) return 0
  const newest = x[to - 1]!
  let squares = 0
  for (let i = from; i < to; i++) {
    const deviation = (x[i]! - newest) * scale - mean
    squares += deviation * deviation
  }
  return (0 - mean) / Math.sqrt(squares / (to - from))
}
