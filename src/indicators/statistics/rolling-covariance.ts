import { defineIndicator } from '../indicator.js'

type RollingCovarianceParams = { period: number; ddof: number; first: string; second: string }

/**
 * Covariance of two columns over the last `period` bars, divided by `period − 1` (`ddof: 1`, pandas `rolling().cov()`) or by `period` (`ddof: 0`). Computed afresh from each
 * window in two passes over differences from the newest values, so it neither drifts nor depends on where the history began, at a cost that grows with `period`; 0
 * where a column does not vary. Warm-up `period − 1`; a missing value in either restarts the window. Equal to qlib's Cov.
 */
export const rollingCovariance = /* @__PURE__ */ defineIndicator<RollingCovarianceParams, 'covariance'>({
  name: 'rollingCovariance',
  title: 'Rolling covariance',
  params: {
    period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
    ddof: { default: 1, min: 0, max: 1, integer: true },
    first: { default: 'close', column: true },
    second: { default: 'volume', column: true },
  },
  outputs: ['covariance'],
  inputs: ({ first, second }) => [first, second],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 3,
  onMissing: 'reset',
  // period, count, divisor
  init(state, { period, ddof }) {
    state[0] = period
    state[2] = period - ddof
  },
  advance(state, inputs, outputs, from, to, at) {
    const a = inputs[0]!
    const b = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const divisor = state[2]!
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = crossDeviation(a, b, i - period + 1, i + 1) / divisor
    state[1] = n
  },
})

/**
 * Sum of the products of the deviations of both columns from their means. Two sums run side by side, over every second row each; the last of an odd number of rows is the
 * newest, whose differences are 0.
 */
function crossDeviation(a: Float64Array, b: Float64Array, from: number, to: number): number {
  const newestA = a[to - 1]!
  const newestB = b[to - 1]!
  let sumA = 0
  let sumB = 0
  let otherA = 0
  let otherB = 0
  for (let i = from; i + 1 < to; i += 2) {
    sumA += a[i]! - newestA
    sumB += b[i]! - newestB
    otherA += a[i + 1]! - newestA
    otherB += b[i + 1]! - newestB
  }
  const meanA = (sumA + otherA) / (to - from)
  const meanB = (sumB + otherB) / (to - from)
  let products = (to - from) % 2 === 0 ? 0 : meanA * meanB
  let other = 0
  for (let i = from; i + 1 < to; i += 2) {
    products += (a[i]! - newestA - meanA) * (b[i]! - newestB - meanB)
    other += (a[i + 1]! - newestA - meanA) * (b[i + 1]! - newestB - meanB)
  }
  return products + other
}
