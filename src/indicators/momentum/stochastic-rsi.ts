import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'
import { rsi } from './rsi.js'

type StochasticRsiParams = { rsiPeriod: number; kPeriod: number; dPeriod: number; input: string }

/** The slab's end, after that of the RSI, of the mean of %K and the ring of RSI values: the three periods, count of values, place in the ring. */
const OWN = 5

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
    state.set([rsiPeriod, kPeriod, dPeriod], state.length - OWN)
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
    for (let o = at; o < at + to - from; o++) {
      if (n < ready) n += 1
      dOut[o] = NaN
      if (n <= rsiPeriod) continue
      const value = kOut[o]!
      state[ring + place] = value
      place = place + 1 === kPeriod ? 0 : place + 1
      if (n >= kReady) {
        kOut[o] = positionInRing(state, ring, own, value)
        advanceRingMean(state, mean, dPeriod, kOut, dOut, o, o + 1)
      }
      if (n < ready) kOut[o] = NaN
    }
    state[own + 3] = n
    state[own + 4] = place
  },
})

function positionInRing(state: Float64Array, from: number, to: number, value: number): number {
  let lowest = value
  let highest = value
  for (let i = from; i < to; i++) {
    const other = state[i]!
    lowest = other < lowest ? other : lowest
    highest = other > highest ? other : highest
  }
  const range = highest - lowest
  return range <= UNMOVED ? 0 : ((value - lowest) / range) * 100
}
