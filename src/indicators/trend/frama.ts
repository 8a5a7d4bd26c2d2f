import { exp, log } from '../../core/index.js'
import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { medianPrice } from '../price/median-price.js'
import { lag } from '../statistics/lag.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { adaptiveStep } from './adaptive-step.js'

/** The weight exp(−4.6 · (D − 1)), 0.01 … 1, from the extremes of the newer and of the older half of the window. */
const fractalWeight = /* @__PURE__ */ defineIndicator<Record<never, never>, 'weight'>({
  name: 'fractalWeight',
  title: 'Weight by fractal dimension',
  params: {},
  outputs: ['weight'],
  inputs: () => ['high', 'low', 'oldHigh', 'oldLow'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 0,
  onMissing: 'skip',
  init() {},
  advance(_state, inputs, outputs, from, to, at) {
    const [high, low, oldHigh, oldLow] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    for (let i = from, o = at; i < to; i++, o++) {
      const halves = high[i]! - low[i]! + (oldHigh[i]! - oldLow[i]!)
      const whole = Math.max(high[i]!, oldHigh[i]!) - Math.min(low[i]!, oldLow[i]!)
      const dimension = halves > 0 ? 1 + log(halves / whole) / Math.LN2 : 1
      out[o] = Math.min(1, Math.max(0.01, exp(-4.6 * (dimension - 1))))
    }
  },
})

/**
 * Fractal adaptive moving average of (high + low) / 2: average ← average + w · (price − average), w = exp(−4.6 · (D − 1)) between 0.01 and 1. D = log2((N1 + N2) / N3), where N1 and N2 are the ranges of the two
 * halves of the window, `halfPeriod` bars each, per bar and N3 that of the whole; 1 where no half has a range. Starts from the first price with a whole window. Warm-up 2 · `halfPeriod` − 1; a bar with a
 * missing price is left out. Depends on where the history began, ever less with time. Source: Ehlers, FRAMA: Fractal Adaptive Moving Average, Technical Analysis of Stocks & Commodities 23:10, 2005.
 */
export const frama = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ halfPeriod: number }, 'frama'>({
    name: 'frama',
    title: 'Fractal adaptive moving average',
    params: { halfPeriod: { default: 8, min: 1, max: 50_000, integer: true, unit: 'bars' } },
    outputs: ['frama'],
    inputs: () => ['high', 'low'],
    onMissing: 'skip',
    build({ halfPeriod }, node, [high, low]) {
      const [price] = node(medianPrice, {}, [high!, low!])
      const [highest] = node(rollingMax, { period: halfPeriod }, [high!])
      const [lowest] = node(rollingMin, { period: halfPeriod }, [low!])
      const [oldHighest] = node(lag, { bars: halfPeriod }, [highest!])
      const [oldLowest] = node(lag, { bars: halfPeriod }, [lowest!])
      const [weight] = node(fractalWeight, {}, [highest!, lowest!, oldHighest!, oldLowest!])
      return node(adaptiveStep, {}, [price!, weight!, price!])
    },
  }),
)
