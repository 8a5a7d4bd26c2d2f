import { defineIndicator, type Indicator } from '../indicator.js'

/** Wilder's sum of the movements of one direction: upwards (`sign` 1) or downwards (−1). */
function directionalSum<N extends string>(name: N, title: string, sign: number): Indicator<{ period: number }, N> {
  return defineIndicator<{ period: number }, N>({
    name,
    title,
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: [name],
    inputs: () => ['high', 'low'],
    lookbackBars: () => 0,
    warmupBars: ({ period }) => Math.max(1, period - 1),
    stateSize: () => 5,
    onMissing: 'skip',
    // period, count of bars, last high, last low, sum
    init(state, { period }) {
      state[0] = period
    },
    advance(state, inputs, outputs, from, to, at) {
      const high = inputs[0]!
      const low = inputs[1]!
      const out = outputs[0]!
      const period = state[0]! | 0
      const ready = Math.max(2, period)
      const keep = 1 - 1 / period
      let n = state[1]! | 0
      let sum = state[4]!
      let o = at
      for (let i = from; i < to; i++, o++) {
        const rise = high[i]! - state[2]!
        const fall = state[3]! - low[i]!
        state[2] = high[i]!
        state[3] = low[i]!
        if (n <= ready) n += 1
        const mine = sign > 0 ? rise : fall
        const other = sign > 0 ? fall : rise
        if (n > 1) sum = (n > period ? sum * keep : sum) + (mine > other && mine > 0 ? mine : 0)
        out[o] = n < ready ? NaN : sum
      }
      state[1] = n
      state[4] = sum
    },
  })
}

/**
 * Plus directional movement: Wilder's smoothed sum of the rises of the high, each counted where it is larger than the fall of the low (sum of the first `period − 1`, then
 * sum · (1 − 1 / period) + new); `period: 1` is the bar's own. Warm-up `period − 1`, at least 1; a bar with a missing price leaves the state unchanged. Equal to TA-Lib's
 * PLUS_DM. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const plusDm = /* @__PURE__ */ directionalSum('plusDm', 'Plus directional movement', 1)

/**
 * Minus directional movement: Wilder's smoothed sum of the falls of the low, each counted where it is larger than the rise of the high (sum of the first `period − 1`, then
 * sum · (1 − 1 / period) + new); `period: 1` is the bar's own. Warm-up `period − 1`, at least 1; a bar with a missing price leaves the state unchanged. Equal to TA-Lib's
 * MINUS_DM. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const minusDm = /* @__PURE__ */ directionalSum('minusDm', 'Minus directional movement', -1)
