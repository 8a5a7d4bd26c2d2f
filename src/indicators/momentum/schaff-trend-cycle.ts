import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { beyondRounding } from '../math/beyond-rounding.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'
import { ema } from '../trend/ema.js'

/** Slab: period, factor, count, smoothed, last place, row of the lowest; then both extremes. */
const HEAD = 6

/** One stage: the place of the value between the extremes of `period` bars, kept where there is no range, smoothed by `factor`. */
const schaffStage = /* @__PURE__ */ defineIndicator<{ period: number; factor: number }, 'stage'>({
  name: 'schaffStage',
  title: 'Smoothed place between the extremes',
  params: { period: { default: 10, min: 2, max: 100_000, integer: true }, factor: { default: 0.5, min: 0.01, max: 1 } },
  outputs: ['stage'],
  inputs: () => ['close'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: ({ period }) => HEAD + 2 * windowExtremeState(period),
  onMissing: 'reset',
  init(state, { period, factor }) {
    state[0] = period
    state[1] = factor
    initWindowExtreme(state, HEAD, period)
    initWindowExtreme(state, HEAD + windowExtremeState(period), period)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const factor = state[1]!
    let n = state[2]! | 0
    let smoothed = state[3]!
    let place = state[4]!
    advanceWindowExtreme(state, HEAD, period, 1, x, out, from, to, at)
    let o = at
    for (let i = from; i < to; i++, o++) {
      advanceWindowExtreme(state, HEAD + windowExtremeState(period), period, -1, x, state, i, i + 1, 5)
      if (n <= period) n += 1
      if (n < period) continue
      const range = out[o]! - state[5]!
      if (range > 0) place = (100 * (x[i]! - state[5]!)) / range
      smoothed = n === period ? place : smoothed + factor * (place - smoothed)
      out[o] = smoothed
    }
    state[2] = n
    state[3] = smoothed
    state[4] = place
    state[5] = 0
  },
})

/**
 * Schaff trend cycle, 0 … 100: the difference of two exponential averages, taken twice through a stage: 100 · (v − lowest) / (highest − lowest) of the last `period`
 * values, then smoothed, s ← s + `factor` · (v − s), from its first value. Where there is no range the place stays as it was, 0 at first. Averages as in `ema`. Warm-up
 * `slowPeriod + 2 · period − 3`; a missing value is left out. Depends on where the history began, ever less with time. Source: Schaff, 1999; Technical Analysis of Stocks
 * & Commodities 26:12, 2008.
 */
export const schaffTrendCycle = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<
    { fastPeriod: number; slowPeriod: number; period: number; factor: number; input: string },
    'schaffTrendCycle'
  >({
    name: 'schaffTrendCycle',
    title: 'Schaff trend cycle',
    params: {
      fastPeriod: { default: 23, min: 1, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 50, min: 1, max: 100_000, integer: true, unit: 'bars' },
      period: { default: 10, min: 2, max: 100_000, integer: true, unit: 'bars' },
      factor: { default: 0.5, min: 0.01, max: 1 },
      input: { default: 'close', column: true },
    },
    outputs: ['schaffTrendCycle'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ fastPeriod, slowPeriod, period, factor }, node, [x]) {
      const [fast] = node(ema, { period: fastPeriod }, [x!])
      const [slow] = node(ema, { period: slowPeriod }, [x!])
      const [raw] = node(subtract, {}, [fast!, slow!])
      const [difference] = node(beyondRounding, {}, [raw!, slow!])
      const [once] = node(schaffStage, { period, factor }, [difference!])
      return node(schaffStage, { period, factor }, [once!])
    },
  }),
)
