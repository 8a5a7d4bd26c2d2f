import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'
import { tickSign, windowSlope } from './window-slope.js'

/** Slab: period, bars seen (−1 before the first), place in the rings, last close, last sign; then the rings of signed roots and of returns. */
const RINGS = 5

/**
 * Hasbrouck's lambda on bars: the slope of the regression (with intercept) of the log return on the signed root of the traded value, sign · √(close · volume), over the last `period` bars, as a fraction of
 * the price per root of the currency. The sign is the tick rule's: that of the change, or of the last change where there was none. 0 where the signed root does not vary. Read afresh from each
 * window. Warm-up `period`; a bar with a missing close or volume leaves the state unchanged; a price that is not above zero counts as no move and no value. Source: Hasbrouck, Trading
 * Costs and Returns for U.S. Equities, Journal of Finance 64:3, 2009.
 */
export const hasbrouckLambda = /* @__PURE__ */ defineIndicator<{ period: number }, 'lambda'>({
  name: 'hasbrouckLambda',
  title: "Hasbrouck's lambda",
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['lambda'],
  inputs: () => ['close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RINGS + 2 * period,
  onMissing: 'skip',
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const volume = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let place = state[2]! | 0
    let last = state[3]!
    let sign = state[4]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const price = close[i]!
      out[o] = NaN
      if (n < period) n += 1
      if (n > 0) {
        sign = tickSign(price - last, sign)
        state[RINGS + place] = sign * Math.sqrt(Math.max(0, price * volume[i]!))
        state[RINGS + period + place] = logReturn(price, last)
        place = place + 1 === period ? 0 : place + 1
        if (n === period) out[o] = windowSlope(state, RINGS, RINGS + period, period, place)
      }
      last = price
    }
    state[1] = n
    state[2] = place
    state[3] = last
    state[4] = sign
  },
})
