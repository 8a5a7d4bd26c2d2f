import { defineIndicator } from '../indicator.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

/** Slab: period, count; the lowest values of a few rows; then the extremes. */
const LOWS = 2
const BLOCK_ROWS = 32
const HEAD = LOWS + BLOCK_ROWS

/** A range no wider than this share of its ends is none: the RSI of a flat price still moves by its rounding. */
const UNMOVED = 1e-14

/**
 * Part of the stochastic oscillators: 100 · (newest − lowest) / (highest − lowest) over the last `period` rows, from a column of highs, one of lows and one of newest values; 0 where
 * nothing moved.
 */
export const stochasticRaw = /* @__PURE__ */ defineIndicator<{ period: number }, 'raw'>({
  name: 'stochasticRaw',
  title: 'Place between the extremes',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['raw'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => HEAD + 2 * windowExtremeState(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    initWindowExtreme(state, HEAD, period)
    initWindowExtreme(state, HEAD + windowExtremeState(period), period)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, newest] = inputs as [Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    const period = state[0]! | 0
    const lowBase = HEAD + windowExtremeState(period)
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i += BLOCK_ROWS) {
      const end = Math.min(to, i + BLOCK_ROWS)
      advanceWindowExtreme(state, HEAD, period, 1, high, out, i, end, o)
      advanceWindowExtreme(state, lowBase, period, -1, low, state, i, end, LOWS)
      for (let j = i; j < end; j++, o++) {
        if (n < period) n += 1
        const top = out[o]!
        const bottom = state[LOWS + j - i]!
        const moved = top - bottom > UNMOVED * (Math.abs(top) + Math.abs(bottom))
        out[o] = n < period ? NaN : moved ? (newest[j]! - bottom) / ((top - bottom) / 100) : 0
      }
    }
    state[1] = n
  },
})
