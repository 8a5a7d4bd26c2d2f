import { normalQuantile } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'

type PriceJumpParams = { period: number; confidence: number; input: string }

/** Slab: period, critical value, bars seen, place in the ring; then the ring of sizes of returns. */
const RING = 4
/** π²/4 + π − 5 */
const THETA = 0.6089937538625463

/**
 * Barndorff-Nielsen and Shephard's ratio test for jumps within the n = `period` log returns of the window: `statistic` = (1 − BV/RV) / √(θ/n · max(1, QP/BV²)), standard normal without jumps, θ = π²/4 + π − 5, RV
 * the realised variance, BV the bipower variation, QP the quadpower quarticity n · π²/4 · n/(n − 3) · Σ |r[j]||r[j−1]||r[j−2]||r[j−3]|; `jump` = 1 where it is beyond the one-sided `confidence`, else 0; `variation` = what jumps
 * contributed to the realised variance, max(RV − BV, 0), 0 unless `jump`. All 0 where nothing moved. A jump is seen on its own bar and as long as it stays in the window. Read afresh from each window.
 * Warm-up `period`; a missing price restarts the window; a price that is not above zero counts as no move. Source: Barndorff-Nielsen and Shephard, Econometrics of Testing for Jumps in Financial
 * Economics Using Bipower Variation, Journal of Financial Econometrics 4:1, 2006; finite-sample factors as Huang and Tauchen, ibid. 3:4, 2005.
 */
export const priceJump = /* @__PURE__ */ defineIndicator<PriceJumpParams, 'statistic' | 'jump' | 'variation'>({
  name: 'priceJump',
  title: 'Barndorff-Nielsen and Shephard jump test',
  params: {
    period: { default: 78, min: 5, max: 100_000, integer: true, unit: 'bars' },
    confidence: { default: 0.99, min: 0.5, max: 0.999999 },
    input: { default: 'close', column: true },
  },
  outputs: ['statistic', 'jump', 'variation'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RING + period,
  onMissing: 'reset',
  init(state, { period, confidence }) {
    state[0] = period
    state[1] = normalQuantile(confidence)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const [statistics, jumps, variations] = outputs as [Float64Array, Float64Array, Float64Array]
    const period = state[0]! | 0
    const critical = state[1]!
    let n = state[2]! | 0
    let place = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      statistics[o] = NaN
      jumps[o] = NaN
      variations[o] = NaN
      if (n > 0) {
        state[RING + place] = Math.abs(logReturn(x[i]!, x[i - 1]!))
        place = place + 1 === period ? 0 : place + 1
      }
      if (n === period) testWindow(state, period, place, critical, statistics, jumps, variations, o)
      else n += 1
    }
    state[2] = n
    state[3] = place
  },
})

function testWindow(
  state: Float64Array,
  period: number,
  place: number,
  critical: number,
  statistics: Float64Array,
  jumps: Float64Array,
  variations: Float64Array,
  o: number,
): void {
  let [squares, pairs, fours] = [0, 0, 0]
  let [one, two, three] = [0, 0, 0]
  for (let j = 0, k = place; j < period; j++, k = k + 1 === period ? 0 : k + 1) {
    const size = state[RING + k]!
    squares += size * size
    pairs += size * one
    fours += size * one * (two * three)
    three = two
    two = one
    one = size
  }
  const bipower = (Math.PI / 2) * (period / (period - 1)) * pairs
  const quarticity = period * ((Math.PI * Math.PI) / 4) * (period / (period - 3)) * fours
  const noise = bipower > 0 ? Math.max(1, quarticity / (bipower * bipower)) : 1
  const statistic = squares > 0 ? (1 - bipower / squares) / Math.sqrt((THETA / period) * noise) : 0
  const isJump = statistic > critical
  statistics[o] = statistic
  jumps[o] = isJump ? 1 : 0
  variations[o] = isJump ? Math.max(squares - bipower, 0) : 0
}
