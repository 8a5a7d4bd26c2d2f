import { defineIndicator } from '../indicator.js'
import { DIRECTIONAL_STEP_STATE, stepDirectional } from './directional-step.js'

const STEP = 3

/**
 * Directional movement index, 0 … 100: 100 · |+DI − −DI| / (+DI + −DI), which `adx` averages. Where nothing moved it keeps its last value, 0 at first. Warm-up `period`; a bar with a
 * missing price leaves the state unchanged. Equal to TA-Lib's DX. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const dx = /* @__PURE__ */ defineIndicator<{ period: number }, 'dx'>({
  name: 'dx',
  title: 'Directional movement index',
  params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['dx'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: () => STEP + DIRECTIONAL_STEP_STATE,
  onMissing: 'skip',
  // period, count of bars, last value; then the sums
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close] = inputs as [Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      stepDirectional(state, STEP, n, period, high[i]!, low[i]!, close[i]!)
      const plus = state[STEP + 3]!
      const minus = state[STEP + 4]!
      if (n > period && plus + minus > 0) state[2] = (100 * Math.abs(plus - minus)) / (plus + minus)
      out[o] = n > period ? state[2]! : NaN
    }
    state[1] = n
  },
})
