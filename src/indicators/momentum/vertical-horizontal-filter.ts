import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

/** Slab: period, count of changes, sum of their sizes, lowest value; then both extremes. */
const HEAD = 5

/**
 * Vertical horizontal filter: (highest − lowest of the last `period` values) / (the sum of the sizes of the last `period` changes from bar to bar); high in a trend, low sideways; 0
 * on a flat price. Exact sums and extremes, so it does not depend on where the history began. Warm-up `period`; a missing value restarts the window. Equal to TA-Lib's VHF. Source:
 * White, Futures magazine, August 1991.
 */
export const verticalHorizontalFilter = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'verticalHorizontalFilter'>({
  name: 'verticalHorizontalFilter',
  title: 'Vertical horizontal filter',
  params: { period: { default: 28, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['verticalHorizontalFilter'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period + 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => HEAD + 2 * windowExtremeState(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = -1
    initWindowExtreme(state, HEAD, period)
    initWindowExtreme(state, HEAD + windowExtremeState(period), period)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const lowest = HEAD + windowExtremeState(period)
    let n = state[1]! | 0
    advanceWindowExtreme(state, HEAD, period, 1, x, out, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      advanceWindowExtreme(state, lowest, period, -1, x, state, i, i + 1, 4)
      if (n <= period) n += 1
      const change = n > 0 ? Math.abs(x[i]! - x[i - 1]!) : 0
      const old = n > period ? Math.abs(x[i - period]! - x[i - period - 1]!) : 0
      const way = slideSum(state, 2, change, old)
      out[o] = n < period ? NaN : way === 0 ? 0 : (out[o]! - state[4]!) / way
    }
    state[1] = n
    state[4] = 0
  },
})
