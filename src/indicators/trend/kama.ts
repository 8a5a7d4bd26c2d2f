import { defineIndicator } from '../indicator.js'
import { slideSizes } from '../statistics/exact-sum.js'

/** Slab: period, count, average, place in the ring, sum of sizes of change (2); then the last `period + 1` values. */
const RING = 6
const FASTEST = 2 / (2 + 1)
const SLOWEST = 2 / (30 + 1)

/**
 * Kaufman's adaptive moving average: average ← average + (x − average) · w², w = efficiency · (2/3 − 2/31) + 2/31, where efficiency = |x − x[−period]| / (sum of the sizes of the
 * last `period` changes), 1 where nothing changed. Starts from the value before its first row. Warm-up `period`; a missing value leaves the state unchanged. Depends on where
 * the history began, ever less with time. Equal to TA-Lib's KAMA. Source: Kaufman, Smarter Trading, 1995.
 */
export const kama = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'kama'>({
  name: 'kama',
  title: "Kaufman's adaptive moving average",
  params: { period: { default: 10, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['kama'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RING + period + 1,
  onMissing: 'skip',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let average = state[2]!
    let place = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      // The ring holds the `period + 1` values before this one; `place` is the oldest, where this one will go.
      const next = place === period ? 0 : place + 1
      const oldest = state[RING + place]!
      const first = state[RING + next]!
      const last = state[RING + (place === 0 ? period : place - 1)]!
      state[RING + place] = value
      place = next
      const size = n === 0 ? 0 : Math.abs(value - last)
      const sizes = slideSizes(state, 4, size, n > period ? Math.abs(first - oldest) : 0)
      out[o] = NaN
      if (n >= period) {
        const efficiency = sizes === 0 ? 1 : Math.abs(value - first) / sizes
        const weight = efficiency * (FASTEST - SLOWEST) + SLOWEST
        if (n === period) average = last
        average += (value - average) * (weight * weight)
        out[o] = average
      }
      if (n <= period) n += 1
    }
    state[1] = n
    state[2] = average
    state[3] = place
  },
})
