import { defineIndicator } from '../indicator.js'
import { atr } from '../volatility/atr.js'
import { LEGS_STATE, type LegOutput, legOutputs, stepLegs, writeLegs } from './zigzag-legs.js'

/** Slab: the average true range; count, period, multiplier; the legs. */
const OWN = 4
const LEGS = OWN + 3

/**
 * `zigzag` whose legs end when the price came back by `multiplier` average true ranges (as `atr`, of the bar that ends the leg) from the leg's extreme, and not at all where nothing moved. Same outputs,
 * reported when confirmed, never on the end's own bar. The first leg is looked for from the first bar with an average true range. Warm-up `period`; NaN until there is such an end; a bar with a missing price is passed
 * over. Source: Merrill, Filtered Waves, 1977; Wilder, New Concepts in Technical Trading Systems, 1978 (average true range).
 */
export const zigzagAtr = /* @__PURE__ */ defineIndicator<{ period: number; multiplier: number }, LegOutput>({
  name: 'zigzagAtr',
  title: 'Zigzag by average true range',
  params: {
    period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    multiplier: { default: 3, min: 0, max: 1000 },
  },
  outputs: legOutputs,
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: () => LEGS + LEGS_STATE,
  onMissing: 'skip',
  gaps: 'until the first confirmed high, the first low, either',
  init(state, { period, multiplier }) {
    atr.definition.init(state, { period })
    state[OWN + 1] = period
    state[OWN + 2] = multiplier
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low] = inputs as [Float64Array, Float64Array]
    const ranges = outputs[0]!
    const period = state[OWN + 1]! | 0
    const multiplier = state[OWN + 2]!
    let n = state[OWN]! | 0
    // The direction holds the average true range first.
    atr.definition.advance(state, inputs, outputs, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= period) n += 1
      if (n <= period) for (const output of outputs) output[o] = NaN
      else writeLegs(state, LEGS, stepLegs(state, LEGS, high[i]!, low[i]!, 0, multiplier * ranges[o]!), outputs, o)
    }
    state[OWN] = n
  },
})
