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
    let o = at
    for (let i = from; i < to; i++, o++) {
      out[o] = NaN
      if (n <= period) n += 1
      const sum = slideSum(state, 3, x[i]!, n > inner ? x[i - inner]! : 0)
      if (n < inner) continue
      const sums = slideSum(state, 5, sum, state[RING + place]!)
      state[RING + place] = sum
      place = place + 1 === outer ? 0 : place + 1
      if (n >= period) out[o] = sums / (inner * outer)
    }
    state[1] = n
    state[2] = place
  },
})
