import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { magnitude } from '../math/sign-parts.js'
import { ema } from '../trend/ema.js'
import { momentum } from './momentum.js'
import { rsi } from './rsi.js'

/** Slab: line below, line above, direction, last value, count (0 or 1). */
const trailingLines = /* @__PURE__ */ defineIndicator<Record<never, never>, 'line' | 'direction'>({
  name: 'trailingLines',
  title: 'Line that trails a value',
  params: {},
  outputs: ['line', 'direction'],
  inputs: () => ['value', 'width'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 5,
  onMissing: 'skip',
  init(state) {
    state[2] = 1
  },
  advance(state, inputs, outputs, from, to, at) {
    const values = inputs[0]!
    const widths = inputs[1]!
    const lines = outputs[0]!
    const sides = outputs[1]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = values[i]!
      const last = state[3]!
      const below = state[0]!
      const above = state[1]!
      const first = state[4] === 0
      if (!first && value > above) state[2] = 1
      else if (!first && value < below) state[2] = -1
      const low = value - widths[i]!
      const high = value + widths[i]!
      state[0] = !first && last > below && value > below ? Math.max(below, low) : low
      state[1] = !first && last < above && value < above ? Math.min(above, high) : high
      state[3] = value
      state[4] = 1
      lines[o] = state[2]! > 0 ? state[0]! : state[1]!
      sides[o] = state[2]!
    }
  },
})

/**
 * Quantitative qualitative estimation: `rsi` = the exponential average over `smoothPeriod` bars of the RSI of `period` bars; `line` trails it at a distance of `factor` ·
 * its mean change (exponential average of its changes' sizes over 2 · period − 1 bars, taken twice), below while `direction` is 1 and above while it is −1; the direction
 * turns on the bar on which the RSI passes the line of the other side. Starts as a rise. Averages as in `ema`, so the first values differ from packages with other seeds.
 * Warm-up `5 · period + smoothPeriod − 4`; a missing value is left out. Depends on where the history began, ever less with time. Source: Livshin, QQE for MetaTrader;
 * TradingView's QQE MOD.
 */
export const qqe = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; smoothPeriod: number; factor: number; input: string }, 'rsi' | 'line' | 'direction'>({
    name: 'qqe',
    title: 'Quantitative qualitative estimation',
    params: {
      period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' },
      smoothPeriod: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
      factor: { default: 4.236, min: 0, max: 1000 },
      input: { default: 'close', column: true },
    },
    outputs: ['rsi', 'line', 'direction'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, smoothPeriod, factor }, node, [x]) {
      const [strength] = node(rsi, { period }, [x!])
      const [smooth] = node(ema, { period: smoothPeriod }, [strength!])
      const [change] = node(momentum, { period: 1 }, [smooth!])
      const [size] = node(magnitude, { factor }, [change!])
      const [once] = node(ema, { period: 2 * period - 1 }, [size!])
      const [width] = node(ema, { period: 2 * period - 1 }, [once!])
      const [line, direction] = node(trailingLines, {}, [smooth!, width!])
      return [smooth!, line!, direction!]
    },
  }),
)
