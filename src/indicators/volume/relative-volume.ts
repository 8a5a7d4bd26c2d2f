import { defineIndicator } from '../indicator.js'
import { advanceWindowSum, WINDOW_SUM_STATE } from '../window-sum.js'

/** Slab: the mean; then whether there is one (1), and the last one. */
const OWN = WINDOW_SUM_STATE

/**
 * Relative volume: the bar's volume over the mean volume of the `period` bars before it; no value (NaN) where nothing was traded in them. The sum is exact, so it does not depend on
 * where the history began. Warm-up `period`; a missing volume restarts the window. Equal to TA-Lib's RVOL, which gives Infinity where a volume follows none.
 */
export const relativeVolume = /* @__PURE__ */ defineIndicator<{ period: number }, 'relativeVolume'>({
  name: 'relativeVolume',
  title: 'Relative volume',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['relativeVolume'],
  inputs: () => ['volume'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period,
  stateSize: () => OWN + 2,
  onMissing: 'reset',
  gaps: 'where the bars before have no volume',
  init(state, { period }) {
    state[0] = period
    state[1] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const volume = inputs[0]!
    const out = outputs[0]!
    let known = state[OWN] === 1
    let before = state[OWN + 1]!
    const ready = Math.max(0, state[0]! - 1 - state[2]!)
    advanceWindowSum(state, volume, out, from, to, at)
    for (let i = from + ready, o = at + ready; i < to; i++, o++) {
      const mean = out[o]!
      out[o] = known && before !== 0 ? volume[i]! / before : NaN
      before = mean
      known = true
    }
    state[OWN] = known ? 1 : 0
    state[OWN + 1] = before
  },
})
