import { defineIndicator } from '../indicator.js'
import { logReturn } from '../statistics/log-return.js'
import { advanceRingMean, ringMeanState } from '../statistics/ring-mean.js'

/** Slab: period, bars seen (up to 1); then the mean of falls, then that of rises. */
const MEANS = 2

/**
 * Realised semivariances: the sums of the squared log returns of the last `period` bars that fell (`down`) and that rose (`up`); together the realised variance. 0 where none did. The sums are
 * exact. Warm-up `period`; a missing price restarts the window; a price that is not above zero counts as no move. Source: Barndorff-Nielsen, Kinnebrock and Shephard, Measuring Downside
 * Risk: Realised Semivariance, 2010.
 */
export const realizedSemivariance = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'down' | 'up'>({
  name: 'realizedSemivariance',
  title: 'Realised semivariances',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['down', 'up'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 1,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => MEANS + 2 * ringMeanState(period),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const down = outputs[0]!
    const up = outputs[1]!
    const period = state[0]! | 0
    let i = from
    let o = at
    if (state[1] === 0 && i < to) {
      state[1] = 1
      down[o] = NaN
      up[o] = NaN
      i += 1
      o += 1
    }
    const start = o
    for (; i < to; i++, o++) {
      const change = logReturn(x[i]!, x[i - 1]!)
      const square = change * change
      down[o] = change < 0 ? square : 0
      up[o] = change < 0 ? 0 : square
    }
    advanceRingMean(state, MEANS, period, down, down, start, o)
    advanceRingMean(state, MEANS + ringMeanState(period), period, up, up, start, o)
    for (let row = start; row < o; row++) {
      down[row]! *= period
      up[row]! *= period
    }
  },
})
