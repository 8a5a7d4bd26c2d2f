import { defineIndicator } from '../indicator.js'
import { advanceExtremePlace, EXTREME_PLACE_STATE, initExtremePlace } from './extreme-place.js'

/**
 * Place of the lowest of the last `period` values: 1 for the oldest … `period` for the newest; of equal values the oldest counts, so 1 on flat stretches. Warm-up
 * `period − 1`; a missing value restarts the window. Equal to qlib's IdxMin.
 */
export const rollingArgMin = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'place'>({
  name: 'rollingArgMin',
  title: 'Place of the lowest in a window',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['place'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => EXTREME_PLACE_STATE,
  onMissing: 'reset',
  init(state, { period }) {
    initExtremePlace(state, period)
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceExtremePlace(state, -1, inputs[0]!, outputs[0]!, from, to, at)
  },
})
