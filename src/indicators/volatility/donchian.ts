import { defineIndicator } from '../indicator.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

/**
 * Donchian channel: `upper` = highest high and `lower` = lowest low of the last `period` bars, this one included, `middle` = their mean. Exact, so it does not depend on where the
 * history began. Warm-up `period − 1`; a missing price restarts the windows. Source: Donchian, Trend-Following Methods in Commodity Price Analysis, 1957.
 */
export const donchian = /* @__PURE__ */ defineIndicator<{ period: number }, 'upper' | 'middle' | 'lower'>({
  name: 'donchian',
  title: 'Donchian channel',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['upper', 'middle', 'lower'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => 1 + 2 * windowExtremeState(period),
  onMissing: 'reset',
  // period; then the extremes of high and of low
  init(state, { period }) {
    state[0] = period
    initWindowExtreme(state, 1, period)
    initWindowExtreme(state, 1 + windowExtremeState(period), period)
  },
  advance(state, inputs, outputs, from, to, at) {
    const upper = outputs[0]!
    const middle = outputs[1]!
    const lower = outputs[2]!
    const period = state[0]! | 0
    advanceWindowExtreme(state, 1, period, 1, inputs[0]!, upper, from, to, at)
    advanceWindowExtreme(state, 1 + windowExtremeState(period), period, -1, inputs[1]!, lower, from, to, at)
    for (let o = at; o < at + to - from; o++) middle[o] = (upper[o]! + lower[o]!) / 2
  },
})
