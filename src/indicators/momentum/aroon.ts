import { defineIndicator } from '../indicator.js'
import { advanceExtremeAge, EXTREME_AGE_STATE, initExtremeAge } from '../statistics/extreme-age.js'

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
    const up = outputs[0]!
    const down = outputs[1]!
    const period = state[0]! | 0
    const n = state[1]! | 0
    advanceExtremeAge(state, 2, 1, inputs[0]!, up, from, to, at, period + 1)
    advanceExtremeAge(state, LOW, -1, inputs[1]!, down, from, to, at, period + 1)
    const end = at + to - from
    const ready = Math.min(end, at + Math.max(0, period - n))
    for (let o = at; o < ready; o++) {
      up[o] = NaN
      down[o] = NaN
    }
    for (let o = ready; o < end; o++) {
      up[o] = (100 * (period - up[o]!)) / period
      down[o] = (100 * (period - down[o]!)) / period
    }
    state[1] = Math.min(period, n + to - from)
  },
})
