import { defineIndicator } from '../indicator.js'
import { stepExponential } from '../trend/exponential-step.js'
import { atr } from './atr.js'

type KeltnerParams = { period: number; atrPeriod: number; multiplier: number; input: string }

/** At the end of the slab, after the average true range's: periods (2), multiplier, count, average. */
const OWN = 5

/**
 * Keltner channel in Raschke's form: `middle` = exponential average of `period` bars, `upper` and `lower` = middle ± `multiplier` · ATR of `atrPeriod` bars, both averages as TA-Lib's EMA and
 * ATR. Warm-up of all three the longer of `period − 1` and `atrPeriod`; a bar with a missing price leaves the state unchanged. Source: Keltner, How to Make Money in Commodities, 1960;
 * Raschke and Connors, Street Smarts, 1995.
 */
export const keltner = /* @__PURE__ */ defineIndicator<KeltnerParams, 'upper' | 'middle' | 'lower'>({
  name: 'keltner',
  title: 'Keltner channel',
  params: {
    period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
    atrPeriod: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
    multiplier: { default: 2, min: 0, max: 100 },
    input: { default: 'close', column: true },
  },
  outputs: ['upper', 'middle', 'lower'],
  inputs: ({ input }) => ['high', 'low', 'close', input],
  lookbackBars: () => 0,
  warmupBars: ({ period, atrPeriod }) => Math.max(period - 1, atrPeriod),
  stateSize: ({ atrPeriod }) => atr.definition.stateSize({ period: atrPeriod }) + OWN,
  onMissing: 'skip',
  init(state, { period, atrPeriod, multiplier }) {
    atr.definition.init(state, { period: atrPeriod })
    state.set([period, atrPeriod, multiplier], state.length - OWN)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[3]!
    const upper = outputs[0]!
    const middle = outputs[1]!
    const lower = outputs[2]!
    const own = state.length - OWN
    const period = state[own]! | 0
    const ready = Math.max(period, state[own + 1]! + 1)
    const multiplier = state[own + 2]!
    const weight = 2 / (period + 1)
    let n = state[own + 3]! | 0
    // The upper band holds the true range first.
    atr.definition.advance(state, inputs, outputs, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= ready) n += 1
      const average = stepExponential(state, own + 4, n, period, weight, x[i]!)
      const width = multiplier * upper[o]!
      upper[o] = n < ready ? NaN : average + width
      middle[o] = n < ready ? NaN : average
      lower[o] = n < ready ? NaN : average - width
    }
    state[own + 3] = n
  },
})
