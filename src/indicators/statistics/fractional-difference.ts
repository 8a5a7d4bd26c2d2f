import { defineIndicator } from '../indicator.js'

/** More weights than this are refused. */
const WIDEST = 100_000

export interface Difference extends Record<string, number | string> {
  order: number
  threshold: number
  input: string
}

/**
 * How many weights w₀ = 1, wₖ = −wₖ₋₁ (order − k + 1) / k come before the first one smaller than `threshold`; one more than {@link WIDEST} where
 * there are more. Writes them to `weights` from `at` on when given.
 */
function countWeights({ order, threshold }: Pick<Difference, 'order' | 'threshold'>, weights?: Float64Array, at = 0): number {
  let weight = 1
  let k = 0
  while (Math.abs(weight) >= threshold && k <= WIDEST) {
    if (weights !== undefined) weights[at + k] = weight
    k += 1
    weight = (-weight * (order - k + 1)) / k
  }
  return k
}

/**
 * Fractional difference of a given `order` with a window of fixed width (Hosking, 1981; López de Prado, 2018, chapter 5): the sum of wₖ x(t − k) with w₀ = 1,
 * wₖ = −wₖ₋₁ (order − k + 1) / k, up to the first weight below `threshold`. Order 0 gives x itself, order 1 the first difference, what lies between
 * removes the trend and keeps part of the memory. The window is wide for small orders (3,382 bars at order 0.2 and threshold 1e-5): over fewer bars every row is NaN.
 * Take it of the logarithm of a price. Each window is summed anew, at a cost that grows with its width. Warm-up is the number of weights − 1;
 * a missing value restarts the window.
 */
export const fractionalDifference = /* @__PURE__ */ defineIndicator<Difference, 'difference'>({
  name: 'fractionalDifference',
  title: 'Fractional difference',
  params: {
    order: { default: 0.4, min: 0, max: 2 },
    threshold: { default: 1e-4, min: 1e-9, max: 0.5 },
    input: { default: 'close', column: true },
  },
  outputs: ['difference'],
  inputs: ({ input }) => [input],
  check: (params) =>
    countWeights(params) > WIDEST
      ? `threshold must leave at most ${WIDEST} weights at order ${params.order}, found more at ${params.threshold}`
      : undefined,
  lookbackBars: (params) => countWeights(params) - 1,
  warmupBars: (params) => countWeights(params) - 1,
  stateSize: (params) => 2 + countWeights(params),
  onMissing: 'reset',
  // width, count, weights
  init(state, params) {
    state[0] = countWeights(params, state, 2)
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    const width = state[0]! | 0
    const whole = width - (width % 4)
    let n = state[1]! | 0
    let i = from
    let o = at
    for (; i < to && n < width - 1; i++, o++, n++) out[o] = NaN
    for (; i < to; i++, o++) {
      // Four sums, because one would wait for itself.
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      let k = 0
      for (; k < whole; k += 4) {
        a += state[k + 2]! * x[i - k]!
        b += state[k + 3]! * x[i - k - 1]!
        c += state[k + 4]! * x[i - k - 2]!
        d += state[k + 5]! * x[i - k - 3]!
      }
      for (; k < width; k++) a += state[k + 2]! * x[i - k]!
      out[o] = a + b + (c + d)
    }
    state[1] = n
  },
})
