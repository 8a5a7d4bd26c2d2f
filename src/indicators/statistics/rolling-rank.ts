import { defineIndicator } from '../indicator.js'

/**
 * Rank of the newest among the last `period` values as a share: (values below + (values equal + 1) / 2) / period, above 0 and up to 1 (pandas `rolling().rank(pct=True)`).
 * On a flat window (period + 1) / (2 · period), the middle. Exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing value restarts
 * the window.
 */
export const rollingRank = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'rank'>({
  name: 'rollingRank',
  title: 'Rank among the last values',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['rank'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
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
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) {
      const value = x[i]!
      let below = 0
      let notAbove = 0
      for (let j = i - period + 1; j <= i; j++) {
        below += Number(x[j]! < value)
        notAbove += Number(x[j]! <= value)
      }
      out[o] = (below + notAbove + 1) / 2 / period
    }
    state[1] = n
  },
})
