import { defineIndicator } from '../indicator.js'
import { growSum } from './exact-sum.js'

/**
 * Sum of all values since the history began, kept as a pair of doubles, so that rounding does not add up. No warm-up; a missing value leaves the sum unchanged. Depends on where the
 * history began. Equal to TA-Lib's CUMSUM.
 */
export const cumulativeSum = /* @__PURE__ */ defineIndicator<{ input: string }, 'sum'>({
  name: 'cumulativeSum',
  title: 'Cumulative sum',
  params: { input: { default: 'close', column: true } },
  outputs: ['sum'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 2,
  onMissing: 'skip',
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) out[o] = growSum(state, 0, x[i]!)
  },
})
