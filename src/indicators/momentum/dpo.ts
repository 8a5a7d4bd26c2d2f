import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

/**
 * Detrended price oscillator: the value of ⌊period / 2⌋ + 1 bars ago less the mean of the last `period` bars. It looks back only: charts that shift it draw this bar's value at
 * that earlier bar. The sum is exact, so it does not depend on where the history began. Warm-up the longer of `period − 1` and ⌊period / 2⌋ + 1; a missing value restarts the
 * window. Equal to TA-Lib's DPO. Source: Achelis, Technical Analysis from A to Z, 2nd edition 2000.
 */
export const dpo = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'dpo'>({
  name: 'dpo',
  title: 'Detrended price oscillator',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['dpo'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => Math.max(period - 1, Math.floor(period / 2) + 1),
  stateSize: () => 6,
  onMissing: 'reset',
  // period, bars until the older value, bars until both are there, count, sum
  init(state, { period }) {
    state[0] = period
    state[1] = Math.floor(period / 2) + 1
    state[2] = Math.max(period, state[1] + 1)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const shift = state[1]! | 0
    const ready = state[2]! | 0
    let n = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= ready) n += 1
      const sum = slideSum(state, 4, x[i]!, n > period ? x[i - period]! : 0)
      out[o] = n < ready ? NaN : x[i - shift]! - sum / period
    }
    state[3] = n
  },
})
