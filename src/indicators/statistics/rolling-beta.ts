import { defineIndicator } from '../indicator.js'

type RollingBetaParams = { period: number; first: string; second: string }

/** Slab: period, count of changes, place in the rings; then the rings of the changes of both columns, each twice in a row, so that any window stands in one piece. */
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
  stateSize: ({ period }) => RING + 4 * period,
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
      const x = relativeChange(market[i]!, market[i - 1]!)
      const y = relativeChange(asset[i]!, asset[i - 1]!)
      state[RING + place] = x
      state[RING + place + period] = x
      state[RING + place + 2 * period] = y
      state[RING + place + 3 * period] = y
      place = place + 1 === period ? 0 : place + 1
      if (n === period) out[o] = slopeOf(state, RING + place, period)
    }
    state[1] = n
    state[2] = place
  },
})

function relativeChange(value: number, old: number): number {
  return old === 0 ? 0 : (value - old) / old
}

/** Of the `period` changes from index `first` on, and those of the asset two periods further. */
function slopeOf(changes: Float64Array, first: number, period: number): number {
  const end = first + period
  const shift = 2 * period
  let sumX = 0
  let sumY = 0
  for (let j = first; j < end; j++) {
    sumX += changes[j]!
    sumY += changes[j + shift]!
  }
  const meanX = sumX / period
  const meanY = sumY / period
  let squares = 0
  let products = 0
  let size = 0
  for (let j = first; j < end; j++) {
    const change = changes[j]!
    const x = change - meanX
    squares += x * x
    products += x * (changes[j + shift]! - meanY)
    size += change * change
  }
  // A spread of the size of the mean's own rounding is none.
  return squares <= 1e-30 * size ? 0 : products / squares
}
