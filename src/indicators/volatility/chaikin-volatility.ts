import { defineIndicator } from '../indicator.js'
import { stepExponential } from '../trend/exponential-step.js'

type ChaikinVolatilityParams = { period: number; rocPeriod: number }

/** Slab: the two periods, count, average, place in the ring; then the averages of the last `rocPeriod` bars. */
const RING = 5

/**
 * Chaikin volatility: the change in percent, over `rocPeriod` bars, of an exponential average of `period` bars of high − low, which is seeded by the mean of the first of them; 0 where
 * the older average is 0. Warm-up `period − 1 + rocPeriod`; a bar with a missing price leaves the state unchanged. Depends on where the history began, ever less with time. Equal to
 * TA-Lib's CVI. Source: Chaikin; Achelis, Technical Analysis from A to Z, 2nd edition 2000.
 */
export const chaikinVolatility = /* @__PURE__ */ defineIndicator<ChaikinVolatilityParams, 'chaikinVolatility'>({
  name: 'chaikinVolatility',
  title: 'Chaikin volatility',
  params: {
    period: { default: 10, min: 2, max: 100_000, integer: true, unit: 'bars' },
    rocPeriod: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['chaikinVolatility'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: ({ period, rocPeriod }) => period - 1 + rocPeriod,
  stateSize: ({ rocPeriod }) => RING + rocPeriod,
  onMissing: 'skip',
  init(state, { period, rocPeriod }) {
    state[0] = period
    state[1] = rocPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const rocPeriod = state[1]! | 0
    const ready = period + rocPeriod
    const weight = 2 / (period + 1)
    let n = state[2]! | 0
    let place = state[4]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < ready) n += 1
      out[o] = NaN
      const average = stepExponential(state, 3, n, period, weight, high[i]! - low[i]!)
      if (n < period) continue
      const old = state[RING + place]!
      state[RING + place] = average
      place = place + 1 === rocPeriod ? 0 : place + 1
      if (n === ready) out[o] = old === 0 ? 0 : ((average - old) / old) * 100
    }
    state[2] = n
    state[4] = place
  },
})
