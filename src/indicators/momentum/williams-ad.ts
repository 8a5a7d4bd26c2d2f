import { defineIndicator } from '../indicator.js'
import { growSum } from '../statistics/exact-sum.js'

/**
 * Williams' accumulation/distribution, without volume: the running sum of close − min(low, last close) on bars that closed higher and of close − max(high, last close) on those that
 * closed lower, from 0 on the first bar. The sum is an exact pair. No warm-up; a bar with a missing price leaves the state unchanged. Its level depends on where the history began.
 * Equal to TA-Lib's WAD. Source: Achelis, Technical Analysis from A to Z, 2nd edition 2000.
 */
export const williamsAd = /* @__PURE__ */ defineIndicator<Record<never, never>, 'williamsAd'>({
  name: 'williamsAd',
  title: "Williams' accumulation/distribution",
  params: {},
  outputs: ['williamsAd'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 4,
  onMissing: 'skip',
  // count (0 or 1), last close, sum
  init: () => undefined,
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    let started = state[0] === 1
    let last = state[1]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const price = close[i]!
      const before = started ? last : price
      const bottom = low[i]! < before ? low[i]! : before
      const top = high[i]! > before ? high[i]! : before
      // Not a choice of three: rises and falls cannot be predicted.
      out[o] = growSum(state, 2, Number(price > before) * (price - bottom) + Number(price < before) * (price - top))
      started = true
      last = price
    }
    state[0] = started ? 1 : 0
    state[1] = last
  },
})
