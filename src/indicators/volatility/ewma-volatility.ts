import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'

type EwmaVolatilityParams = { decay: number; seedBars: number; input: string }

/**
 * Exponentially weighted volatility of log returns per bar, RiskMetrics' forecast for the next bar: √v with v ← decay · v + (1 − decay) · return², seeded by the mean of the first `seedBars`
 * squared returns; times √(bars per year) it is annual. RiskMetrics takes a decay of 0.94 for days. 0 where nothing has moved. Warm-up `seedBars`; a missing price leaves the state unchanged; a
 * price that is not above zero counts as no move. Depends on where the history began, ever less with time. Source: J.P. Morgan / Reuters, RiskMetrics Technical Document, 4th edition 1996, 5.2.
 */
export const ewmaVolatility = /* @__PURE__ */ defineIndicator<EwmaVolatilityParams, 'volatility'>({
  name: 'ewmaVolatility',
  title: 'Exponentially weighted volatility',
  params: {
    decay: { default: 0.94, min: 0, max: 0.9999 },
    seedBars: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    input: { default: 'close', column: true },
  },
  outputs: ['volatility'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ seedBars }) => seedBars,
  stateSize: () => 5,
  onMissing: 'skip',
  // decay, bars of the seed, count of returns (−1 before the first price), last price, variance or sum of the seed
  init(state, { decay, seedBars }) {
    state[0] = decay
    state[1] = seedBars
    state[2] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const decay = state[0]!
    const seedBars = state[1]! | 0
    let n = state[2]! | 0
    let last = state[3]!
    let variance = state[4]!
    let i = from
    let o = at
    for (; i < to && n < seedBars; i++, o++) {
      const value = x[i]!
      const change = n < 0 ? 0 : logReturn(value, last)
      last = value
      n += 1
      variance += change * change
      if (n === seedBars) variance /= seedBars
      out[o] = n < seedBars ? NaN : Math.sqrt(variance)
    }
    for (; i < to; i++, o++) {
      const value = x[i]!
      const change = logReturn(value, last)
      last = value
      variance = decay * variance + (1 - decay) * (change * change)
      out[o] = Math.sqrt(variance)
    }
    state[2] = n
    state[3] = last
    state[4] = variance
  },
})
