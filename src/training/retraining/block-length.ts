import { log10 } from '../../core/index.js'
import { meanOf } from './scored-rows.js'

/** x^(1/3) for x ≥ 0 by Newton's steps from above, which end in every runtime on the same bits; `Math.cbrt` may not. */
function cubeRoot(x: number): number {
  if (!(x > 0)) return 0
  for (let root = Math.max(x, 1); ; ) {
    const next = root - (root - x / (root * root)) / 3
    if (!(next < root)) return root
    root = next
  }
}

/** Autocovariances (by n) and the absolute correlations of the rows that overlap, for lags 0 … most. */
function dependence(values: Float64Array, most: number): { covariance: Float64Array; correlation: Float64Array } {
  const n = values.length
  const mean = meanOf(values)
  const covariance = new Float64Array(most + 1)
  const correlation = new Float64Array(most + 1)
  for (let lag = 0; lag <= most; lag++) {
    let [cross, late, early] = [0, 0, 0]
    for (let i = lag; i < n; i++) cross += (values[i]! - mean) * (values[i - lag]! - mean)
    // arch leaves one row more out of the norms than of the product; kept, so that the lengths agree.
    for (let i = lag + 1; i < n; i++) {
      late += (values[i]! - mean) * (values[i]! - mean)
      early += (values[i - lag - 1]! - mean) * (values[i - lag - 1]! - mean)
    }
    covariance[lag] = cross / n
    correlation[lag] = Math.abs(cross) / Math.sqrt(late * early)
  }
  return { covariance, correlation }
}

/** Twice the first lag after which so many correlations in a row are small; the largest lag when they never are. */
function bandwidth(correlation: Float64Array, run: number, band: number): number {
  const most = correlation.length - 1
  for (let lag = run; lag <= most; lag++)
    if (correlation.subarray(lag - run, lag).every((value) => value < band)) return Math.min(2 * Math.max(lag - run, 1), most)
  return most
}

/**
 * Mean block length for the stationary bootstrap of a mean, at least 1: Politis and White (2004) with the correction of Patton, Politis and White (2009). As
 * `optimal_block_length` of Python's arch, whose numbers below 1 become 1; so do series of fewer than 16 rows or without variance.
 */
export function blockLengthOf(values: Float64Array): number {
  const n = values.length
  if (n < 16) return 1
  const logN = log10(n)
  const run = Math.max(5, Math.floor(logN))
  const most = Math.min(n - 2, Math.ceil(Math.sqrt(n)) + run)
  const { covariance, correlation } = dependence(values, most)
  if (!(covariance[0]! > 0)) return 1
  const lags = bandwidth(correlation, run, 2 * Math.sqrt(logN / n))
  let slope = 0
  let longRun = covariance[0]!
  for (let k = 1; k <= lags; k++) {
    const weight = k / lags <= 0.5 ? 1 : 2 * (1 - k / lags)
    slope += 2 * weight * k * covariance[k]!
    longRun += 2 * weight * covariance[k]!
  }
  const length = cubeRoot(((slope * slope) / (longRun * longRun)) * n)
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3))
  return Math.max(1, Math.min(length, longest))
}
