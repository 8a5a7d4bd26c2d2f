import { log } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'

/** Slab: period, count of returns, place in the rings; then rings of gaps, of bodies and of Rogers-Satchell terms. */
const RINGS = 3

/**
 * Yang-Zhang volatility per bar: √(v(gap) + k · v(body) + (1 − k) · RS) over `period` bars, where gap = ln(open / last close), body = ln(close / open), v is the sample variance (divisor
 * period − 1), RS the mean of the Rogers-Satchell terms and k = 0.34 / (1.34 + (period + 1) / (period − 1)). Neither a drift nor opening gaps bias it; times √(bars per year) it is
 * annual. 0 on a flat price. Read afresh from each window, so it does not depend on where the history began. Warm-up `period`; a missing price restarts the window. Source: Yang and
 * Zhang, Drift-Independent Volatility Estimation Based on High, Low, Open, and Close Prices, Journal of Business 73:3, 2000.
 */
export const yangZhang = /* @__PURE__ */ defineIndicator<{ period: number }, 'yangZhang'>({
  name: 'yangZhang',
  title: 'Yang-Zhang volatility',
  params: { period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['yangZhang'],
  inputs: () => ['open', 'high', 'low', 'close'],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RINGS + 3 * period,
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const period = state[0]! | 0
    const gaps = RINGS
    const bodies = gaps + period
    const terms = bodies + period
    const share = 0.34 / (1.34 + (period + 1) / (period - 1))
    let n = state[1]! | 0
    let place = state[2]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < period) n += 1
      out[o] = NaN
      if (n === 0) continue
      const open = inputs[0]![i]!
      const high = inputs[1]![i]!
      const low = inputs[2]![i]!
      const close = inputs[3]![i]!
      state[gaps + place] = log(open / inputs[3]![i - 1]!)
      state[bodies + place] = log(close / open)
      state[terms + place] = log(high / close) * log(high / open) + log(low / close) * log(low / open)
      place = place + 1 === period ? 0 : place + 1
      if (n < period) continue
      const mean = ringMean(state, terms, period, place)
      const variance = ringVariance(state, gaps, period, place) + share * ringVariance(state, bodies, period, place) + (1 - share) * mean
      out[o] = Math.sqrt(variance)
    }
    state[1] = n
    state[2] = place
  },
})

/** In order of time, from the oldest at `place` on: the sum must not depend on where in the ring the window stands. */
function ringMean(state: Float64Array, ring: number, period: number, place: number): number {
  let sum = 0
  for (let j = place; j < period; j++) sum += state[ring + j]!
  for (let j = 0; j < place; j++) sum += state[ring + j]!
  return sum / period
}

/** Sample variance, likewise in order of time, as differences from the oldest: exactly 0 where all are equal. */
function ringVariance(state: Float64Array, ring: number, period: number, place: number): number {
  const oldest = state[ring + place]!
  let sum = 0
  for (let j = place; j < period; j++) sum += state[ring + j]! - oldest
  for (let j = 0; j < place; j++) sum += state[ring + j]! - oldest
  const mean = sum / period
  let squares = 0
  for (let j = place; j < period; j++) {
    const deviation = state[ring + j]! - oldest - mean
    squares += deviation * deviation
  }
  for (let j = 0; j < place; j++) {
    const deviation = state[ring + j]! - oldest - mean
    squares += deviation * deviation
  }
  return squares / (period - 1)
}
