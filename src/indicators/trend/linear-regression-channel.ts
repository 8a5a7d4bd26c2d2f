import { defineIndicator } from '../indicator.js'
import { residualOf, slopeOf } from '../statistics/window-line.js'

type ChannelParams = { period: number; deviations: number; input: string }

/**
 * Linear regression channel: `middle` = the end of the least-squares line through the last `period` values, `upper` and `lower` = middle ± `deviations` population standard deviations of the values from the line.
 * The line is that of the bar's own window, never one drawn back over older bars. Exactly flat on a flat price. A function of its window alone. Warm-up `period − 1`; a missing value restarts the window. Source: Raff,
 * Trading the Regression Channel, Technical Analysis of Stocks & Commodities 9:10, 1991 (who takes the largest distance for the deviations).
 */
export const linearRegressionChannel = /* @__PURE__ */ defineIndicator<ChannelParams, 'upper' | 'middle' | 'lower'>({
  name: 'linearRegressionChannel',
  title: 'Linear regression channel',
  params: {
    period: { default: 100, min: 3, max: 100_000, integer: true, unit: 'bars' },
    deviations: { default: 2, min: 0, max: 100 },
    input: { default: 'close', column: true },
  },
  outputs: ['upper', 'middle', 'lower'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 3,
  onMissing: 'reset',
  // period, deviations, count
  init(state, { period, deviations }) {
    state[0] = period
    state[1] = deviations
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const [upper, middle, lower] = outputs as [Float64Array, Float64Array, Float64Array]
    const period = state[0]! | 0
    const deviations = state[1]!
    let n = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) {
      upper[o] = NaN
      middle[o] = NaN
      lower[o] = NaN
    }
    for (; i < to; i++, o++) {
      const first = i - period + 1
      const slope = slopeOf(x, first, i + 1)
      const end = x[i]! - residualOf(x, first, i + 1)
      let squares = 0
      for (let j = first; j <= i; j++) {
        const distance = x[j]! - end - slope * (j - i)
        squares += distance * distance
      }
      const width = deviations * Math.sqrt(squares / period)
      upper[o] = end + width
      middle[o] = end
      lower[o] = end - width
    }
    state[2] = n
  },
})
