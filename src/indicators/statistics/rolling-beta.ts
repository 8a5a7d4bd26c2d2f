import { defineIndicator } from '../indicator.js'

type RollingBetaParams = { period: number; first: string; second: string }

/** Slab: period, count of changes, place in the rings; then the rings of the changes of both columns. */
const RING = 3

/**
 * Beta: the slope of the least-squares line through the last `period` relative changes from bar to bar, those of `second` (the asset) over those of `first` (the market); a change from
 * 0 counts as 0, and beta is 0 where the market's changes do not vary. Computed afresh from each window in two passes, so it neither drifts nor depends on where the history
 * began, at a cost that grows with `period`. Warm-up `period`; a missing value in either restarts the window. Equal to TA-Lib's BETA.
 */
export const rollingBeta = /* @__PURE__ */ defineIndicator<RollingBetaParams, 'beta'>({
  name: 'rollingBeta',
  title: 'Rolling beta',
  params: {
    period: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
    first: { default: 'high', column: true },
    second: { default: 'low', column: true },
  },
  outputs: ['beta'],
  inputs: ({ first, second }) => [first, second],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RING + 2 * period,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const market = inputs[0]!
    const asset = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let place = state[2]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < period) n += 1
      out[o] = NaN
      if (n === 0) continue
      state[RING + place] = relativeChange(market[i]!, market[i - 1]!)
      state[RING + period + place] = relativeChange(asset[i]!, asset[i - 1]!)
      place = place + 1 === period ? 0 : place + 1
      if (n === period) out[o] = slopeOfRings(state, period, place)
    }
    state[1] = n
    state[2] = place
  },
})

function relativeChange(value: number, old: number): number {
  return old === 0 ? 0 : (value - old) / old
}

/** Both rings, read from the oldest value on, so that the result is a function of the window alone. */
function slopeOfRings(state: Float64Array, period: number, oldest: number): number {
  let sumX = 0
  let sumY = 0
  for (let k = 0, j = oldest; k < period; k++, j = j + 1 === period ? 0 : j + 1) {
    sumX += state[RING + j]!
    sumY += state[RING + period + j]!
  }
  const meanX = sumX / period
  const meanY = sumY / period
  let squares = 0
  let products = 0
  let size = 0
  for (let k = 0, j = oldest; k < period; k++, j = j + 1 === period ? 0 : j + 1) {
    const change = state[RING + j]!
    const x = change - meanX
    squares += x * x
    products += x * (state[RING + period + j]! - meanY)
    size += change * change
  }
  // A spread of the size of the mean's own rounding is none.
  return squares <= 1e-30 * size ? 0 : products / squares
}
