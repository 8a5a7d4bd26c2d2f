import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/** Slab: period, count, place in the ring, inner sum (2), outer sum (2); then the last inner sums. */
const RING = 7

/** Length of the inner mean; the outer one's is `period + 1` less that. */
const innerOf = (period: number): number => (period + 1) >> 1

/**
 * Triangular moving average: the mean over ⌊period / 2⌋ + 1 bars of means over ⌊(period + 1) / 2⌋ bars, whose weights rise to the middle of the window and fall again. Sums are
 * exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing value restarts the window. Equal to TA-Lib's TRIMA.
 */
export const trima = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'trima'>({
  name: 'trima',
  title: 'Triangular moving average',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['trima'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => innerOf(period),
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => RING + period + 1 - innerOf(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const inner = innerOf(period)
    const outer = period + 1 - inner
    let n = state[1]! | 0
    let place = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n <= period; i++, o++) {
      n += 1
      const sum = slideSum(state, 3, x[i]!, n > inner ? x[i - inner]! : 0)
      out[o] = NaN
      if (n < inner) continue
      const sums = slideSum(state, 5, sum, state[RING + place]!)
      state[RING + place] = sum
      place = place + 1 === outer ? 0 : place + 1
      if (n >= period) out[o] = sums / (inner * outer)
    }
    state[1] = n
    state[2] = slideBoth(state, x, out, i, to, o, inner, outer, place)
  },
})

/** Both sums over full windows, as `slideSum` takes them; a function of its own, and with the pairs in locals, because it runs over most rows. Returns the place in the ring. */
function slideBoth(
  state: Float64Array,
  x: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
  inner: number,
  outer: number,
  start: number,
): number {
  const divisor = inner * outer
  let place = start
  let high = state[3]!
  let low = state[4]!
  let outerHigh = state[5]!
  let outerLow = state[6]!
  for (let i = from, o = at; i < to; i++, o++) {
    const entering = x[i]!
    const leaving = x[i - inner]!
    const difference = entering - leaving
    const virtualDifference = difference - entering
    const sum = high + difference
    const virtual = sum - high
    low += high - (sum - virtual) + (difference - virtual) + (entering - (difference - virtualDifference) - (leaving + virtualDifference))
    high = sum
    const mean = sum + low
    const old = state[RING + place]!
    state[RING + place] = mean
    place = place + 1 === outer ? 0 : place + 1
    const step = mean - old
    const virtualStep = step - mean
    const total = outerHigh + step
    const virtualTotal = total - outerHigh
    outerLow += outerHigh - (total - virtualTotal) + (step - virtualTotal) + (mean - (step - virtualStep) - (old + virtualStep))
    outerHigh = total
    out[o] = (total + outerLow) / divisor
  }
  state[3] = high
  state[4] = low
  state[5] = outerHigh
  state[6] = outerLow
  return place
}
