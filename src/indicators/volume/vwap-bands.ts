import { defineIndicator } from '../indicator.js'
import { spanOf } from './anchored-vwap.js'

type VwapBandsParams = { anchor: string; deviations: number; utcOffsetMinutes: number }

const ANCHORS = ['start', 'day', 'week', 'month']
const MINUTE_MS = 60_000

/** Slab: anchor's place in the list, deviations, offset in ms, number of the span; then bars in it, volume, weighted mean and sum of squares, sum of the prices. */
const SPAN = 4

/**
 * Bands around the volume-weighted average price since an anchor: `middle` = `anchoredVwap`, `upper` and `lower` = middle ± `deviations` standard deviations of the
 * typical price from it, each bar weighted by its volume: √(Σ v · (p − middle)² / Σ v), p = (high + low + close) / 3; without width until a first volume. `anchor` names
 * where everything begins anew, by the bars' open times: `start` only with the history, or with every `day`, `week` (from Monday) or `month` of the clock that is
 * `utcOffsetMinutes` ahead of UTC: −1080 begins the day at 18:00 UTC. An offset knows no summer time. No warm-up; a bar with a missing price or volume is left out. Equal
 * to TradingView's VWAP with bands. Source: as `anchoredVwap`.
 */
export const vwapBands = /* @__PURE__ */ defineIndicator<VwapBandsParams, 'upper' | 'middle' | 'lower'>({
  name: 'vwapBands',
  title: 'Bands around the anchored VWAP',
  params: {
    anchor: { default: 'day', choices: ANCHORS },
    deviations: { default: 2, min: 0, max: 100 },
    utcOffsetMinutes: { default: 0, min: -1440, max: 1440, integer: true, unit: 'minutes' },
  },
  outputs: ['upper', 'middle', 'lower'],
  inputs: ({ anchor }) => ['high', 'low', 'close', 'volume', ...(anchor === 'start' ? [] : ['openTimeMs'])],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => SPAN + 5,
  onMissing: 'skip',
  init(state, { anchor, deviations, utcOffsetMinutes }) {
    state.set([ANCHORS.indexOf(anchor), deviations, utcOffsetMinutes * MINUTE_MS, -Number.MAX_VALUE])
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close, volume] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const time = inputs[4]
    const [upper, middle, lower] = outputs as [Float64Array, Float64Array, Float64Array]
    const anchor = state[0]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      const span = time === undefined ? 0 : spanOf(anchor, time[i]! + state[2]!)
      if (span !== state[3]) {
        state.fill(0, SPAN)
        state[3] = span
      }
      const price = (high[i]! + low[i]! + close[i]!) / 3
      addPrice(state, price, volume[i]!)
      const traded = state[SPAN + 1]!
      const mean = traded > 0 ? state[SPAN + 2]! : state[SPAN + 4]!
      const width = traded > 0 ? state[1]! * Math.sqrt(state[SPAN + 3]! / traded) : 0
      upper[o] = mean + width
      middle[o] = mean
      lower[o] = mean - width
    }
  },
})

/** West's update of a weighted mean and of the squares about it; the plain mean beside it. */
function addPrice(state: Float64Array, price: number, volume: number): void {
  const bars = state[SPAN]! + 1
  state[SPAN] = bars
  state[SPAN + 4] = state[SPAN + 4]! + (price - state[SPAN + 4]!) / bars
  if (volume === 0) return
  const traded = state[SPAN + 1]! + volume
  const mean = state[SPAN + 2]!
  const next = mean + (volume / traded) * (price - mean)
  state[SPAN + 1] = traded
  state[SPAN + 2] = next
  state[SPAN + 3] = state[SPAN + 3]! + volume * (price - mean) * (price - next)
}
