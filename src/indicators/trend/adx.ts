import { defineIndicator } from '../indicator.js'
import { advanceDirectional, DIRECTIONAL_STATE } from './directional-movement.js'

/**
 * Average Directional Index: Wilder's average of 100 · |+DI − −DI| / (+DI + −DI), the strength of a trend whatever its direction. 0 on a flat price.
 * Warm-up `2 · period − 1`; a bar with a missing price leaves the state unchanged. Equal to TA-Lib's ADX. Source: Wilder, New Concepts in Technical
 * Trading Systems, 1978.
 */
export const adx = /* @__PURE__ */ defineIndicator<{ period: number }, 'adx'>({
  name: 'adx',
  title: 'Average Directional Index',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['adx'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => 2 * period - 1,
  stateSize: () => DIRECTIONAL_STATE,
  onMissing: 'skip',
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    advanceDirectional('adx', state, inputs, outputs[0]!, from, to, at)
  },
})
