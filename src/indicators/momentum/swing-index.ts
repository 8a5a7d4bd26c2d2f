import { defineIndicator, type Indicator } from '../indicator.js'
import { growSum } from '../statistics/exact-sum.js'

/** Wilder's swing of one bar from the last. */
function swingOf(open: number, high: number, low: number, close: number, lastOpen: number, lastClose: number, limit: number): number {
  const up = Math.abs(high - lastClose)
  const down = Math.abs(low - lastClose)
  const range = high - low
  const body = Math.abs(lastClose - lastOpen) / 4
  let size = range + body
  if (up >= down && up >= range) size = up - down / 2 + body
  else if (down >= range) size = down - up / 2 + body
  if (size === 0) return 0
  const move = close - lastClose + (close - open) / 2 + (lastClose - lastOpen) / 4
  return 50 * (move / size) * (Math.max(up, down) / limit)
}

function swings<N extends string>(name: N, title: string, accumulates: boolean): Indicator<{ limitMove: number }, N> {
  return defineIndicator<{ limitMove: number }, N>({
    name,
    title,
    params: { limitMove: { default: 300, min: 1e-12, max: 1e12, unit: 'price' } },
    outputs: [name],
    inputs: () => ['open', 'high', 'low', 'close'],
    lookbackBars: () => 0,
    warmupBars: () => 1,
    stateSize: () => 6,
    onMissing: 'skip',
    // limit move, count (0 or 1), last open, last close, sum
    init(state, { limitMove }) {
      state[0] = limitMove
    },
    advance(state, inputs, outputs, from, to, at) {
      const [open, high, low, close] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
      const out = outputs[0]!
      const limit = state[0]!
      let lastOpen = state[2]!
      let lastClose = state[3]!
      let o = at
      for (let i = from; i < to; i++, o++) {
        out[o] = NaN
        if (state[1] === 1) {
          const swing = swingOf(open[i]!, high[i]!, low[i]!, close[i]!, lastOpen, lastClose, limit)
          out[o] = accumulates ? growSum(state, 4, swing) : swing
        }
        state[1] = 1
        lastOpen = open[i]!
        lastClose = close[i]!
      }
      state[2] = lastOpen
      state[3] = lastClose
    },
  })
}

/**
 * Wilder's swing index: 50 · (c − c₁ + (c − o) / 2 + (c₁ − o₁) / 4) / r · k / `limitMove`, o and c open and close, o₁ and c₁ those of the last bar, k the larger of |high − c₁| and |low − c₁|, and r the largest of these
 * two and of high − low, weighed as Wilder does, plus |c₁ − o₁| / 4; 0 where r is 0. `limitMove` is the largest move of a day, in price. Warm-up 1; a bar with a missing price is left out. Equal to trading-signals'
 * SwingIndex. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const swingIndex = /* @__PURE__ */ swings('swingIndex', "Wilder's swing index", false)

/**
 * Accumulative swing index: the sum of `swingIndex` since the history began. Warm-up 1; a bar with a missing price is left out. Its level depends on where the history began. Equal to trading-signals'
 * AccumulativeSwingIndex. Source: Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export const accumulativeSwingIndex = /* @__PURE__ */ swings('accumulativeSwingIndex', 'Accumulative swing index', true)
