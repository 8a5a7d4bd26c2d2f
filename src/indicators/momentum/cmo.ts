import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

type CmoParams = { period: number; form: string; input: string }

/** Slab: period, sums (1) or Wilder averages (0), count of changes, last value, gain (high, low), loss (high, low), place in the ring; then the ring of changes. */
const RING = 9

/**
 * Chande Momentum Oscillator, −100 … 100: 100 · (gain − loss) / (gain + loss), gain and loss being made of the rises and the falls; 0 where the price has not moved. `form: 'wilder'`
 * smooths them as RSI does (Wilder averages seeded by the mean of the first `period` changes; TA-Lib's CMO), `form: 'sum'` takes their sums over the last `period` changes, as
 * Chande wrote it (TA-Lib's CMOU, TradingView, pandas-ta). Warm-up `period` for both; a missing value leaves the state unchanged, so the change is that over the gap. Source: Chande
 * and Kroll, The New Technical Trader, 1994.
 */
export const cmo = /* @__PURE__ */ defineIndicator<CmoParams, 'cmo'>({
  name: 'cmo',
  title: 'Chande Momentum Oscillator',
  params: {
    period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' },
    form: { default: 'wilder', choices: ['wilder', 'sum'] },
    input: { default: 'close', column: true },
  },
  outputs: ['cmo'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: ({ period, form }) => RING + (form === 'sum' ? period : 0),
  onMissing: 'skip',
  init(state, { period, form }) {
    state[0] = period
    state[1] = form === 'sum' ? 1 : 0
    state[2] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    if (state[1] === 1) advanceSums(state, inputs[0]!, outputs[0]!, from, to, at)
    else advanceAverages(state, inputs[0]!, outputs[0]!, from, to, at)
  },
})

function advanceAverages(state: Float64Array, x: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
  const period = state[0]! | 0
  const weight = 1 / period
  let n = state[2]! | 0
  let last = state[3]!
  let gain = state[4]!
  let loss = state[6]!
  let i = from
  let o = at
  for (; i < to && n < period; i++, o++) {
    const value = x[i]!
    const change = n < 0 ? 0 : value - last
    const size = Math.abs(change)
    gain += (size + change) / 2
    loss += (size - change) / 2
    last = value
    n += 1
    if (n === period) {
      gain /= period
      loss /= period
    }
    out[o] = n < period ? NaN : share(gain, loss)
  }
  for (; i < to; i++, o++) {
    const value = x[i]!
    const change = value - last
    const size = Math.abs(change)
    gain += ((size + change) / 2 - gain) * weight
    loss += ((size - change) / 2 - loss) * weight
    last = value
    out[o] = share(gain, loss)
  }
  state[2] = n
  state[3] = last
  state[4] = gain
  state[6] = loss
}

function advanceSums(state: Float64Array, x: Float64Array, out: Float64Array, from: number, to: number, at: number): void {
  const period = state[0]! | 0
  let n = state[2]! | 0
  let last = state[3]!
  let place = state[8]! | 0
  let o = at
  for (let i = from; i < to; i++, o++) {
    const value = x[i]!
    const change = n < 0 ? 0 : value - last
    last = value
    if (n < period) n += 1
    if (n === 0) {
      out[o] = NaN
      continue
    }
    // 0 until the ring is full.
    const old = state[RING + place]!
    state[RING + place] = change
    place = place + 1 === period ? 0 : place + 1
    const gain = slideSum(state, 4, change > 0 ? change : 0, old > 0 ? old : 0)
    const loss = slideSum(state, 6, change < 0 ? -change : 0, old < 0 ? -old : 0)
    out[o] = n < period ? NaN : share(gain, loss)
  }
  state[2] = n
  state[3] = last
  state[8] = place
}

function share(gain: number, loss: number): number {
  const total = gain + loss
  return total === 0 ? 0 : (100 * (gain - loss)) / total
}
