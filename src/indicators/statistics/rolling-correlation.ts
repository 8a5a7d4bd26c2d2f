import { defineIndicator } from '../indicator.js'

type RollingCorrelationParams = { period: number; first: string; second: string }

/**
 * Pearson correlation of two columns over the last `period` bars, computed afresh from the window's own means (two passes), so it neither drifts nor depends on
 * where the history began; 0 where a column does not vary, and never outside −1 … 1. Warm-up `period − 1`; a missing value in either restarts the window.
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

/** As differences from the newest values, so that a flat column is exactly flat; sums in two lanes, because one would wait for itself. */
function correlation(a: Float64Array, b: Float64Array, from: number, to: number): number {
  const end = to - 1
  const newestA = a[end]!
  const newestB = b[end]!
  let sumA = 0
  let sumB = 0
  let laterA = 0
  let laterB = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    sumA += a[i]! - newestA
    sumB += b[i]! - newestB
    laterA += a[i + 1]! - newestA
    laterB += b[i + 1]! - newestB
  }
  if (i < end) {
    sumA += a[i]! - newestA
    sumB += b[i]! - newestB
  }
  const meanA = (sumA + laterA) / (to - from)
  const meanB = (sumB + laterB) / (to - from)
  const centreA = newestA + meanA
  const centreB = newestB + meanB
  let squareA = meanA * meanA
  let squareB = meanB * meanB
  let product = meanA * meanB
  let laterSquareA = 0
  let laterSquareB = 0
  let laterProduct = 0
  for (i = from; i + 1 < end; i += 2) {
    const x = a[i]! - centreA
    const y = b[i]! - centreB
    const laterX = a[i + 1]! - centreA
    const laterY = b[i + 1]! - centreB
    squareA += x * x
    squareB += y * y
    product += x * y
    laterSquareA += laterX * laterX
    laterSquareB += laterY * laterY
    laterProduct += laterX * laterY
  }
  if (i < end) {
    const x = a[i]! - centreA
    const y = b[i]! - centreB
    squareA += x * x
    squareB += y * y
    product += x * y
  }
  squareA += laterSquareA
  squareB += laterSquareB
  // A column that does not vary has differences of exactly 0.
  if (squareA === 0 || squareB === 0) return 0
  const value = (product + laterProduct) / (Math.sqrt(squareA) * Math.sqrt(squareB))
  return value > 1 ? 1 : value < -1 ? -1 : Number.isNaN(value) ? 0 : value
}
