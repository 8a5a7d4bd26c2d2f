import { defineIndicator } from '../indicator.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

type StochasticParams = { kPeriod: number; kSmoothing: number; dPeriod: number }

/** Slab: the three periods, count of bars, then the means of raw %K and of %K, then the extremes of high and of low. */
const HEAD = 4

/** Rows that go through all steps before the next ones, so that the steps find them in the cache. */
const BLOCK_ROWS = 1024

/**
 * Stochastic oscillator: raw %K = 100 · (close − lowest low) / (highest high − lowest low) over `kPeriod` bars, 0 where that range is 0; `k` = its mean over
 * `kSmoothing` bars, `d` = the mean of `k` over `dPeriod` bars. Warm-up of both `kPeriod + kSmoothing + dPeriod − 3`; a missing price restarts the windows. Equal to TA-Lib's STOCH with
 * simple averages. Source: Lane, 1984.
 */
export const stochastic = /* @__PURE__ */ defineIndicator<StochasticParams, 'k' | 'd'>({
  name: 'stochastic',
  title: 'Stochastic oscillator',
  params: {
    kPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    kSmoothing: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
    dPeriod: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['k', 'd'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: ({ kPeriod }) => kPeriod,
  warmupBars: ({ kPeriod, kSmoothing, dPeriod }) => kPeriod + kSmoothing + dPeriod - 3,
  stateSize: ({ kPeriod, kSmoothing, dPeriod }) =>
    HEAD + ringMeanState(kSmoothing) + ringMeanState(dPeriod) + 2 * windowExtremeState(kPeriod),
  onMissing: 'reset',
  init(state, { kPeriod, kSmoothing, dPeriod }) {
    state[0] = kPeriod
    state[1] = kSmoothing
    state[2] = dPeriod
    const extremes = HEAD + ringMeanState(kSmoothing) + ringMeanState(dPeriod)
    initWindowExtreme(state, extremes, kPeriod)
    initWindowExtreme(state, extremes + windowExtremeState(kPeriod), kPeriod)
  },
  advance(state, inputs, outputs, from, to, at) {
    const shift = at - from
    for (let i = from; i < to; i += BLOCK_ROWS)
      advanceBlock(state, inputs, outputs[0]!, outputs[1]!, i, Math.min(to, i + BLOCK_ROWS), i + shift)
  },
})

function advanceBlock(
  state: Float64Array,
  inputs: readonly Float64Array[],
  k: Float64Array,
  d: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const close = inputs[2]!
  const kPeriod = state[0]! | 0
  const kSmoothing = state[1]! | 0
  const dPeriod = state[2]! | 0
  const n = state[3]! | 0
  const dMean = HEAD + ringMeanState(kSmoothing)
  const extremes = dMean + ringMeanState(dPeriod)
  // The outputs hold the steps between: k the highest high, then raw %K; d the lowest low.
  advanceWindowExtreme(state, extremes, kPeriod, 1, inputs[0]!, k, from, to, at)
  advanceWindowExtreme(state, extremes + windowExtremeState(kPeriod), kPeriod, -1, inputs[1]!, d, from, to, at)
  const end = at + to - from
  const rawFrom = Math.min(end, at + Math.max(0, kPeriod - 1 - n))
  const kFrom = Math.min(end, at + Math.max(0, kPeriod + kSmoothing - 2 - n))
  const dFrom = Math.min(end, at + Math.max(0, kPeriod + kSmoothing + dPeriod - 3 - n))
  for (let o = rawFrom, i = from + rawFrom - at; o < end; o++, i++) {
    const lowest = d[o]!
    const range = (k[o]! - lowest) / 100
    k[o] = range === 0 ? 0 : (close[i]! - lowest) / range
  }
  advanceRingMean(state, HEAD, kSmoothing, k, k, rawFrom, end)
  advanceRingMean(state, dMean, dPeriod, k, d, kFrom, end)
  for (let o = at; o < dFrom; o++) {
    k[o] = NaN
    d[o] = NaN
  }
  state[3] = Math.min(n + to - from, kPeriod + kSmoothing + dPeriod)
}
