import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { ema } from '../trend/ema.js'

/** Slab: 1 for the sign alone, count (0 or 1), last sum of prices, last range, trend, measure. */
const volumeForce = /* @__PURE__ */ defineIndicator<{ plain: number }, 'force'>({
  name: 'volumeForce',
  title: "Klinger's volume force",
  params: { plain: { default: 0, min: 0, max: 1, integer: true } },
  outputs: ['force'],
  inputs: () => ['high', 'low', 'close', 'volume'],
  lookbackBars: () => 0,
  warmupBars: () => 1,
  stateSize: () => 6,
  onMissing: 'skip',
  init(state, { plain }) {
    state[0] = plain
    state[4] = 1
  },
  advance(state, inputs, outputs, from, to, at) {
    const [high, low, close, volume] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const out = outputs[0]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const sum = high[i]! + low[i]! + close[i]!
      const range = high[i]! - low[i]!
      const first = state[1] === 0
      const last = state[2]!
      const lastRange = state[3]!
      state[1] = 1
      state[2] = sum
      state[3] = range
      out[o] = NaN
      if (first) continue
      if (state[0] === 1) {
        out[o] = sum >= last ? volume[i]! : -volume[i]!
        continue
      }
      const trend = sum > last ? 1 : sum < last ? -1 : state[4]!
      const measure = (trend === state[4] && state[5] !== 0 ? state[5]! : lastRange) + range
      state[4] = trend
      state[5] = measure
      out[o] = measure === 0 ? 0 : volume[i]! * Math.abs((2 * range) / measure - 1) * trend * 100
    }
  },
})

/**
 * Klinger volume oscillator: `klinger` = the difference of the exponential averages of `fastPeriod` and `slowPeriod` bars of a volume force, `signal` = its exponential
 * average of `signalPeriod` bars. `force: 'range'` is 100 · volume · |2 · range / measure − 1|, with the sign of the trend: up where high + low + close rose, down where
 * it fell, else as before; the measure sums the ranges since the trend turned, the bar before included; 0 where it is 0 (Klinger; Tulip). `'sign'` is the volume with the
 * sign of the change of high + low + close, + where it is 0 (TradingView, pandas-ta-classic's kvo). Averages as in `ema`. Warm-up of both `slowPeriod + signalPeriod −
 * 1`; a bar with a missing price or volume is left out. Depends on where the history began, ever less with time. Source: Klinger, Identifying Trends with Volume
 * Analysis, Technical Analysis of Stocks & Commodities 15:12, 1997.
 */
export const klinger = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ fastPeriod: number; slowPeriod: number; signalPeriod: number; force: string }, 'klinger' | 'signal'>({
    name: 'klinger',
    title: 'Klinger oscillator',
    params: {
      fastPeriod: { default: 34, min: 1, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 55, min: 1, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 13, min: 1, max: 100_000, integer: true, unit: 'bars' },
      force: { default: 'range', choices: ['range', 'sign'] },
    },
    outputs: ['klinger', 'signal'],
    inputs: () => ['high', 'low', 'close', 'volume'],
    onMissing: 'skip',
    build({ fastPeriod, slowPeriod, signalPeriod, force }, node, inputs) {
      const [raw] = node(volumeForce, { plain: force === 'sign' ? 1 : 0 }, inputs)
      const [fast] = node(ema, { period: fastPeriod }, [raw!])
      const [slow] = node(ema, { period: slowPeriod }, [raw!])
      const [line] = node(subtract, {}, [fast!, slow!])
      const [signal] = node(ema, { period: signalPeriod }, [line!])
      return [line!, signal!]
    },
  }),
)
