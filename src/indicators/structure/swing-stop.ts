import { defineIndicator } from '../indicator.js'
import { atr } from '../volatility/atr.js'
import { HIGH, HIGH_COUNT, initSwings, LOW, LOW_COUNT, pushSwingBar, type SwingParams, swingParams, swingsState } from './swings.js'

type SwingStopParams = SwingParams & { atrPeriod: number; multiplier: number }

/** Slab: the average true range; count, warm-up, multiplier; the swings. */
const OWN = 3
const ATR_STATE = 4

/**
 * Stops at the last confirmed swings: `longStop` = last swing low − `multiplier` · ATR, `shortStop` = last swing high + `multiplier` · ATR, the ATR (as `atr`) being that of the bar. Swings as in
 * `swingPoints`, used from the bar on which they are known, `rightBars` after their own; earlier values never change. Warm-up the longer of `leftBars + rightBars` and `atrPeriod`; NaN until the first swing
 * of the kind; a bar with a missing price is passed over. On a flat price there is no swing. Source: Schwager, A Complete Guide to the Futures Markets, 1984 (stops at relative lows and highs).
 */
export const swingStop = /* @__PURE__ */ defineIndicator<SwingStopParams, 'longStop' | 'shortStop'>({
  name: 'swingStop',
  title: 'Stops beyond the last swings',
  params: {
    ...swingParams,
    atrPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    multiplier: { default: 0.5, min: 0, max: 1000 },
  },
  outputs: ['longStop', 'shortStop'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ leftBars, rightBars, atrPeriod }) => Math.max(leftBars + rightBars, atrPeriod),
  stateSize: (params) => ATR_STATE + OWN + swingsState(params),
  onMissing: 'skip',
  gaps: 'until the first swing low, the first swing high',
  init(state, { atrPeriod, multiplier, ...swings }) {
    atr.definition.init(state, { period: atrPeriod })
    state[ATR_STATE + 1] = Math.max(swings.leftBars + swings.rightBars, atrPeriod)
    state[ATR_STATE + 2] = multiplier
    initSwings(state, ATR_STATE + OWN, swings)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low] = inputs as [Float64Array, Float64Array]
    const [long, short] = outputs as [Float64Array, Float64Array]
    const swings = ATR_STATE + OWN
    const warmup = state[ATR_STATE + 1]! | 0
    const multiplier = state[ATR_STATE + 2]!
    let n = state[ATR_STATE]! | 0
    // The long stop holds the average true range first.
    atr.definition.advance(state, inputs, outputs, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= warmup) n += 1
      pushSwingBar(state, swings, high[i]!, low[i]!)
      const room = multiplier * long[o]!
      const warm = n > warmup
      short[o] = warm && state[swings + HIGH_COUNT] !== 0 ? state[swings + HIGH]! + room : NaN
      long[o] = warm && state[swings + LOW_COUNT] !== 0 ? state[swings + LOW]! - room : NaN
    }
    state[ATR_STATE] = n
  },
})
