import { defineIndicator } from '../indicator.js'

/**
 * McGinley dynamic: md ← md + (x − md) / (`factor` · period · (x / md)⁴), quicker in falls than in rises. The divisor is at least 1, so that a crash never carries the line beyond the price; where the
 * line is 0 it takes the value. Starts from the first value. Warm-up `period − 1`; a missing value leaves the state unchanged. Depends on where the history began, ever less with time. Equal to
 * pandas-ta-classic's mcgd (which has no warm-up) while the divisor is above 1; trading-signals takes `factor` 0.6. Source: McGinley, Journal of the Market Technicians Association, 1991.
 */
export const mcGinley = /* @__PURE__ */ defineIndicator<{ period: number; factor: number; input: string }, 'mcGinley'>({
  name: 'mcGinley',
  title: 'McGinley dynamic',
  params: {
    period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    factor: { default: 1, min: 0.01, max: 100 },
    input: { default: 'close', column: true },
  },
  outputs: ['mcGinley'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 4,
  onMissing: 'skip',
  // period, factor, count, line
  init(state, { period, factor }) {
    state[0] = period
    state[1] = factor
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const slowness = state[1]! * period
    let n = state[2]! | 0
    let line = state[3]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      if (n === 0 || line === 0) line = value
      else {
        const ratio = value / line
        line += (value - line) / Math.max(1, slowness * (ratio * ratio) * (ratio * ratio))
      }
      if (n < period) n += 1
      out[o] = n < period ? NaN : line
    }
    state[2] = n
    state[3] = line
  },
})
