import { defineIndicator } from '../indicator.js'

/**
 * Directional movement index, 0 … 100: 100 · |+DI − −DI| / (+DI + −DI), which `adx` averages. Where nothing moved it keeps its last value, 0 at first. Warm-up `period`; a bar with a
 * missing price leaves the state unchanged. Equal to TA-Lib's DX. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const dx = /* @__PURE__ */ defineIndicator<{ period: number }, 'dx'>({
  name: 'dx',
  title: 'Directional movement index',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['dx'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: () => 7,
  onMissing: 'skip',
  // period, count of bars, last value, last high, last low, Wilder's sums of +DM and −DM
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const fading = 1 - 1 / period
    let n = state[1]! | 0
    let value = state[2]!
    let lastHigh = state[3]!
    let lastLow = state[4]!
    let plus = state[5]!
    let minus = state[6]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const rise = high[i]! - lastHigh
      const fall = lastLow - low[i]!
      lastHigh = high[i]!
      lastLow = low[i]!
      if (n <= period) n += 1
      out[o] = NaN
      if (n === 1) continue
      const keep = n > period ? fading : 1
      plus = plus * keep + (rise > fall ? (rise + Math.abs(rise)) / 2 : 0)
      minus = minus * keep + (fall > rise ? (fall + Math.abs(fall)) / 2 : 0)
      if (n <= period) continue
      const total = plus + minus
      value = total > 0 ? (100 * Math.abs(plus - minus)) / total : value
      out[o] = value
    }
    state[1] = n
    state[2] = value
    state[3] = lastHigh
    state[4] = lastLow
    state[5] = plus
    state[6] = minus
  },
})
