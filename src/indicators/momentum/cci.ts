import { defineIndicator } from '../indicator.js'

/** Slab: period, count, place in the ring; then the last `period` sums high + low + close, twice, so that any window of them lies in one piece. */
const RING = 3

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
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => RING + 2 * period,
  onMissing: 'reset',
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
    let place = state[2]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = high[i]! + low[i]! + close[i]!
      state[RING + place] = value
      state[RING + place + period] = value
      place = place + 1 === period ? 0 : place + 1
      if (n < period) n += 1
      out[o] = n < period ? NaN : channelIndex(state, RING + place, RING + place + period)
    }
    state[1] = n
    state[2] = place
  },
})

/** A newest price no further than this share from the mean is the mean: decimal prices of the same sum differ by their rounding, which is all there is in a tight window. */
const UNMOVED = 2e-14

/** Of sums high + low + close: the third of them would cancel. Differences from the newest make a flat window exactly 0; two lanes, because one sum would wait for itself. */
function channelIndex(x: Float64Array, from: number, to: number): number {
  const end = to - 1
  const newest = x[end]!
  const count = to - from
  let a = 0
  let b = 0
  let i = from
  for (; i + 1 < end; i += 2) {
    a += x[i]! - newest
    b += x[i + 1]! - newest
  }
  if (i < end) a += x[i]! - newest
  const mean = (a + b) / count
  const centre = newest + mean
  let sizeA = Math.abs(mean)
  let sizeB = 0
  for (i = from; i + 1 < end; i += 2) {
    sizeA += Math.abs(x[i]! - centre)
    sizeB += Math.abs(x[i + 1]! - centre)
  }
  if (i < end) sizeA += Math.abs(x[i]! - centre)
  const size = sizeA + sizeB
  return Math.abs(mean) <= UNMOVED * Math.abs(newest) ? 0 : (0 - mean) / (0.015 * (size / count))
}
