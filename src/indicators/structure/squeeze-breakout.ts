import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { atr } from '../volatility/atr.js'
import { bollinger } from '../volatility/bollinger.js'
import { type BreakoutOutput, breakoutOutputs } from './breakout-events.js'

type SqueezeBreakoutParams = { period: number; deviations: number; multiplier: number; squeezeBars: number }

/** The end of a squeeze, from the bands. Not listed: what `squeezeBreakout` is made with. */
const squeezeRelease = /* @__PURE__ */ defineIndicator<{ multiplier: number; squeezeBars: number }, BreakoutOutput>({
  name: 'squeezeRelease',
  title: 'End of a squeeze',
  params: {
    multiplier: { default: 1.5, min: 0, max: 100 },
    squeezeBars: { default: 6, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: breakoutOutputs,
  inputs: () => ['close', 'upper', 'middle', 'range'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 5,
  onMissing: 'skip',
  gaps: 'until the first breakout',
  // multiplier, bars asked for, bars of squeeze so far (up to those asked for), whether there was a breakout, bars since
  init(state, { multiplier, squeezeBars }) {
    state[0] = multiplier
    state[1] = squeezeBars
  },
  advance(state, inputs, outputs, from, to, at) {
    const [close, upper, middle, range] = inputs as [Float64Array, Float64Array, Float64Array, Float64Array]
    const [directions, strengths, since] = outputs as [Float64Array, Float64Array, Float64Array]
    let o = at
    for (let i = from; i < to; i++, o++) {
      const isSqueezed = upper[i]! - middle[i]! < state[0]! * range[i]!
      const way = close[i]! - middle[i]!
      const isDue = !isSqueezed && state[2] === state[1]
      state[2] = isSqueezed ? Math.min(state[1]!, state[2]! + 1) : 0
      state[4]! += 1
      const direction = isDue ? (way > 0 ? 1 : way < 0 ? -1 : 0) : 0
      if (direction !== 0) {
        state[3] = 1
        state[4] = 0
      }
      directions[o] = direction
      strengths[o] = direction === 0 || range[i] === 0 ? 0 : Math.abs(way) / range[i]!
      since[o] = state[3] === 0 ? NaN : state[4]!
    }
  },
})

/**
 * Breakout of a squeeze. The market is squeezed while the Bollinger bands (`period`, `deviations`, as `bollinger`) are narrower than the channel of `multiplier` · ATR of `period` (as `atr`) around the same mean; on the first bar
 * that is no longer so, after at least `squeezeBars` bars in a row that were, `direction` is 1 where the close is above the mean and −1 where below, else 0. `strength` is how far the close is from the mean then, in ATRs (0 without
 * a breakout and where the ATR is 0); `barsSince` counts from the last breakout, NaN before the first. Nothing is squeezed on a flat price. Warm-up `period`; a bar with a missing price is passed over. Source: Carter, Mastering the
 * Trade, 2005, with Keltner's channel around the mean of the close.
 */
export const squeezeBreakout = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<SqueezeBreakoutParams, BreakoutOutput>({
    name: 'squeezeBreakout',
    title: 'Breakout of a squeeze',
    params: {
      period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      deviations: { default: 2, min: 0, max: 100 },
      multiplier: { default: 1.5, min: 0, max: 100 },
      squeezeBars: { default: 6, min: 1, max: 100_000, integer: true, unit: 'bars' },
    },
    outputs: breakoutOutputs,
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    gaps: 'until the first breakout',
    build({ period, deviations, multiplier, squeezeBars }, node, [high, low, close]) {
      const [upper, middle] = node(bollinger, { period, deviations }, [close!])
      const [range] = node(atr, { period }, [high!, low!, close!])
      return node(squeezeRelease, { multiplier, squeezeBars }, [close!, upper!, middle!, range!])
    },
  }),
)
