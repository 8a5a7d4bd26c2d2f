import { defineIndicator } from '../indicator.js'
import { stepExponential } from './exponential-step.js'

/** Slab: period, volume factor, count, then the six averages. */
const AVERAGES = 3

/**
 * Tillson's T3: −v³ · e₆ + 3(v² + v³) · e₅ − 3(2v² + v + v³) · e₄ + (1 + 3v + v³ + 3v²) · e₃, where each e is the exponential average of `period` bars of the one before, seeded
 * by the mean of its first `period` values, and v = `volumeFactor`: 0 gives the smooth e₃, 1 the quick one without lag. Warm-up `6 · (period − 1)`; a missing value leaves the state
 * unchanged. Depends on where the history began, ever less with time. Equal to TA-Lib's T3. Source: Tillson, Better Moving Averages, Technical Analysis of Stocks & Commodities 16:1, 1998.
 */
export const t3 = /* @__PURE__ */ defineIndicator<{ period: number; volumeFactor: number; input: string }, 't3'>({
  name: 't3',
  title: "Tillson's T3 moving average",
  params: {
    period: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
    volumeFactor: { default: 0.7, min: 0, max: 1 },
    input: { default: 'close', column: true },
  },
  outputs: ['t3'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => 6 * (period - 1),
  stateSize: () => AVERAGES + 6,
  onMissing: 'skip',
  init(state, { period, volumeFactor }) {
    state[0] = period
    state[1] = volumeFactor
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const v = state[1]!
    const weight = 2 / (period + 1)
    const square = v * v
    const cube = square * v
    const c3 = 1 + 3 * v + cube + 3 * square
    const c4 = -6 * square - 3 * (v + cube)
    const c5 = 3 * (square + cube)
    let n = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n < 6 * period - 5; i++, o++) {
      n += 1
      let value = x[i]!
      // Average k is given its first value once average k − 1 has one.
      let seen = n
      for (let k = 0; k < 6 && seen > 0; k++, seen -= period - 1) value = stepExponential(state, AVERAGES + k, seen, period, weight, value)
      out[o] =
        n < 6 * period - 5
          ? NaN
          : c3 * state[AVERAGES + 2]! + c4 * state[AVERAGES + 3]! + c5 * state[AVERAGES + 4]! - cube * state[AVERAGES + 5]!
    }
    state[2] = n
    let e1 = state[AVERAGES]!
    let e2 = state[AVERAGES + 1]!
    let e3 = state[AVERAGES + 2]!
    let e4 = state[AVERAGES + 3]!
    let e5 = state[AVERAGES + 4]!
    let e6 = state[AVERAGES + 5]!
    for (; i < to; i++, o++) {
      e1 += (x[i]! - e1) * weight
      e2 += (e1 - e2) * weight
      e3 += (e2 - e3) * weight
      e4 += (e3 - e4) * weight
      e5 += (e4 - e5) * weight
      e6 += (e5 - e6) * weight
      out[o] = c3 * e3 + c4 * e4 + c5 * e5 - cube * e6
    }
    state[AVERAGES] = e1
    state[AVERAGES + 1] = e2
    state[AVERAGES + 2] = e3
    state[AVERAGES + 3] = e4
    state[AVERAGES + 4] = e5
    state[AVERAGES + 5] = e6
  },
})
