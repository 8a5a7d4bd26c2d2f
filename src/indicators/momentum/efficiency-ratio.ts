import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

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
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      out[o] = NaN
      if (n === 0) continue
      const leaving = n > period ? Math.abs(x[i - period]! - x[i - period - 1]!) : 0
      const way = slideSum(state, 2, Math.abs(x[i]! - x[i - 1]!), leaving)
      if (n < period) continue
      const change = Math.abs(x[i]! - x[i - period]!)
      // Rounding may leave the way a little shorter than the change.
      out[o] = way <= change ? 1 : change / way
    }
    state[1] = n
  },
})
