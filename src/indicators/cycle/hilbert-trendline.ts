import { defineIndicator } from '../indicator.js'
import { CYCLE_MEAN_STATE, keepPrice, stepCycleMean } from './cycle-mean.js'
import { COUNT, HILBERT_STATE, initHilbert, LATE_START, LATE_WARMUP, stepHilbert } from './hilbert.js'

/**
 * Instantaneous trendline: the mean price over the dominant cycle, which leaves the cycle out, smoothed by weights 4, 3, 2, 1. Warm-up 63; a missing value leaves the state unchanged. Depends on where the history began, ever less with time. Equal to
 * TA-Lib's HT_TRENDLINE. Source: Ehlers, Rocket Science for Traders, 2001.
 */
export const hilbertTrendline = /* @__PURE__ */ defineIndicator<{ input: string }, 'trendline'>({
  name: 'hilbertTrendline',
  title: 'Instantaneous trendline',
  params: { input: { default: 'close', column: true } },
  outputs: ['trendline'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: () => LATE_WARMUP,
  stateSize: () => HILBERT_STATE + CYCLE_MEAN_STATE,
  onMissing: 'skip',
  init(state) {
    initHilbert(state, LATE_START)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const transformed = stepHilbert(state, x[i]!)
      keepPrice(state, HILBERT_STATE, x[i]!)
      const trendline = transformed ? stepCycleMean(state, HILBERT_STATE) : NaN
      out[o] = state[COUNT]! > LATE_WARMUP ? trendline : NaN
    }
  },
})
