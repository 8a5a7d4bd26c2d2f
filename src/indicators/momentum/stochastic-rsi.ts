import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'
import { rsi } from './rsi.js'

type StochasticRsiParams = { rsiPeriod: number; kPeriod: number; dPeriod: number; input: string }

/**
 * The slab's end, after that of the RSI, of the mean of %K and the ring of RSI values: the three periods, count of values, place in the ring; the highest RSI of the ring and bars since,
 * the negated lowest and bars since.
 */
const OWN = 9
const HIGHEST = 5
const LOWEST = 7

/** An RSI whose values lie no further apart than this has not moved: on a flat price, rounding alone moves it by about 1e-14. */
const UNMOVED = 1e-10

/**
 * Stochastic RSI, 0 … 100: `k` = 100 · (RSI − its lowest) / (its highest − its lowest) over `kPeriod` bars, `d` = the mean of `k` over `dPeriod` bars. `k` is 0 where the RSI has not
 * moved by more than 1e-10. Warm-up of both `rsiPeriod + kPeriod + dPeriod − 2`; a missing value leaves the state unchanged. Equal to TA-Lib's STOCHRSI with a simple average, which
 * draws that line lower. Source: Chande and Kroll, The New Technical Trader, 1994.
 */
export const stochasticRsi = /* @__PURE__ */ defineIndicator<StochasticRsiParams, 'k' | 'd'>({
  name: 'stochasticRsi',
  title: 'Stochastic RSI',
  params: {
    rsiPeriod: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' },
    kPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    dPeriod: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
    input: { default: 'close', column: true },
  },
  outputs: ['k', 'd'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ rsiPeriod, kPeriod, dPeriod }) => rsiPeriod + kPeriod + dPeriod - 2,
  stateSize: ({ rsiPeriod, kPeriod, dPeriod, input }) =>
    rsi.definition.stateSize({ period: rsiPeriod, input }) + ringMeanState(dPeriod) + kPeriod + OWN,
  onMissing: 'skip',
  init(state, { rsiPeriod, kPeriod, dPeriod, input }) {
    rsi.definition.init(state, { period: rsiPeriod, input })
    state.set([rsiPeriod, kPeriod, dPeriod, 0, 0, -Number.MAX_VALUE, 0, -Number.MAX_VALUE, 0], state.length - OWN)
  },
  advance(state, inputs, outputs, from, to, at) {
    const kOut = outputs[0]!
    const dOut = outputs[1]!
    const own = state.length - OWN
    const rsiPeriod = state[own]! | 0
    const kPeriod = state[own + 1]! | 0
    const dPeriod = state[own + 2]! | 0
    const ring = own - kPeriod
    const mean = ring - ringMeanState(dPeriod)
    const kReady = rsiPeriod + kPeriod
    const ready = kReady + dPeriod - 1
    let n = state[own + 3]! | 0
    let place = state[own + 4]! | 0
    rsi.definition.advance(state, inputs, outputs, from, to, at)
    const end = at + to - from
    const kFrom = Math.min(end, at + Math.max(0, kReady - 1 - n))
    const dFrom = Math.min(end, at + Math.max(0, ready - 1 - n))
    for (let o = Math.min(end, at + Math.max(0, rsiPeriod - n)); o < end; o++) {
      const value = kOut[o]!
      state[ring + place] = value
      const highest = slideHighest(state, own + HIGHEST, ring, kPeriod, place, 1)
      const lowest = -slideHighest(state, own + LOWEST, ring, kPeriod, place, -1)
      const range = highest - lowest
      place = place + 1 === kPeriod ? 0 : place + 1
      kOut[o] = range <= UNMOVED ? 0 : ((value - lowest) / range) * 100
    }
    advanceRingMean(state, mean, dPeriod, kOut, dOut, kFrom, end)
    for (let o = at; o < dFrom; o++) {
      kOut[o] = NaN
      dOut[o] = NaN
    }
    n = Math.min(ready, n + to - from)
    state[own + 3] = n
    state[own + 4] = place
  },
})

/** The highest of the ring's values times `sign`, whose newest stands at `place`; kept at `base` with the bars since, and looked for again only when it has left. */
function slideHighest(state: Float64Array, base: number, ring: number, period: number, place: number, sign: number): number {
  const value = sign * state[ring + place]!
  const age = (state[base + 1]! | 0) + 1
  if (value >= state[base]!) {
    state[base] = value
    state[base + 1] = 0
    return value
  }
  state[base + 1] = age
  if (age < period) return state[base]!
  let highest = value
  let found = place
  for (let j = 0; j < period; j++) {
    const other = sign * state[ring + j]!
    if (other >= highest) {
      highest = other
      found = j
    }
  }
  state[base] = highest
  state[base + 1] = found <= place ? place - found : place - found + period
  return highest
}
