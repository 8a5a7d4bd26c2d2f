import { defineIndicator } from '../indicator.js'
import {
  HIGH,
  HIGH_AGE,
  HIGH_COUNT,
  initSwings,
  LOW,
  LOW_AGE,
  LOW_COUNT,
  pushSwingBar,
  type SwingParams,
  swingParams,
  swingsState,
} from './swings.js'

/**
 * The last confirmed swings: `swingHigh` is the high of the last bar that was above the highs of `leftBars` bars before it and not below those of `rightBars` bars after it (of equal highs the
 * first), `swingLow` likewise the low; `barsSinceHigh` and `barsSinceLow` count from the swing's own bar. A swing is reported from the bar on which it is known, `rightBars` after its own, and never
 * changes. Warm-up `leftBars + rightBars`; NaN until the first swing of the kind; a bar with a missing price is passed over. Which swing is last does not depend on where the history began.
 * `fractal` marks the bars of confirmation only. Source: Williams, Trading Chaos, 1995 (with 2 bars on either side).
 */
export const swingPoints = /* @__PURE__ */ defineIndicator<SwingParams, 'swingHigh' | 'swingLow' | 'barsSinceHigh' | 'barsSinceLow'>({
  name: 'swingPoints',
  title: 'Last confirmed swing high and low',
  params: swingParams,
  outputs: ['swingHigh', 'swingLow', 'barsSinceHigh', 'barsSinceLow'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: ({ leftBars, rightBars }) => leftBars + rightBars,
  stateSize: swingsState,
  onMissing: 'skip',
  gaps: 'until the first swing high, the first swing low',
  init(state, params) {
    initSwings(state, 0, params)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low] = inputs as [Float64Array, Float64Array]
    const [swingHigh, swingLow, sinceHigh, sinceLow] = outputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    let o = at
    for (let i = from; i < to; i++, o++) {
      pushSwingBar(state, 0, high[i]!, low[i]!)
      const hasHigh = state[HIGH_COUNT] !== 0
      const hasLow = state[LOW_COUNT] !== 0
      swingHigh[o] = hasHigh ? state[HIGH]! : NaN
      swingLow[o] = hasLow ? state[LOW]! : NaN
      sinceHigh[o] = hasHigh ? state[HIGH_AGE]! : NaN
      sinceLow[o] = hasLow ? state[LOW_AGE]! : NaN
    }
  },
})
