import { defineIndicator } from '../indicator.js'

type RollingCorrelationParams = { period: number; first: string; second: string }

/**
 * Pearson correlation of two columns over the last `period` bars, computed afresh from each window, so it neither drifts nor depends on
 * where the history began; 0 where a column does not vary, and never outside −1 … 1. Warm-up `period − 1`; a missing value in either restarts the window.
 * Equal to TA-Lib's CORREL.
 */
export const rollingCorrelation = /* @__PURE__ */ defineIndicator<RollingCorrelationParams, 'correlation'>({
  name: 'rollingCorrelation',
  title: 'Rolling correlation',
  params: {
    period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
    first: { default: 'close', column: true },
    second: { default: 'volume', column: true },
  },
  outputs: ['correlation'],
  inputs: ({ first, second }) => [first, second],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 2,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const a = inputs[0]!
    const b = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = correlation(a, b, i - period + 1, i + 1)
    state[1] = n
  },
})

/**
 * From sums of products of differences from the newest values. A flat column is exactly flat, and because the newest are in the window,
 * the distance of the means from them costs no more digits than the window has rows.
 */
function correlation(a: Float64Array, b: Float64Array, from: number, to: number): number {
  const end = to - 1
  const newestA = a[end]!
  const newestB = b[end]!
  let sumA = 0
  let sumB = 0
  let squareA = 0
  let squareB = 0
  let product = 0
  for (let i = from; i < end; i++) {
    const x = a[i]! - newestA
    const y = b[i]! - newestB
    sumA += x
    sumB += y
    squareA += x * x
    squareB += y * y
    product += x * y
  }
  const count = to - from
  const meanA = sumA / count
  const meanB = sumB / count
  const varianceA = squareA / count - meanA * meanA
  const varianceB = squareB / count - meanB * meanB
  if (!(varianceA > 0 && varianceB > 0)) return 0
  const value = (product / count - meanA * meanB) / (Math.sqrt(varianceA) * Math.sqrt(varianceB))
  return value > 1 ? 1 : value < -1 ? -1 : Number.isNaN(value) ? 0 : value
}
