import { defineIndicator } from '../indicator.js'
import { windowSlope } from './window-slope.js'

type KyleLambdaOfTradesParams = { period: number; buyVolume: string; sellVolume: string }

/** Slab: period, bars seen, place in the rings; then the rings of signed volumes and of changes. */
const RINGS = 3

/**
 * Kyle's lambda from true signs: as `kyleLambda`, the slope of the regression (with intercept) of the change of the close on buyVolume − sellVolume over the last `period` bars, in price per
 * unit of volume; the parameters name the columns, extra ones of the bars. 0 where they do not vary. Read afresh from each window. Warm-up `period`; a missing value restarts
 * the window. Source: Kyle, Continuous Auctions and Insider Trading, Econometrica 53:6, 1985.
 */
export const kyleLambdaOfTrades = /* @__PURE__ */ defineIndicator<KyleLambdaOfTradesParams, 'lambda'>({
  name: 'kyleLambdaOfTrades',
  title: "Kyle's lambda from signed trades",
  params: {
    period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
    buyVolume: { default: 'buyVolume', column: true },
    sellVolume: { default: 'sellVolume', column: true },
  },
  outputs: ['lambda'],
  inputs: ({ buyVolume, sellVolume }) => ['close', buyVolume, sellVolume],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RINGS + 2 * period,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const bought = inputs[1]!
    const sold = inputs[2]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let place = state[2]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      out[o] = NaN
      if (n > 0) {
        state[RINGS + place] = bought[i]! - sold[i]!
        state[RINGS + period + place] = close[i]! - close[i - 1]!
        place = place + 1 === period ? 0 : place + 1
      }
      if (n < period) n += 1
      else out[o] = windowSlope(state, RINGS, RINGS + period, period, place)
    }
    state[1] = n
    state[2] = place
  },
})
