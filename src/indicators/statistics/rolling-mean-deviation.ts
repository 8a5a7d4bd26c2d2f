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

/** Two sums run side by side, over every second row each; the last of an odd number of rows is the newest, whose difference is 0. */
function meanDeviationOf(x: Float64Array, from: number, to: number): number {
  const newest = x[to - 1]!
  const count = to - from
  let sum = 0
  let other = 0
  for (let i = from; i + 1 < to; i += 2) {
    sum += x[i]! - newest
    other += x[i + 1]! - newest
  }
  const mean = (sum + other) / count
  let size = count % 2 === 0 ? 0 : Math.abs(mean)
  let otherSize = 0
  for (let i = from; i + 1 < to; i += 2) {
    size += Math.abs(x[i]! - newest - mean)
    otherSize += Math.abs(x[i + 1]! - newest - mean)
  }
  return (size + otherSize) / count
}
