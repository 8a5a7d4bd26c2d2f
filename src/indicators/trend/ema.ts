import { defineIndicator } from '../indicator.js'

/**
 * Exponential moving average: `ema ← ema + (x − ema) · 2 / (period + 1)`. `seed: 'sma'` starts from the mean of the first `period` values
 * and so does `'talib'`, the name under which `macd` knows TA-Lib's way; `'first'` starts from the first value (pandas `ewm(adjust=False)`). Warm-up `period − 1` for all; a missing value leaves
 * the average unchanged. Depends on where the history began, ever less with time. Equal to TA-Lib's EMA for `seed: 'sma'`.
 */
export const ema = /* @__PURE__ */ defineIndicator<{ period: number; seed: string; input: string }, 'ema'>({
  name: 'ema',
  title: 'Exponential moving average',
  params: {
    period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    seed: { default: 'sma', choices: ['sma', 'first', 'talib'] },
    input: { default: 'close', column: true },
  },
  outputs: ['ema'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 5,
  onMissing: 'skip',
  // period, weight, seeded by first value (1) or mean (0), count, average (a running sum until a mean is due)
  init(state, { period, seed }) {
    state[0] = period
    state[1] = 2 / (period + 1)
    state[2] = seed === 'first' ? 1 : 0
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const weight = state[1]!
    const fromFirst = state[2] === 1
    let n = state[3]! | 0
    let average = state[4]!
    let i = from
    let o = at
    for (; i < to && n < period; i++, o++) {
      const value = x[i]!
      n += 1
      if (fromFirst) average = n === 1 ? value : average + (value - average) * weight
      else average = n === period ? (average + value) / period : average + value
      out[o] = n < period ? NaN : average
    }
    for (; i < to; i++, o++) {
      average += (x[i]! - average) * weight
      out[o] = average
    }
    state[3] = n
    state[4] = average
  },
})
