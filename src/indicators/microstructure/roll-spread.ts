import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'

/** Slab: period, bars seen, place in the ring; then the last `period + 1` returns. */
const RING = 3

/**
 * Roll's effective spread as a fraction of the price: 2 · √(−cov(r[t], r[t−1])), the sample covariance (divisor period − 1) over the last `period` pairs of successive log returns. Prices that bounce
 * between bid and ask make it negative; where it is not, the spread is 0 (Goyenko, Holden and Trzcinka 2009). Read afresh from each window. Warm-up `period + 1`; a missing price restarts the
 * window; a price that is not above zero counts as no move. Source: Roll, A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market, Journal of Finance 39:4, 1984.
 */
export const rollSpread = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'spread'>({
  name: 'rollSpread',
  title: "Roll's effective spread",
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['spread'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period + 1,
  stateSize: ({ period }) => RING + period + 1,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let place = state[2]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      out[o] = NaN
      if (n > 0) {
        state[RING + place] = logReturn(x[i]!, x[i - 1]!)
        place = place === period ? 0 : place + 1
      }
      if (n <= period) n += 1
      else out[o] = 2 * Math.sqrt(Math.max(0, -successiveCovariance(state, period, place)))
    }
    state[1] = n
    state[2] = place
  },
})

/** Covariance of each of the ring's values with the one after it; the oldest stands at `place`. */
function successiveCovariance(state: Float64Array, period: number, place: number): number {
  const first = RING + place
  const end = RING + period
  let sum = 0
  let last = 0
  for (let j = 0, k = first; j <= period; j++, k = k === end ? RING : k + 1) {
    last = state[k]!
    sum += last
  }
  const meanEarlier = (sum - last) / period
  const meanLater = (sum - state[first]!) / period
  let products = 0
  let earlier = state[first]!
  for (let j = 1, k = first === end ? RING : first + 1; j <= period; j++, k = k === end ? RING : k + 1) {
    const later = state[k]!
    products += (earlier - meanEarlier) * (later - meanLater)
    earlier = later
  }
  return products / (period - 1)
}
