import { defineIndicator } from '../indicator.js'
import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

/** Rows whose lowest values stand in the slab until their highest are there. */
const BLOCK_ROWS = 64

/** Slab: period, the extremes of both columns, the lowest values of a block. */
function stateSize({ period }: { period: number }): number {
  return 1 + 2 * windowExtremeState(period) + BLOCK_ROWS
}

function init(state: Float64Array, { period }: { period: number }): void {
  state[0] = period
  initWindowExtreme(state, 1, period)
  initWindowExtreme(state, 1 + windowExtremeState(period), period)
}

/** Writes (highest of `high` + lowest of `low`) / 2 over the windows. */
function advanceMiddle(
  state: Float64Array,
  high: Float64Array,
  low: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const period = state[0]! | 0
  const second = 1 + windowExtremeState(period)
  const lowest = state.length - BLOCK_ROWS
  const shift = at - from
  for (let i = from; i < to; i += BLOCK_ROWS) {
    const end = Math.min(to, i + BLOCK_ROWS)
    advanceWindowExtreme(state, 1, period, 1, high, out, i, end, i + shift)
    advanceWindowExtreme(state, second, period, -1, low, state, i, end, lowest)
    for (let row = i, k = lowest; row < end; row++, k++) {
      out[row + shift] = (out[row + shift]! + state[k]!) / 2
      state[k] = 0
    }
  }
}

/**
 * Middle between the highest and the lowest of the last `period` values. Exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing value restarts the
 * window. Equal to TA-Lib's MIDPOINT.
 */
export const midpoint = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'midpoint'>({
  name: 'midpoint',
  title: 'Middle of a window',
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['midpoint'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize,
  onMissing: 'reset',
  init,
  advance(state, inputs, outputs, from, to, at) {
    advanceMiddle(state, inputs[0]!, inputs[0]!, outputs[0]!, from, to, at)
  },
})

/**
 * Middle between the highest high and the lowest low of the last `period` bars, as Ichimoku's lines and Donchian's middle. Exact, so it does not depend on where the history
 * began. Warm-up `period − 1`; a missing price restarts the window. Equal to TA-Lib's MIDPRICE.
 */
export const midPrice = /* @__PURE__ */ defineIndicator<{ period: number }, 'midPrice'>({
  name: 'midPrice',
  title: "Middle of a window's range",
  params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
  outputs: ['midPrice'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize,
  onMissing: 'reset',
  init,
  advance(state, inputs, outputs, from, to, at) {
    advanceMiddle(state, inputs[0]!, inputs[1]!, outputs[0]!, from, to, at)
  },
})
