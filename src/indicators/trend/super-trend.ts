import { defineIndicator } from '../indicator.js'
import { atr } from '../volatility/atr.js'

type SuperTrendParams = { period: number; multiplier: number; start: string }

/** At the end of the slab, after the average true range's: period, count, multiplier, direction (0 before the first row), upper band, lower band, last close, direction of the first row. */
const OWN = 8

/**
 * SuperTrend: bands at (high + low) / 2 ± `multiplier` · ATR. The upper one only falls and the lower one only rises, unless the last close was beyond them. `direction` is 1 while the
 * trend is up and turns to −1 when the close falls below the lower band, and back when it rises above the upper one; `superTrend` is the lower band in an up trend and the upper one in
 * a down trend. The first row counts as a down trend, as in TradingView, or with `start: 'up'` as an up trend, as in TA-Lib. ATR as in `atr` (TA-Lib), which leaves out the first bar. Warm-up `period`; a bar with a missing price leaves
 * the state unchanged. Depends on where the history began. Equal to TA-Lib's SUPERTREND with `start: 'up'`. Source: Seban; TradingView, ta.supertrend.
 */
export const superTrend = /* @__PURE__ */ defineIndicator<SuperTrendParams, 'superTrend' | 'direction'>({
  name: 'superTrend',
  title: 'SuperTrend',
  params: {
    period: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
    multiplier: { default: 3, min: 0, max: 3e37 },
    start: { default: 'down', choices: ['down', 'up'] },
  },
  outputs: ['superTrend', 'direction'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 0,
  warmupBars: ({ period }) => period,
  stateSize: ({ period }) => atr.definition.stateSize({ period }) + OWN,
  onMissing: 'skip',
  init(state, { period, multiplier, start }) {
    atr.definition.init(state, { period })
    state[state.length - OWN] = period
    state[state.length - OWN + 2] = multiplier
    state[state.length - OWN + 7] = start === 'up' ? 1 : -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const stop = outputs[0]!
    const side = outputs[1]!
    const own = state.length - OWN
    const period = state[own]! | 0
    let n = state[own + 1]! | 0
    const multiplier = state[own + 2]!
    let direction = state[own + 3]!
    let upper = state[own + 4]!
    let lower = state[own + 5]!
    let lastClose = state[own + 6]!
    atr.definition.advance(state, inputs, outputs, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < period) {
        n += 1
        side[o] = NaN
        continue
      }
      const middle = (high[i]! + low[i]!) / 2
      const width = multiplier * stop[o]!
      const price = close[i]!
      const started = direction !== 0
      if (!started || middle + width < upper || lastClose > upper) upper = middle + width
      if (!started || middle - width > lower || lastClose < lower) lower = middle - width
      if (!started) direction = state[own + 7]!
      else if (direction > 0) direction = price < lower ? -1 : 1
      else direction = price > upper ? 1 : -1
      stop[o] = direction > 0 ? lower : upper
      side[o] = direction
      lastClose = price
    }
    state[own + 1] = n
    state[own + 3] = direction
    state[own + 4] = upper
    state[own + 5] = lower
    state[own + 6] = lastClose
  },
})
