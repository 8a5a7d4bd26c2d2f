import { log } from '../../core/index.js'
import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'

type LeeMyklandParams = { period: number; testBars: number; significance: number; input: string }

/** Slab: period, critical value, bars seen, place in the ring; then the ring of sizes of the returns before the current one. */
const RING = 4
/** √(2/π) */
const MEAN_SIZE = 0.7978845608028654

/** What |statistic| of `testBars` bars without jumps exceeds with probability `significance`: C + S · β, by the Gumbel law of the largest. */
function criticalValue(testBars: number, significance: number): number {
  const root = Math.sqrt(2 * log(testBars))
  const centre = root / MEAN_SIZE - (log(Math.PI) + log(log(testBars))) / (2 * MEAN_SIZE * root)
  return centre - log(-log(1 - significance)) / (MEAN_SIZE * root)
}

/**
 * Lee and Mykland's test of each single return for a jump: `statistic` = log return / σ, σ² = Σ |r[j]| · |r[j−1]| / (period − 2) over the period − 1 returns before it; `jump` = 1 or −1 by its direction where |statistic| is beyond
 * what `testBars` returns without a jump exceed with probability `significance` (Gumbel law of the largest), else 0. Both 0 where those returns show no volatility. Read afresh from each window. Warm-up
 * `period`; a missing price restarts the window; a price that is not above zero counts as no move. Source: Lee and Mykland, Jumps in Financial Markets: A New Nonparametric Test and Jump Dynamics,
 * Review of Financial Studies 21:6, 2008.
 */
export const leeMykland = /* @__PURE__ */ defineIndicator<LeeMyklandParams, 'statistic' | 'jump'>({
  name: 'leeMykland',
  title: 'Lee-Mykland jump test',
  params: {
    period: { default: 100, min: 4, max: 100_000, integer: true, unit: 'bars' },
    testBars: { default: 1000, min: 3, max: 10_000_000, integer: true, unit: 'bars' },
    significance: { default: 0.01, min: 1e-6, max: 0.5 },
    input: { default: 'close', column: true },
  },
  outputs: ['statistic', 'jump'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => RING + period - 1,
  onMissing: 'reset',
  init(state, { period, testBars, significance }) {
    state[0] = period
    state[1] = criticalValue(testBars, significance)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const statistics = outputs[0]!
    const jumps = outputs[1]!
    const period = state[0]! | 0
    const critical = state[1]!
    let n = state[2]! | 0
    let place = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      statistics[o] = NaN
      jumps[o] = NaN
      if (n > 0) {
        const change = logReturn(x[i]!, x[i - 1]!)
        if (n === period) {
          const deviation = Math.sqrt(productsOf(state, period - 1, place) / (period - 2))
          const statistic = deviation > 0 ? change / deviation : 0
          statistics[o] = statistic
          jumps[o] = statistic > critical ? 1 : statistic < -critical ? -1 : 0
        }
        state[RING + place] = Math.abs(change)
        place = place + 1 === period - 1 ? 0 : place + 1
      }
      if (n < period) n += 1
    }
    state[2] = n
    state[3] = place
  },
})

/** The sum of the products of neighbours, from the oldest on. */
function productsOf(state: Float64Array, count: number, place: number): number {
  let sum = 0
  let last = 0
  for (let j = 0, k = place; j < count; j++, k = k + 1 === count ? 0 : k + 1) {
    const size = state[RING + k]!
    sum += size * last
    last = size
  }
  return sum
}
