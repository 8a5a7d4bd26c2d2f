import { defineIndicator } from '../indicator.js'

/**
 * On-balance volume: the running sum of volume, added where the close rose and taken off where it fell. Starts with the first bar's
 * volume, as TA-Lib's OBV. The sum is an exact pair. No warm-up; a bar with a missing close or volume leaves the state unchanged.
 * Its level depends on where the history began.
 */
export const obv = /* @__PURE__ */ defineIndicator<Record<never, never>, 'obv'>({
  name: 'obv',
  title: 'On-balance volume',
  params: {},
  outputs: ['obv'],
  inputs: () => ['close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 4,
  onMissing: 'skip',
  // count (0 or 1), last close, sum (high, low)
  init: () => undefined,
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const volume = inputs[1]!
    const out = outputs[0]!
    let lastClose = state[1]!
    let high = state[2]!
    let low = state[3]!
    let i = from
    let o = at
    if (state[0] === 0 && i < to) {
      state[0] = 1
      lastClose = close[i]!
      high = volume[i]!
      out[o] = high
      i++
      o++
    }
    for (; i < to; i++, o++) {
      const price = close[i]!
      // Not a choice of three: rises and falls cannot be predicted, and a wrong guess costs more than the sum.
      const sign = Number(price > lastClose) - Number(price < lastClose)
      const change = sign * volume[i]!
      const sum = high + change
      const virtual = sum - high
      low += high - (sum - virtual) + (change - virtual)
      high = sum
      lastClose = price
      out[o] = high + low
    }
    state[1] = lastClose
    state[2] = high
    state[3] = low
  },
})
