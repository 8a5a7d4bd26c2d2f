/*
 * Moments of one window, read afresh at every bar: as differences from the newest value and scaled by their size, so that neither the level nor the size of the
 * values costs digits, and the result is a function of the window alone. Sums run in two lanes, because one would wait for itself.
 */

/** A mean difference smaller than this, or larger than its inverse, is beyond what its powers can hold; the window counts as flat. */
const SMALLEST = 1e-290

/** Scale and scaled mean of the differences, as `measure` leaves them. */
const measured = /* @__PURE__ */ new Float64Array(2)

/** Leaves 1 / (the mean distance of rows `from … to − 1` from the newest), 0 where all are equal, and the mean of the scaled differences. */
function measure(x: Float64Array, from: number, to: number): void {
  const end = to - 1
  const newest = x[end]!
  let sumA = 0
  let sumB = 0
  let sizeA = 0
  let sizeB = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    const a = x[i]! - newest
    const b = x[i + 1]! - newest
    sumA += a
    sumB += b
    sizeA += Math.abs(a)
    sizeB += Math.abs(b)
  }
  if (i < end) {
    const a = x[i]! - newest
    sumA += a
    sizeA += Math.abs(a)
  }
  const count = to - from
  const size = (sizeA + sizeB) / count
  const scale = size > SMALLEST && size < 1 / SMALLEST ? 1 / size : 0
  measured[0] = scale
  measured[1] = ((sumA + sumB) / count) * scale
}

/** Bias-corrected skewness G1 = √(n(n − 1)) / (n − 2) · m₃ / m₂^1.5 of rows `from … to − 1`; 0 where all are equal. */
export function skewnessOf(x: Float64Array, from: number, to: number): number {
  measure(x, from, to)
  const scale = measured[0]!
  const mean = measured[1]!
  if (scale === 0) return 0
  const end = to - 1
  const newest = x[end]!
  // The newest first: its difference is 0.
  let squaresA = mean * mean
  let squaresB = 0
  let cubesA = -mean * squaresA
  let cubesB = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    const a = (x[i]! - newest) * scale - mean
    const b = (x[i + 1]! - newest) * scale - mean
    const squareA = a * a
    const squareB = b * b
    squaresA += squareA
    squaresB += squareB
    cubesA += squareA * a
    cubesB += squareB * b
  }
  if (i < end) {
    const b = (x[i]! - newest) * scale - mean
    squaresB += b * b
    cubesB += b * b * b
  }
  const count = to - from
  const variance = (squaresA + squaresB) / count
  return ((Math.sqrt(count * (count - 1)) / (count - 2)) * ((cubesA + cubesB) / count)) / (variance * Math.sqrt(variance))
}

/**
 * Bias-corrected excess kurtosis G2 = (n − 1) / ((n − 2)(n − 3)) · ((n + 1) m₄ / m₂² − 3(n − 1)) of rows `from … to − 1`; 0 where all are equal.
 */
export function kurtosisOf(x: Float64Array, from: number, to: number): number {
  measure(x, from, to)
  const scale = measured[0]!
  const mean = measured[1]!
  if (scale === 0) return 0
  const end = to - 1
  const newest = x[end]!
  let squaresA = mean * mean
  let squaresB = 0
  let fourthsA = squaresA * squaresA
  let fourthsB = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    const a = (x[i]! - newest) * scale - mean
    const b = (x[i + 1]! - newest) * scale - mean
    const squareA = a * a
    const squareB = b * b
    squaresA += squareA
    squaresB += squareB
    fourthsA += squareA * squareA
    fourthsB += squareB * squareB
  }
  if (i < end) {
    const b = (x[i]! - newest) * scale - mean
    const squareB = b * b
    squaresB += squareB
    fourthsB += squareB * squareB
  }
  const count = to - from
  const variance = (squaresA + squaresB) / count
  const raw = (fourthsA + fourthsB) / count / (variance * variance)
  return ((count - 1) / ((count - 2) * (count - 3))) * ((count + 1) * raw - 3 * (count - 1))
}

/** Distance of the newest of rows `from … to − 1` from their mean, in population standard deviations; 0 where all are equal. */
export function standardScoreOf(x: Float64Array, from: number, to: number): number {
  measure(x, from, to)
  const scale = measured[0]!
  const mean = measured[1]!
  if (scale === 0) return 0
  const end = to - 1
  const newest = x[end]!
  let squaresA = mean * mean
  let squaresB = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    const a = (x[i]! - newest) * scale - mean
    const b = (x[i + 1]! - newest) * scale - mean
    squaresA += a * a
    squaresB += b * b
  }
  if (i < end) {
    const b = (x[i]! - newest) * scale - mean
    squaresB += b * b
  }
  return (0 - mean) / Math.sqrt((squaresA + squaresB) / (to - from))
}
