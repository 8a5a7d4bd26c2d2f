import { defineIndicator } from '../indicator.js'
import { slidError } from '../statistics/exact-sum.js'

/**
 * Kaufman's efficiency ratio, 0 … 1: the size of the change over `period` bars over the sum of the sizes of the changes from bar to bar; 1 on a straight way, and on a flat price, as
 * TA-Lib. The sum is exact, so it does not depend on where the history began. Warm-up `period`; a missing value restarts the window. Equal to TA-Lib's ER. Source: Kaufman, Smarter
 * Trading, 1995.
 */
export const efficiencyRatio = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'efficiencyRatio'>({
  name: 'efficiencyRatio',
  title: 'Efficiency ratio',
  params: { period: { default: 10, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['efficiencyRatio'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period + 1,
  warmupBars: ({ period }) => period,
  stateSize: () => 4,
  onMissing: 'reset',
  // period, count of changes, sum of their sizes
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let high = state[2]!
    let low = state[3]!
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++) {
      n += 1
      const entering = n > 0 ? Math.abs(x[i]! - x[i - 1]!) : 0
      low += slidError(high, entering, 0)
      high += entering
      out[o] = n < period ? NaN : efficiencyOf(x[i]! - x[i - period]!, high + low)
    }
    for (; i < to; i++, o++) {
      const old = x[i - period]!
      const entering = Math.abs(x[i]! - x[i - 1]!)
      const leaving = Math.abs(old - x[i - period - 1]!)
      low += slidError(high, entering, leaving)
      high += entering - leaving
      out[o] = efficiencyOf(x[i]! - old, high + low)
    }
    state[1] = n
    state[2] = high
    state[3] = low
  },
})

/** Rounding may leave the way a little shorter than the change. */
function efficiencyOf(change: number, way: number): number {
  const size = Math.abs(change)
  return way <= size ? 1 : size / way
}
