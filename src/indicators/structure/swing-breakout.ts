import { defineIndicator } from '../indicator.js'
import { atr } from '../volatility/atr.js'
import {
  BREAKOUT_STATE,
  type BreakoutOutput,
  breakoutOutputs,
  confirmationParam,
  initBreakout,
  stepBreakout,
  writeBreakout,
} from './breakout-events.js'
import { HIGH, HIGH_COUNT, initSwings, LOW, LOW_COUNT, pushSwingBar, type SwingParams, swingParams, swingsState } from './swings.js'

type SwingBreakoutParams = SwingParams & { confirmationBars: number; atrPeriod: number }

/** Slab: the average true range; count, warm-up; the breakouts; the swings. */
const OWN = 4
const EVENTS = OWN + 2
const SWINGS = EVENTS + BREAKOUT_STATE

/**
 * Breakout of the level of the last confirmed swing: the close leaves the last swing high upwards or the last swing low downwards and stays beyond it for `confirmationBars` closes. Swings as in `swingPoints`, levels from the bar on
 * which they are known, `rightBars` after their own. `direction` is 1 or −1 on the bar on which the breakout is known, else 0; `strength` is how far that close is beyond the level, in ATRs (of `atrPeriod`, as
 * `atr`; 0 without a breakout or where the ATR is 0); `barsSince` counts from the last breakout, NaN before the first. A close beyond both levels counts as above the high. The next one on a side follows only after a close that was not beyond the level of its day. Warm-up the longer of `leftBars + rightBars`
 * and `atrPeriod`; a bar with a missing price is passed over. Source: Murphy, Technical Analysis of the Financial Markets, 1999, chapter 4.
 */
export const swingBreakout = /* @__PURE__ */ defineIndicator<SwingBreakoutParams, BreakoutOutput>({
  name: 'swingBreakout',
  title: 'Breakout of the last swing',
  params: {
    ...swingParams,
    confirmationBars: confirmationParam,
    atrPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: breakoutOutputs,
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ leftBars, rightBars, atrPeriod }) => Math.max(leftBars + rightBars, atrPeriod),
  stateSize: (params) => SWINGS + swingsState(params),
  onMissing: 'skip',
  gaps: 'until the first breakout',
  init(state, params) {
    atr.definition.init(state, { period: params.atrPeriod })
    state[OWN + 1] = Math.max(params.leftBars + params.rightBars, params.atrPeriod)
    initBreakout(state, EVENTS, params.confirmationBars)
    initSwings(state, SWINGS, params)
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const ranges = outputs[0]!
    const warmup = state[OWN + 1]! | 0
    let n = state[OWN]! | 0
    // The direction holds the average true range first.
    atr.definition.advance(state, inputs, outputs, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= warmup) n += 1
      pushSwingBar(state, SWINGS, high[i]!, low[i]!)
      if (n <= warmup) {
        for (const output of outputs) output[o] = NaN
        continue
      }
      const upper = state[SWINGS + HIGH_COUNT] === 0 ? Number.MAX_VALUE : state[SWINGS + HIGH]!
      const lower = state[SWINGS + LOW_COUNT] === 0 ? -Number.MAX_VALUE : state[SWINGS + LOW]!
      const direction = stepBreakout(state, EVENTS, close[i]!, upper, lower, true)
      writeBreakout(state, EVENTS, direction, close[i]!, ranges[o]!, outputs, o)
    }
    state[OWN] = n
  },
})
