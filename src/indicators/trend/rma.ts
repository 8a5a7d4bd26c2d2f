import { defineIndicator } from '../indicator.js'

/**
 * Wilder's smoothed moving average: rma ← (rma · (period − 1) + x) / period, an exponential average with weight 1 / period. `seed: 'sma'` starts from the mean of the first
 * `period` values (TA-Lib), `'first'` from the first value. Warm-up `period − 1` for both; a missing value leaves the average unchanged. Depends on where the history
 * began, ever less with time. Equal to TA-Lib's RMA for `seed: 'sma'`. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const rma = /* @__PURE__ */ defineIndicator<{ period: number; seed: string; input: string }, 'rma'>({
  name: 'rma',
  title: "Wilder's smoothed moving average",
  params: {
    period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    seed: { default: 'sma', choices: ['sma', 'first'] },
    input: { default: 'close', column: true },
  },
  outputs: ['rma'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 4,
  onMissing: 'skip',
  // period, seeded by first value (1) or mean (0), count, average (a running sum until a mean is due)
  init(state, { period, seed }) {
    state[0] = period
    state[1] = seed === 'first' ? 1 : 0
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const fromFirst = state[1] === 1
    let n = state[2]! | 0
    let average = state[3]!
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++) {
      const value = x[i]!
      n += 1
      if (fromFirst) average = n === 1 ? value : (average * (period - 1) + value) / period
      else average = n === period ? (average + value) / period : average + value
      out[o] = n < period ? NaN : average
    }
    for (; i < to; i++, o++) {
      average = (average * (period - 1) + x[i]!) / period
      out[o] = average
    }
    state[2] = n
    state[3] = average
  },
})
