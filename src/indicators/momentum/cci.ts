import { defineIndicator } from '../indicator.js'

/**
 * Commodity Channel Index: (typical price − its mean over `period` bars) / (0.015 · mean absolute deviation from that mean), typical price = (high + low + close) / 3; 0 where the
 * typical price does not vary. Read afresh from each window, so it does not depend on where the history began. Warm-up `period − 1`; a missing price restarts
 * the window. Equal to TA-Lib's CCI. Source: Lambert, Commodity Channel Index, Commodities, October 1980.
 */
export const cci = /* @__PURE__ */ defineIndicator<{ period: number }, 'cci'>({
  name: 'cci',
  title: 'Commodity Channel Index',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['cci'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 2,
  onMissing: 'reset',
  // period, count
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = channelIndex(inputs[0]!, inputs[1]!, inputs[2]!, i - period + 1, i + 1)
    state[1] = n
  },
})

/** Of sums high + low + close: the third of them would cancel. Differences from the newest make a flat window exactly 0. */
function channelIndex(high: Float64Array, low: Float64Array, close: Float64Array, from: number, to: number): number {
  const newest = high[to - 1]! + low[to - 1]! + close[to - 1]!
  const count = to - from
  let sum = 0
  for (let i = from; i < to; i++) sum += high[i]! + low[i]! + close[i]! - newest
  const mean = sum / count
  let size = 0
  for (let i = from; i < to; i++) size += Math.abs(high[i]! + low[i]! + close[i]! - newest - mean)
  return size === 0 ? 0 : (0 - mean) / (0.015 * (size / count))
}
