import { defineIndicator } from '../indicator.js'
import { advanceDirectional, DIRECTIONAL_STATE } from './directional-movement.js'

/**
 * Plus Directional Indicator: the share of upward movement in the true range, 0 … 100. 0 where the price has not moved.
 * Warm-up `period`; a bar with a missing price leaves the state unchanged. Equal to TA-Lib's PLUS_DI. Source: Wilder, New Concepts in Technical
 * Trading Systems, 1978.
 */
export const plusDi = /* @__PURE__ */ defineIndicator<{ period: number }, 'plusDi'>({
  name: 'plusDi',
  title: 'Plus Directional Indicator',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['plusDi'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: () => DIRECTIONAL_STATE,
  onMissing: 'skip',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceDirectional('plusDi', state, inputs, outputs[0]!, from, to, at)
  },
})
