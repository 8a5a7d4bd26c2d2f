import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { rma } from '../trend/rma.js'

/** The volume weighted by where the close stands in the true range, −1 … 1, and the volume; from the second bar on. */
const trueRangeFlow = /* @__PURE__ */ defineIndicator<Record<never, never>, 'flow' | 'volume'>({
  name: 'trueRangeFlow',
  title: 'Money flow by the true range',
  params: {},
  outputs: ['flow', 'volume'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: () => 1,
  stateSize: () => 2,
  onMissing: 'skip',
  // count (0 or 1), last close
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close, volume] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const flows = outputs[0]!
    const volumes = outputs[1]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const last = state[1]!
      const top = Math.max(high[i]!, last)
      const bottom = Math.min(low[i]!, last)
      const range = top - bottom
      const seen = state[0] === 1
      flows[o] = seen ? (range > 0 ? ((close[i]! - bottom - (top - close[i]!)) / range) * volume[i]! : 0) : NaN
      volumes[o] = seen ? volume[i]! : NaN
      state[0] = 1
      state[1] = close[i]!
    }
  },
})

/**
 * Twiggs money flow, −1 … 1: Wilder's average over `period` bars of the volume times where the close stands in the true range (−1 at its bottom, 1 at its top, 0 without
 * one), over that of the volume; 0 where nothing was traded. Unlike `chaikinMoneyFlow` it counts gaps. Warm-up `period`; a bar with a missing price or volume is left
 * out. Depends on where the history began, ever less with time. Source: Twiggs, Incredible Charts.
 */
export const twiggsMoneyFlow = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'twiggsMoneyFlow'>({
    name: 'twiggsMoneyFlow',
    title: 'Twiggs money flow',
    params: { period: { default: 21, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['twiggsMoneyFlow'],
    inputs: () => ['high', 'low', 'close', 'volume'],
    onMissing: 'skip',
    build({ period }, node, inputs) {
      const [flow, volume] = node(trueRangeFlow, {}, inputs)
      const [flows] = node(rma, { period }, [flow!])
      const [volumes] = node(rma, { period }, [volume!])
      return node(scaledQuotient, {}, [flows!, volumes!])
    },
  }),
)
