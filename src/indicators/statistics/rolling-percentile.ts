import { defineIndicator } from '../indicator.js'
import { exchangeSorted, insertSorted } from './sorted-window.js'

type RollingPercentileParams = { period: number; percentile: number; input: string }

const HEAD = 3

/**
 * Percentile of the last `period` values by the nearest rank: the ⌈percentile · period / 100⌉-th smallest (the smallest for 0), always a value of the window; `rollingQuantile`
 * interpolates between neighbours instead. The window is kept sorted, so the result is exact and does not depend on where the history began. Warm-up `period − 1`; a missing value
 * restarts the window. Equal to TA-Lib's PERCENTILE.
 */
export const rollingPercentile = /* @__PURE__ */ defineIndicator<RollingPercentileParams, 'percentile'>({
  name: 'rollingPercentile',
  title: 'Rolling percentile',
  params: {
    period: { default: 30, min: 2, max: 100_000, integer: true, unit: 'bars' },
    percentile: { default: 50, min: 0, max: 100, unit: '%' },
    input: { default: 'close', column: true },
  },
  outputs: ['percentile'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => HEAD + period,
  onMissing: 'reset',
  // period, count, rank from 0; then the window in ascending order
  init(state, { period, percentile }) {
    state[0] = period
    state[2] = Math.max(1, Math.ceil((percentile * period) / 100)) - 1
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const place = HEAD + (state[2]! | 0)
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++) {
      insertSorted(state, HEAD, n, x[i]!)
      n += 1
      out[o] = n < period ? NaN : state[place]!
    }
    for (; i < to; i++, o++) {
      exchangeSorted(state, HEAD, period, x[i - period]!, x[i]!)
      out[o] = state[place]!
    }
    state[1] = n
  },
})
