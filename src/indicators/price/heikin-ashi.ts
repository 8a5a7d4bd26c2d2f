import { defineIndicator } from '../indicator.js'

/**
 * Heikin-Ashi candles: `close` = (open + high + low + close) / 4, `open` = the middle of the last candle's open and close (on the first bar of the bar's own), `high` and `low` = the
 * extremes of the bar's and of these two. No warm-up; a bar with a missing price leaves the state unchanged. The open depends on where the history began, half as much with each
 * bar. Not prices at which anything traded. Equal to TA-Lib's HA. Source: Valcu, Using the Heikin-Ashi Technique, Technical Analysis of Stocks & Commodities 22:2, 2004.
 */
export const heikinAshi = /* @__PURE__ */ defineIndicator<Record<never, never>, 'open' | 'high' | 'low' | 'close'>({
  name: 'heikinAshi',
  title: 'Heikin-Ashi candles',
  params: {},
  outputs: ['open', 'high', 'low', 'close'],
  inputs: () => ['open', 'high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 3,
  onMissing: 'skip',
  // count (0 or 1), last open, last close
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const open = inputs[0]!
    const high = inputs[1]!
    const low = inputs[2]!
    const close = inputs[3]!
    const outOpen = outputs[0]!
    const outHigh = outputs[1]!
    const outLow = outputs[2]!
    const outClose = outputs[3]!
    let lastOpen = state[0] === 0 && from < to ? open[from]! : state[1]!
    let lastClose = state[0] === 0 && from < to ? close[from]! : state[2]!
    if (from < to) state[0] = 1
    let o = at
    for (let i = from; i < to; i++, o++) {
      const top = high[i]!
      const bottom = low[i]!
      lastOpen = (lastOpen + lastClose) / 2
      lastClose = (open[i]! + top + bottom + close[i]!) / 4
      outOpen[o] = lastOpen
      outHigh[o] = Math.max(top, lastOpen, lastClose)
      outLow[o] = Math.min(bottom, lastOpen, lastClose)
      outClose[o] = lastClose
    }
    state[1] = lastOpen
    state[2] = lastClose
  },
})
