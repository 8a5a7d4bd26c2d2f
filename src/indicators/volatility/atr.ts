import { defineIndicator } from '../indicator.js'

/**
 * Average True Range: Wilder's average of the true range max(high, last close) − min(low, last close), seeded by the mean of the first `period` true ranges
 * (from the second bar on). Warm-up `period`; a bar with a missing price leaves the state unchanged. Equal to TA-Lib's ATR.
 * Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const atr = /* @__PURE__ */ defineIndicator<{ period: number }, 'atr'>({
  name: 'atr',
  title: 'Average True Range',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['atr'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: () => 4,
  onMissing: 'skip',
  // period, count, last close, average (a sum until the first mean is due)
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let lastClose = state[2]!
    let average = state[3]!
    let i = from
    let o = at
    for (; i < to && n <= period; i++, o++) {
      if (n > 0) average += Math.max(high[i]!, lastClose) - Math.min(low[i]!, lastClose)
      if (n === period) average /= period
      out[o] = n < period ? NaN : average
      lastClose = close[i]!
      n += 1
    }
    const weight = 1 / period
    const decay = 1 - weight
    for (; i < to; i++, o++) {
      const h = high[i]!
      const l = low[i]!
      const top = h > lastClose ? h : lastClose
      const bottom = l < lastClose ? l : lastClose
      average = average * decay + (top - bottom) * weight
      lastClose = close[i]!
      out[o] = average
    }
    state[1] = n
    state[2] = lastClose
    state[3] = average
  },
})
