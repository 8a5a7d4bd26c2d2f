import { defineIndicator } from '../indicator.js'

/**
 * Percent rank, 0 … 100: the share in percent of the `period` values before the newest that are below it; 0 on a flat price. Unlike `rollingRank` the newest is not counted, and ties
 * do not count as half. Exact, so it does not depend on where the history began, at a cost that grows with `period`. Warm-up `period`; a missing value restarts the window. Equal to
 * TA-Lib's PERCENTRANK.
 */
export const percentRank = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'percentRank'>({
  name: 'percentRank',
  title: 'Percent rank',
  params: { period: { default: 100, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['percentRank'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
  stateSize: () => 2,
  onMissing: 'reset',
  // period, count
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) {
      const value = x[i]!
      let below = 0
      for (let j = i - period; j < i; j++) below += Number(x[j]! < value)
      out[o] = (below / period) * 100
    }
    state[1] = n
  },
})
