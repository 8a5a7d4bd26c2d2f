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

function correlation(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let sumA = 0
  let sumB = 0
  for (let i = from; i < to; i++) {
    sumA += a[i]!
    sumB += b[i]!
  }
  const meanA = sumA / (to - from)
  const meanB = sumB / (to - from)
  let squareA = 0
  let squareB = 0
  let product = 0
  let sizeA = 0
  let sizeB = 0
  for (let i = from; i < to; i++) {
    const x = a[i]! - meanA
    const y = b[i]! - meanB
    squareA += x * x
    squareB += y * y
    product += x * y
    sizeA += a[i]! * a[i]!
    sizeB += b[i]! * b[i]!
  }
  // A spread of the size of the means' own rounding is a flat column.
  if (squareA <= 1e-30 * sizeA || squareB <= 1e-30 * sizeB) return 0
  const value = product / Math.sqrt(squareA * squareB)
  return value > 1 ? 1 : value < -1 ? -1 : Number.isNaN(value) ? 0 : value
}
