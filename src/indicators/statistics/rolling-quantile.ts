import { defineIndicator } from '../indicator.js'
import { exchangeSorted, insertSorted } from './sorted-window.js'

type RollingQuantileParams = { period: number; quantile: number; input: string }

const HEAD = 4

/**
 * Quantile of the last `period` values, interpolated linearly between the two nearest (pandas `rolling().quantile()`, NumPy's default, type 7); `quantile: 0.5` is the
 * median. The window is kept sorted, so the result is exact and does not depend on where the history began. Warm-up `period − 1`; a missing value restarts the window.
 */
export const rollingQuantile = /* @__PURE__ */ defineIndicator<RollingQuantileParams, 'quantile'>({
  name: 'rollingQuantile',
  title: 'Rolling quantile',
  params: {
    period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    quantile: { default: 0.5, min: 0, max: 1 },
    input: { default: 'close', column: true },
  },
  outputs: ['quantile'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => HEAD + period,
  onMissing: 'reset',
  // period, count, rank of the lower neighbour, share of the upper; then the window in ascending order
  init(state, { period, quantile }) {
    const rank = quantile * (period - 1)
    state[0] = period
    state[2] = Math.floor(rank)
    state[3] = rank - Math.floor(rank)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const lower = HEAD + (state[2]! | 0)
    const share = state[3]!
    const upper = share === 0 ? lower : lower + 1
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++) {
      insertSorted(state, HEAD, n, x[i]!)
      n += 1
      out[o] = n < period ? NaN : state[lower]! + (state[upper]! - state[lower]!) * share
    }
    for (; i < to; i++, o++) {
      exchangeSorted(state, HEAD, period, x[i - period]!, x[i]!)
      out[o] = state[lower]! + (state[upper]! - state[lower]!) * share
    }
    state[1] = n
  },
})
