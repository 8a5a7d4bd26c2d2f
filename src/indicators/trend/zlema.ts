import { defineIndicator } from '../indicator.js'
import { stepExponential } from './exponential-step.js'

/** Slab: period, count, place in the ring, average; then the last `lag` values. */
const RING = 4

/** How many bars back the value stands that is taken off: the average's own lag. */
const lagOf = (period: number): number => (period - 1) >> 1

/**
 * Zero-lag exponential moving average: the exponential average of 2 · x − x[−lag], lag = ⌊(period − 1) / 2⌋, seeded by the mean of its first `period` values. Warm-up
 * `lag + period − 1`; a missing value leaves the state unchanged. Depends on where the history began, ever less with time. Equal to TA-Lib's ZLEMA. Source: Ehlers and Way, Zero
 * Lag (Well, Almost), Technical Analysis of Stocks & Commodities 28:12, 2010.
 */
export const zlema = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'zlema'>({
  name: 'zlema',
  title: 'Zero-lag exponential moving average',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['zlema'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => lagOf(period) + period - 1,
  stateSize: ({ period }) => RING + lagOf(period),
  onMissing: 'skip',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const weight = 2 / (period + 1)
    const lag = lagOf(period)
    let n = state[1]! | 0
    let place = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n < lag + period; i++, o++) {
      const value = x[i]!
      const old = lag === 0 ? value : state[RING + place]!
      if (lag > 0) state[RING + place] = value
      place = place + 1 >= lag ? 0 : place + 1
      n += 1
      const average = n > lag ? stepExponential(state, 3, n - lag, period, weight, 2 * value - old) : 0
      out[o] = n < lag + period ? NaN : average
    }
    let average = state[3]!
    for (; i < to; i++, o++) {
      const value = x[i]!
      const old = lag === 0 ? value : state[RING + place]!
      if (lag > 0) state[RING + place] = value
      place = place + 1 >= lag ? 0 : place + 1
      average += (2 * value - old - average) * weight
      out[o] = average
    }
    state[1] = n
    state[2] = place
    state[3] = average
  },
})
