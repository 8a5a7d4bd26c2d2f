import { defineIndicator } from '../indicator.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

/** Slab: period, count; the lowest low of a few rows; then the extremes of high and of low. */
const LOWS = 2
const BLOCK_ROWS = 32
const HEAD = LOWS + BLOCK_ROWS

/**
 * Williams %R: 100 · (close − highest high) / (highest high − lowest low) over `period` bars, from −100 (at the low) to 0 (at the high); 0 where that range is 0.
 * Warm-up `period − 1`; a missing price restarts the windows. Equal to TA-Lib's WILLR. Source: Williams, How I Made One Million Dollars Last Year Trading Commodities, 1973.
 */
export const williamsR = /* @__PURE__ */ defineIndicator<{ period: number }, 'williamsR'>({
  name: 'williamsR',
  title: 'Williams %R',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['williamsR'],
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
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
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
        const highest = out[o]!
        const range = highest - state[LOWS + j - i]!
        out[o] = n < period ? NaN : range === 0 ? 0 : ((close[j]! - highest) / range) * 100
      }
    }
    state[1] = n
  },
})
