import { defineIndicator } from '../indicator.js'
import { tickSign, windowSlope } from './window-slope.js'

/** Slab: period, bars seen (−1 before the first), place in the rings, last close, last sign; then the rings of signed volumes and of changes. */
const RINGS = 5

/**
 * Kyle's lambda on bars: the slope of the regression (with intercept) of the change of the close on the bar's signed volume over the last `period` bars, in price per unit of volume. The sign
 * is the tick rule's: that of the change, or of the last change where there was none. 0 where signed volume does not vary. Read afresh from each window. Warm-up `period`; a bar with a missing
 * close or volume leaves the state unchanged. Sources: Kyle, Continuous Auctions and Insider Trading, Econometrica 53:6, 1985; on bars López de Prado, Advances in Financial Machine Learning, 2018,
 * 19.4.1.
 */
export const kyleLambda = /* @__PURE__ */ defineIndicator<{ period: number }, 'lambda'>({
  name: 'kyleLambda',
  title: "Kyle's lambda",
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
        const change = price - last
        sign = tickSign(change, sign)
        state[RINGS + place] = sign * volume[i]!
        state[RINGS + period + place] = change
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
