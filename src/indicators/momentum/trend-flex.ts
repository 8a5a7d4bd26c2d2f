import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { beyondRounding } from '../math/beyond-rounding.js'
import { weightedPair } from '../math/weighted-pair.js'
import { lag } from '../statistics/lag.js'
import { superSmoother } from '../trend/ehlers-filters.js'
import { sma } from '../trend/sma.js'

/** The value over the root of its mean square, an exponential average of weight 0.04 from the first square on; 0 where that is 0. */
const overRootMeanSquare = /* @__PURE__ */ defineIndicator<Record<never, never>, 'share'>({
  name: 'overRootMeanSquare',
  title: 'Value over its usual size',
  params: {},
  outputs: ['share'],
  inputs: () => ['value'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 2,
  onMissing: 'skip',
  // count (0 or 1), mean square
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    let square = state[1]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      square = state[0] === 0 ? value * value : 0.04 * value * value + 0.96 * square
      state[0] = 1
      out[o] = square > 0 ? value / Math.sqrt(square) : 0
    }
    state[1] = square
  },
})

/**
 * Ehlers' trendflex: the mean distance of the `superSmoother` of `smoothPeriod` bars from its last `period` values, over the root of its own mean square (exponential,
 * weight 0.04, from the first square on); 0 where nothing moved. Ehlers smooths with half the period. Warm-up `period + smoothPeriod − 1`; a missing value is left out.
 * Depends on where the history began, ever less with time. Source: Ehlers, Reflex: A New Zero-Lag Indicator, Technical Analysis of Stocks & Commodities 38:2, 2020.
 */
export const trendFlex = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; smoothPeriod: number; input: string }, 'trendFlex'>({
    name: 'trendFlex',
    title: 'Trendflex',
    params: {
      period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      smoothPeriod: { default: 10, min: 3, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['trendFlex'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, smoothPeriod }, node, [x]) {
      const [smooth] = node(superSmoother, { period: smoothPeriod }, [x!])
      const [last] = node(lag, { bars: 1 }, [smooth!])
      const [mean] = node(sma, { period }, [last!])
      const [apart] = node(subtract, {}, [smooth!, mean!])
      return node(overRootMeanSquare, {}, node(beyondRounding, {}, [apart!, smooth!]))
    },
  }),
)

/**
 * Ehlers' reflex: as `trendFlex`, but the distance is that of the smoothed value's straight line over `period` bars from its last `period` values, so that a trend counts
 * for little and a turn for much. Warm-up `period + smoothPeriod − 1`; a missing value is left out. Depends on where the history began, ever less with time. Source:
 * Ehlers, Reflex: A New Zero-Lag Indicator, Technical Analysis of Stocks & Commodities 38:2, 2020.
 */
export const reflex = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; smoothPeriod: number; input: string }, 'reflex'>({
    name: 'reflex',
    title: 'Reflex',
    params: {
      period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      smoothPeriod: { default: 10, min: 3, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['reflex'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, smoothPeriod }, node, [x]) {
      const [smooth] = node(superSmoother, { period: smoothPeriod }, [x!])
      const [last] = node(lag, { bars: 1 }, [smooth!])
      const [mean] = node(sma, { period }, [last!])
      const [old] = node(lag, { bars: period }, [smooth!])
      const [fall] = node(subtract, {}, [old!, smooth!])
      const [apart] = node(subtract, {}, [smooth!, mean!])
      const [bent] = node(weightedPair, { second: (period + 1) / (2 * period) }, [apart!, fall!])
      return node(overRootMeanSquare, {}, node(beyondRounding, {}, [bent!, smooth!]))
    },
  }),
)
