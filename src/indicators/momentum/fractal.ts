import { defineIndicator } from '../indicator.js'

type FractalParams = { leftBars: number; rightBars: number }

/**
 * Williams' fractals: `swingHigh` is 100 where the high of `rightBars` bars ago is above every high of the `leftBars` bars before and the `rightBars` bars after it, else 0; `swingLow`
 * likewise where that low is below all others. A swing is reported on the bar on which it is known, `rightBars` bars after its own, and never changes. Warm-up `leftBars + rightBars`; a
 * missing price restarts the windows. Exact; its cost grows with the window. Equal to TA-Lib's FRACTAL. Source: Williams, Trading Chaos, 1995.
 */
export const fractal = /* @__PURE__ */ defineIndicator<FractalParams, 'swingHigh' | 'swingLow'>({
  name: 'fractal',
  title: 'Fractal swings',
  params: {
    leftBars: { default: 2, min: 1, max: 100_000, integer: true, unit: 'bars' },
    rightBars: { default: 2, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['swingHigh', 'swingLow'],
  inputs: () => ['high', 'low'],
  lookbackBars: ({ leftBars, rightBars }) => leftBars + rightBars,
  warmupBars: ({ leftBars, rightBars }) => leftBars + rightBars,
  stateSize: () => 3,
  onMissing: 'reset',
  // bars to the left and to the right, count
  init(state, { leftBars, rightBars }) {
    state[0] = leftBars
    state[1] = rightBars
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const swingHigh = outputs[0]!
    const swingLow = outputs[1]!
    const right = state[1]! | 0
    const all = (state[0]! + right) | 0
    let n = state[2]! | 0
    let i = from
    let o = at
    for (; i < to && n < all; i++, o++, n++) {
      swingHigh[o] = NaN
      swingLow[o] = NaN
    }
    for (; i < to; i++, o++) {
      swingHigh[o] = isExtreme(1, high, i - all, i, i - right) ? 100 : 0
      swingLow[o] = isExtreme(-1, low, i - all, i, i - right) ? 100 : 0
    }
    state[2] = n
  },
})

/** True when row `pivot` is above (`sign` 1) or below (−1) all other rows `from … to`. */
function isExtreme(sign: number, x: Float64Array, from: number, to: number, pivot: number): boolean {
  const extreme = sign * x[pivot]!
  for (let i = from; i <= to; i++) if (i !== pivot && sign * x[i]! >= extreme) return false
  return true
}
