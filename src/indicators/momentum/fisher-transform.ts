import { log } from '../../core/index.js'
import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { tanh } from '../math/functions.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { weightedPair } from '../math/weighted-pair.js'
import { medianPrice } from '../price/median-price.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { ema } from '../trend/ema.js'
import { wma } from '../trend/wma.js'
import { rsi } from './rsi.js'

/** Slab: value, transform, count (0 or 1). */
const fisherStep = /* @__PURE__ */ defineIndicator<Record<never, never>, 'fisher' | 'signal'>({
  name: 'fisherStep',
  title: 'Fisher transform of a place',
  params: {},
  outputs: ['fisher', 'signal'],
  inputs: () => ['price', 'high', 'low'],
  lookbackBars: () => 0,
  warmupBars: () => 1,
  stateSize: () => 3,
  onMissing: 'skip',
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const [price, high, low] = inputs as [Float64Array, Float64Array, Float64Array]
    const fisher = outputs[0]!
    const signal = outputs[1]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const range = high[i]! - low[i]!
      const place = range > 0 ? (price[i]! - low[i]!) / range - 0.5 : 0
      const raw = 0.66 * place + 0.67 * state[0]!
      const value = raw > 0.99 ? 0.999 : raw < -0.99 ? -0.999 : raw
      const last = state[1]!
      state[0] = value
      state[1] = 0.5 * log((1 + value) / (1 - value)) + 0.5 * last
      fisher[o] = state[2] === 0 ? NaN : state[1]!
      signal[o] = state[2] === 0 ? NaN : last
      state[2] = 1
    }
  },
})

/**
 * Ehlers' Fisher transform of where (high + low) / 2 stands in its range of `period` bars: v ← 0.66 · (place − 0.5) + 0.67 · v, set to ±0.999 beyond ±0.99, `fisher` ← ½ ln((1 +
 * v) / (1 − v)) + ½ fisher, `signal` = the last bar's. Both start from 0; a place without a range is the middle. Warm-up `period`; a bar with a missing price is left
 * out. Depends on where the history began, ever less with time. Equal to pandas-ta-classic's fisher but for its start. Source: Ehlers, Using the Fisher Transform, Technical Analysis of Stocks & Commodities 20:11, 2002.
 */
export const fisherTransform = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'fisher' | 'signal'>({
    name: 'fisherTransform',
    title: 'Fisher transform',
    params: { period: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['fisher', 'signal'],
    inputs: () => ['high', 'low'],
    onMissing: 'skip',
    build({ period }, node, inputs) {
      const [price] = node(medianPrice, {}, inputs)
      const [highest] = node(rollingMax, { period }, [price!])
      const [lowest] = node(rollingMin, { period }, [price!])
      return node(fisherStep, {}, [price!, highest!, lowest!])
    },
  }),
)

/**
 * Inverse Fisher transform of the RSI, −1 … 1: tanh of the linearly weighted average over `averagePeriod` bars of 0.1 · (RSI − 50). RSI as in `rsi`, 0 where nothing has
 * moved. Warm-up `period + averagePeriod − 1`; a missing value is left out. Depends on where the history began, ever less with time. Source: Ehlers, The Inverse Fisher
 * Transform, Technical Analysis of Stocks & Commodities 22:5, 2004.
 */
export const inverseFisherRsi = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; averagePeriod: number; input: string }, 'inverseFisherRsi'>({
    name: 'inverseFisherRsi',
    title: 'Inverse Fisher transform of the RSI',
    params: {
      period: { default: 5, min: 2, max: 100_000, integer: true, unit: 'bars' },
      averagePeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['inverseFisherRsi'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, averagePeriod }, node, [x]) {
      const [strength] = node(rsi, { period }, [x!])
      const [centered] = node(weightedPair, { first: 0.1, second: 0, constant: -5 }, [strength!, strength!])
      const [smooth] = node(wma, { period: averagePeriod }, [centered!])
      return node(tanh, {}, [smooth!])
    },
  }),
)

/**
 * Premier stochastic oscillator, −1 … 1: tanh(s / 2) = (eˢ − 1) / (eˢ + 1), s = 0.1 · (%K − 50) smoothed by two exponential averages of `averagePeriod` bars; %K the raw
 * stochastic of `period` bars, 50 where there is no range. Averages as in `ema`. Warm-up `period + 2 · averagePeriod − 3`; a bar with a missing price is left out.
 * Depends on where the history began, ever less with time. Source: Leibfarth, Premier Stochastic Oscillator, Technical Analysis of Stocks & Commodities 26:8, 2008.
 */
export const premierStochastic = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; averagePeriod: number }, 'premierStochastic'>({
    name: 'premierStochastic',
    title: 'Premier stochastic oscillator',
    params: {
      period: { default: 8, min: 1, max: 100_000, integer: true, unit: 'bars' },
      averagePeriod: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
    },
    outputs: ['premierStochastic'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ period, averagePeriod }, node, [high, low, close]) {
      const [highest] = node(rollingMax, { period }, [high!])
      const [lowest] = node(rollingMin, { period }, [low!])
      const [above] = node(subtract, {}, [close!, lowest!])
      const [range] = node(subtract, {}, [highest!, lowest!])
      const [place] = node(scaledQuotient, { scale: 10, zero: 5 }, [above!, range!])
      const [centered] = node(weightedPair, { second: 0, constant: -5 }, [place!, place!])
      const [once] = node(ema, { period: averagePeriod }, [centered!])
      const [twice] = node(ema, { period: averagePeriod }, [once!])
      const [half] = node(weightedPair, { first: 0.5, second: 0 }, [twice!, twice!])
      return node(tanh, {}, [half!])
    },
  }),
)
