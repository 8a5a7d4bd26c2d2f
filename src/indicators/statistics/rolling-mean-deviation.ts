import { defineIndicator } from '../indicator.js'

/**
 * Mean absolute deviation of the last `period` values from their mean. Computed afresh from each window in two passes over differences from the newest value, so it neither
 * drifts nor depends on where the history began, at a cost that grows with `period`; exactly 0 on flat stretches. Warm-up `period − 1`; a missing value restarts
 * the window. Equal to qlib's Mad.
 */
export const rollingMeanDeviation = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'deviation'>({
  name: 'rollingMeanDeviation',
  title: 'Mean absolute deviation of a window',
  params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['deviation'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period - 1,
  stateSize: () => 2,
  onMissing: 'reset',
  // period, count
  init(state, { period }) {
    state[0] = period
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) out[o] = meanDeviationOf(x, i - period + 1, i + 1)
    state[1] = n
  },
})

function meanDeviationOf(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  let sum = 0
  for (let i = from; i < to; i++) sum += x[i]! - newest
  const mean = sum / (to - from)
  let size = 0
  for (let i = from; i < to; i++) size += Math.abs(x[i]! - newest - mean)
  return size / (to - from)
}
