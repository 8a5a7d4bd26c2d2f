import { defineIndicator } from '../indicator.js'
import { advanceWindowSum, WINDOW_SUM_STATE } from '../window-sum.js'

/** Slab: the mean; then bars until the older value, bars until both are there, count. */
const OWN = WINDOW_SUM_STATE

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
  stateSize: () => OWN + 3,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = period
    state[OWN] = Math.floor(period / 2) + 1
    state[OWN + 1] = Math.max(period - 1, state[OWN]!)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const shift = state[OWN]! | 0
    const ready = state[OWN + 1]! | 0
    let n = state[OWN + 2]! | 0
    advanceWindowSum(state, x, out, from, to, at)
    let i = from
    let o = at
    for (; i < to && n < ready; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = x[i - shift]! - out[o]!
    state[OWN + 2] = n
  },
})
