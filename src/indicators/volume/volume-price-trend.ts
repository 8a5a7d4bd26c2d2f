import { defineIndicator } from '../indicator.js'
import { growSum } from '../statistics/exact-sum.js'

/**
 * Volume price trend: the running sum of volume · (close − last close) / last close, from 0 on the first bar. The sum is an exact pair. A last close of 0 adds nothing. No warm-up; a
 * bar with a missing close or volume leaves the state unchanged. Its level depends on where the history began. Equal to TA-Lib's PVT. Source: Achelis, Technical Analysis from A to Z, 2nd edition
 * 2000 (Price and Volume Trend).
 */
export const volumePriceTrend = /* @__PURE__ */ defineIndicator<Record<never, never>, 'volumePriceTrend'>({
  name: 'volumePriceTrend',
  title: 'Volume price trend',
  params: {},
  outputs: ['volumePriceTrend'],
  inputs: () => ['close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 3,
  onMissing: 'skip',
  // last close (0 before the first), sum
  init: () => undefined,
  advance(state, inputs, outputs, from, to, at) {
    const close = inputs[0]!
    const volume = inputs[1]!
    const out = outputs[0]!
    let last = state[0]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const price = close[i]!
      out[o] = growSum(state, 1, last === 0 ? 0 : volume[i]! * ((price - last) / last))
      last = price
    }
    state[0] = last
  },
})
