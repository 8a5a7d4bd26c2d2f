import { defineIndicator } from '../indicator.js'
import { advanceExtremeAge, EXTREME_AGE_STATE, initExtremeAge } from '../statistics/extreme-age.js'

/** Slab: period, count; the ages of the highest high and of the lowest low; then the low's of a few rows. */
const LOW = 2 + EXTREME_AGE_STATE
const AGES = LOW + EXTREME_AGE_STATE
const BLOCK_ROWS = 32

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
  stateSize: () => AGES + BLOCK_ROWS,
  onMissing: 'reset',
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
    for (let i = from; i < to; i += BLOCK_ROWS) {
      const end = Math.min(to, i + BLOCK_ROWS)
      advanceExtremeAge(state, 2, 1, high, out, i, end, o, period + 1)
      advanceExtremeAge(state, LOW, -1, low, state, i, end, AGES, period + 1)
      for (let j = AGES; j < AGES + end - i; j++, o++) {
        out[o] = n < period ? NaN : (100 * (state[j]! - out[o]!)) / period
        if (n < period) n += 1
      }
    }
    state[1] = n
  },
})
