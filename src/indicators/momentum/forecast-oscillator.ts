import { defineIndicator } from '../indicator.js'
import { advanceSlidingLine, initSlidingLine, SLIDING_LINE_STATE } from '../statistics/sliding-line.js'

/**
 * Forecast oscillator: by how many percent of itself the value lies above the forecast made one bar earlier (see `timeSeriesForecast`): 100 · (x − forecast) / x; 0 where x is 0. Its
 * sums are exact, so it does not depend on where the history began. Warm-up `period`; a missing value restarts the window. Equal to TA-Lib's FOSC. Source: Chande and Kroll, The
 * New Technical Trader, 1994.
 */
export const forecastOscillator = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'forecastOscillator'>({
  name: 'forecastOscillator',
  title: 'Forecast oscillator',
  params: { period: { default: 5, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['forecastOscillator'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
  stateSize: () => SLIDING_LINE_STATE + 2,
  onMissing: 'reset',
  // the line; then whether there is a forecast (1), and the forecast
  init(state, { period }) {
    initSlidingLine(state, period, 1, (period + 1) / 2)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    let known = state[SLIDING_LINE_STATE] === 1
    let forecast = state[SLIDING_LINE_STATE + 1]!
    const ready = Math.max(0, state[0]! - 1 - state[1]!)
    advanceSlidingLine(state, x, out, from, to, at)
    for (let i = from + ready, o = at + ready; i < to; i++, o++) {
      const value = x[i]!
      const next = out[o]!
      out[o] = known ? (value === 0 ? 0 : (100 * (value - forecast)) / value) : NaN
      forecast = next
      known = true
    }
    state[SLIDING_LINE_STATE] = known ? 1 : 0
    state[SLIDING_LINE_STATE + 1] = forecast
  },
})
