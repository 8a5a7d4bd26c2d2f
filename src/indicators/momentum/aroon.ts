import { defineIndicator } from '../indicator.js'
import { EXTREME_AGE_STATE, initExtremeAge, slideExtremeAge } from '../statistics/extreme-age.js'

const LOW = 2 + EXTREME_AGE_STATE

/**
 * Aroon: `up` = 100 · (period − bars since the highest high) / period, `down` likewise since the lowest low, both over the last `period + 1` bars; of equal extremes the newest
 * counts, so both are 100 on a flat price. Exact, so it does not depend on where the history began. Warm-up `period`; a missing price restarts the windows. Equal to TA-Lib's
 * AROON, which gives down first. Source: Chande, A Time Price Oscillator, Technical Analysis of Stocks & Commodities 13:9, 1995.
 */
export const aroon = /* @__PURE__ */ defineIndicator<{ period: number }, 'up' | 'down'>({
  name: 'aroon',
  title: 'Aroon',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['up', 'down'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
  stateSize: () => LOW + EXTREME_AGE_STATE,
  onMissing: 'reset',
  // period, count; then the ages of the highest high and of the lowest low
  init(state, { period }) {
    state[0] = period
    initExtremeAge(state, 2)
    initExtremeAge(state, LOW)
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const up = outputs[0]!
    const down = outputs[1]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const sinceHigh = slideExtremeAge(state, 2, 1, high, i, period + 1)
      const sinceLow = slideExtremeAge(state, LOW, -1, low, i, period + 1)
      up[o] = n < period ? NaN : (100 * (period - sinceHigh)) / period
      down[o] = n < period ? NaN : (100 * (period - sinceLow)) / period
      if (n < period) n += 1
    }
    state[1] = n
  },
})
