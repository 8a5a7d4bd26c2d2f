import { defineIndicator } from '../indicator.js'
import {
  HIGH,
  HIGH_COUNT,
  initSwings,
  isWarm,
  LOW,
  LOW_COUNT,
  PRIOR_HIGH,
  PRIOR_LOW,
  pushSwingBar,
  type SwingParams,
  swingParams,
  swingsState,
} from './swings.js'

/**
 * Dow's reading of confirmed swings: `highs` is 1 where the last swing high is above the one before it (higher high), −1 where below (lower high), 0 where equal or not yet two; `lows` likewise;
 * `trend` is 1 where both are 1, −1 where both are −1, else 0. Swings as in `swingPoints`, known `rightBars` bars after their own; what was said never changes. Warm-up `leftBars + rightBars`; a bar with
 * a missing price is passed over. Source: Rhea, The Dow Theory, 1932.
 */
export const swingTrend = /* @__PURE__ */ defineIndicator<SwingParams, 'trend' | 'highs' | 'lows'>({
  name: 'swingTrend',
  title: 'Higher highs and lower lows',
  params: swingParams,
  outputs: ['trend', 'highs', 'lows'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: ({ leftBars, rightBars }) => leftBars + rightBars,
  stateSize: swingsState,
  onMissing: 'skip',
  init(state, params) {
    initSwings(state, 0, params)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low] = inputs as [Float64Array, Float64Array]
    const [trend, highs, lows] = outputs as [Float64Array, Float64Array, Float64Array]
    let o = at
    for (let i = from; i < to; i++, o++) {
      pushSwingBar(state, 0, high[i]!, low[i]!)
      const warm = isWarm(state, 0)
      const ofHighs = state[HIGH_COUNT] === 2 ? sideOf(state[HIGH]!, state[PRIOR_HIGH]!) : 0
      const ofLows = state[LOW_COUNT] === 2 ? sideOf(state[LOW]!, state[PRIOR_LOW]!) : 0
      trend[o] = warm ? (ofHighs === ofLows ? ofHighs : 0) : NaN
      highs[o] = warm ? ofHighs : NaN
      lows[o] = warm ? ofLows : NaN
    }
  },
})

function sideOf(price: number, prior: number): number {
  return price > prior ? 1 : price < prior ? -1 : 0
}
