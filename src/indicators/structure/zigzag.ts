import { defineIndicator } from '../indicator.js'
import { LEGS_STATE, type LegOutput, legOutputs, stepLegs, writeLegs } from './zigzag-legs.js'

/**
 * Zigzag without repainting: a rising leg is over on the first bar whose low is `percent` or more below the leg's highest high, a falling one on the first whose high is as much above its lowest low (a bar
 * that extends the leg does not end it). `direction` is 1 in a leg that rises from a confirmed low and −1 in one that falls from a confirmed high, 0 before the first; `confirmed` is 1 on the bar on which a
 * low is confirmed, −1 for a high, else 0; `lastHigh` and `lastLow` are the last confirmed ends, `barsSince` counts bars from the last confirmed end's own bar. Ends are reported when they are confirmed,
 * not on their own bar. No warm-up; NaN until there is such an end; a bar with a missing price is passed over. Where a first bar could begin either leg, it rises. Depends on where the history began until legs agree. Source: Merrill, Filtered Waves, 1977.
 */
export const zigzag = /* @__PURE__ */ defineIndicator<{ percent: number }, LegOutput>({
  name: 'zigzag',
  title: 'Zigzag by percent',
  params: { percent: { default: 5, min: 0.001, max: 99, unit: '%' } },
  outputs: legOutputs,
  inputs: () => ['high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 1 + LEGS_STATE,
  onMissing: 'skip',
  gaps: 'until the first confirmed high, the first low, either',
  // share; then the legs
  init(state, { percent }) {
    state[0] = percent / 100
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low] = inputs as [Float64Array, Float64Array]
    const share = state[0]!
    let o = at
    for (let i = from; i < to; i++, o++) writeLegs(state, 1, stepLegs(state, 1, high[i]!, low[i]!, share, 0), outputs, o)
  },
})
