import { defineIndicator } from '../indicator.js'
import { EXTREME_AGE_STATE, initExtremeAge, slideExtremeAge } from '../statistics/extreme-age.js'

const LOW = 2 + EXTREME_AGE_STATE

/**
 * Aroon oscillator, −100 … 100: Aroon up − Aroon down (see `aroon`), which is 0 on a flat price. Exact, so it does not depend on where the history began. Warm-up
 * `period`; a missing price restarts the windows. Equal to TA-Lib's AROONOSC. Source: Chande, A Time Price Oscillator, Technical Analysis of Stocks & Commodities 13:9, 1995.
 */
export const aroonOscillator = /* @__PURE__ */ defineIndicator<{ period: number }, 'aroonOscillator'>({
  name: 'aroonOscillator',
  title: 'Aroon oscillator',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['aroonOscillator'],
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
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const sinceHigh = slideExtremeAge(state, 2, 1, high, i, period + 1)
      const sinceLow = slideExtremeAge(state, LOW, -1, low, i, period + 1)
      out[o] = n < period ? NaN : (100 * (sinceLow - sinceHigh)) / period
      if (n < period) n += 1
    }
    state[1] = n
  },
})
