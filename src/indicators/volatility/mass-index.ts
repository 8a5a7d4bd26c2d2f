import { defineIndicator } from '../indicator.js'
import { slidError } from '../statistics/exact-sum.js'
import { stepExponential } from '../trend/exponential-step.js'

type MassIndexParams = { averagePeriod: number; sumPeriod: number }

/** Slab: the two periods, count, the two averages, sum (high, low), place in the ring; then the ring of the last `sumPeriod` ratios. */
const RING = 8

/**
 * Mass index: the sum over `sumPeriod` bars of e₁ / e₂, e₁ an exponential average of `averagePeriod` bars of high − low and e₂ that of e₁, each seeded by the mean of its first
 * values; the ratio is 1 where e₂ is 0. Warm-up `2 · (averagePeriod − 1) + sumPeriod − 1`; a bar with a missing price leaves the state unchanged. Depends on where the history began,
 * ever less with time. Equal to TA-Lib's MASSI. Source: Dorsey, The Mass Index, Technical Analysis of Stocks & Commodities 10:6, 1992.
 */
export const massIndex = /* @__PURE__ */ defineIndicator<MassIndexParams, 'massIndex'>({
  name: 'massIndex',
  title: 'Mass index',
  params: {
    averagePeriod: { default: 9, min: 2, max: 100_000, integer: true, unit: 'bars' },
    sumPeriod: { default: 25, min: 2, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['massIndex'],
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: ({ averagePeriod, sumPeriod }) => 2 * (averagePeriod - 1) + sumPeriod - 1,
  stateSize: ({ sumPeriod }) => RING + sumPeriod,
  onMissing: 'skip',
  init(state, { averagePeriod, sumPeriod }) {
    state[0] = averagePeriod
    state[1] = sumPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const sumPeriod = state[1]! | 0
    const weight = 2 / (period + 1)
    const second = period - 1
    const ready = 2 * second + sumPeriod
    let n = state[2]! | 0
    let sum = state[5]!
    let sumLow = state[6]!
    let place = state[7]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= ready + 1) n += 1
      out[o] = NaN
      const once = stepExponential(state, 3, n, period, weight, high[i]! - low[i]!)
      if (n <= second) continue
      const twice = stepExponential(state, 4, n - second, period, weight, once)
      if (n <= 2 * second) continue
      const ratio = twice === 0 ? 1 : once / twice
      // 0 until the ring is full.
      const leaving = state[RING + place]!
      sumLow += slidError(sum, ratio, leaving)
      sum += ratio - leaving
      state[RING + place] = ratio
      place = place + 1 === sumPeriod ? 0 : place + 1
      if (n >= ready) out[o] = sum + sumLow
    }
    state[2] = n
    state[5] = sum
    state[6] = sumLow
    state[7] = place
  },
})
