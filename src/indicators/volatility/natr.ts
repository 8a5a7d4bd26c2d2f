import { defineIndicator } from '../indicator.js'
import { atr } from './atr.js'

/**
 * Normalised Average True Range, in percent of the close: 100 · ATR / close; 0 where the close is 0. Warm-up `period`; a bar with a missing price leaves the state unchanged.
 * Equal to TA-Lib's NATR. Source: Forman, Cross-Market Evaluations with Normalized Average True Range, Technical Analysis of Stocks & Commodities 24:5, 2006.
 */
export const natr = /* @__PURE__ */ defineIndicator<{ period: number }, 'natr'>({
  name: 'natr',
  title: 'Average True Range in percent',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['natr'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: (params) => atr.definition.stateSize(params),
  onMissing: 'skip',
  // as the average true range: period, count, last close, average
  init(state, params) {
    atr.definition.init(state, params)
  },
  advance(state, inputs, outputs, from, to, at) {
    const period = state[0]! | 0
    const seen = state[1]! | 0
    const begin = Math.min(to, from + Math.max(0, period + 1 - seen))
    if (from < begin) atr.definition.advance(state, inputs, outputs, from, begin, at)
    const close = inputs[2]!
    const out = outputs[0]!
    for (let i = from, o = at; i < begin; i++, o++) out[o] = percentOf(out[o]!, close[i]!)
    if (begin < to) slide(state, inputs[0]!, inputs[1]!, close, out, begin, to, at + begin - from)
  },
})

/** Not a 0 in place of the quotient where the price is 0: that would answer the warm-up with a number. */
function percentOf(range: number, price: number): number {
  return (range / (price === 0 ? Infinity : price)) * 100
}

/** What `atr` does after its warm-up, and the share of the close in the same step. */
function slide(
  state: Float64Array,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const weight = 1 / state[0]!
  const decay = 1 - weight
  let lastClose = state[2]!
  let average = state[3]!
  let o = at
  for (let i = from; i < to; i++, o++) {
    const h = high[i]!
    const l = low[i]!
    const top = h > lastClose ? h : lastClose
    const bottom = l < lastClose ? l : lastClose
    average = average * decay + (top - bottom) * weight
    lastClose = close[i]!
    out[o] = percentOf(average, lastClose)
  }
  state[2] = lastClose
  state[3] = average
}
