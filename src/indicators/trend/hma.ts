import { defineIndicator } from '../indicator.js'

/** Slab: period, half of it, its root, count, place in the ring; then the last `root` differences of averages. */
const RING = 5

/**
 * Hull moving average: the linearly weighted average over ⌊√period⌋ bars of 2 · (that over ⌊period / 2⌋ bars) − (that over `period` bars). Read afresh from each window, so it does not
 * depend on where the history began, at a cost that grows with `period`. Warm-up `period + ⌊√period⌋ − 2`; a missing value restarts the windows. Source: Hull, 2005,
 * alanhull.com/hull-moving-average.
 */
export const hma = /* @__PURE__ */ defineIndicator<{ period: number; input: string }, 'hma'>({
  name: 'hma',
  title: 'Hull moving average',
  params: { period: { default: 16, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
  outputs: ['hma'],
  inputs: ({ input }) => [input],
  lookbackBars: ({ period }) => period,
  warmupBars: ({ period }) => period + Math.floor(Math.sqrt(period)) - 2,
  stateSize: ({ period }) => RING + Math.floor(Math.sqrt(period)),
  onMissing: 'reset',
  init(state, { period }) {
    state[0] = period
    state[1] = Math.floor(period / 2)
    state[2] = Math.floor(Math.sqrt(period))
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const period = state[0]! | 0
    const half = state[1]! | 0
    const root = state[2]! | 0
    const ready = period + root - 1
    let n = state[3]! | 0
    let place = state[4]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < ready) n += 1
      out[o] = NaN
      if (n < period) continue
      state[RING + place] = 2 * weightedMean(x, i - half + 1, i + 1) - weightedMean(x, i - period + 1, i + 1)
      place = place + 1 === root ? 0 : place + 1
      if (n === ready) out[o] = weightedRing(state, root, place)
    }
    state[3] = n
    state[4] = place
  },
})

/** Weights 1 … count, the newest the heaviest. */
function weightedMean(x: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += (i - from + 1) * x[i]!
  return sum / (((to - from) * (to - from + 1)) / 2)
}

/** The same over the ring, whose oldest value stands at `place`. */
function weightedRing(state: Float64Array, root: number, place: number): number {
  let sum = 0
  let at = place
  for (let weight = 1; weight <= root; weight++) {
    sum += weight * state[RING + at]!
    at = at + 1 === root ? 0 : at + 1
  }
  return sum / ((root * (root + 1)) / 2)
}
