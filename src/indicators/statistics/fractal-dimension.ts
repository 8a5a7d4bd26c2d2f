import { log } from '../../core/index.js'
import { windowNumber } from './window-number.js'

/** Sum of the sizes of the changes between every `step`-th row from `from` on. */
function wayOf(x: Float64Array, from: number, to: number, step: number): number {
  let way = 0
  for (let i = from + step; i < to; i += step) way += Math.abs(x[i]! - x[i - step]!)
  return way
}

/**
 * Katz's fractal dimension of the last `period` values, 1 for a straight way: ln n / (ln n + ln(d / L)), n = `period − 1` changes, L the sum of their sizes and d the largest distance from the first value; 1 where nothing moved. A function
 * of its window alone. Warm-up `period − 1`; a missing value restarts the window. Source: Katz, Fractals and the Analysis of Waveforms, 1988 (vertical distances alone, which makes it free of the price's unit).
 */
export const katzDimension = /* @__PURE__ */ windowNumber('katzDimension', "Katz's fractal dimension", [30, 3, 100_000], (x, from, to) => {
  const way = wayOf(x, from, to, 1)
  let distance = 0
  for (let i = from + 1; i < to; i++) distance = Math.max(distance, Math.abs(x[i]! - x[from]!))
  const steps = log(to - from - 1)
  return distance > 0 && distance < way ? steps / (steps + log(distance / way)) : 1
})

/**
 * Sevcik's fractal dimension of the last `period` values, from 1 on: 1 + ln L / ln(2 (n − 1)), L the length of the curve in the unit square, into which the values (from the lowest to the highest) and their n = `period` places are scaled; 1 where nothing
 * moved. A function of its window alone. Warm-up `period − 1`; a missing value restarts the window. Source: Sevcik, A Procedure to Estimate the Fractal Dimension of Waveforms, Complexity International 5, 1998.
 */
export const sevcikDimension = /* @__PURE__ */ windowNumber(
  'sevcikDimension',
  "Sevcik's fractal dimension",
  [30, 3, 100_000],
  (x, from, to) => {
    let highest = -Number.MAX_VALUE
    let lowest = Number.MAX_VALUE
    for (let i = from; i < to; i++) {
      highest = Math.max(highest, x[i]!)
      lowest = Math.min(lowest, x[i]!)
    }
    const range = highest - lowest
    if (!(range > 0)) return 1
    const width = 1 / (to - from - 1)
    let length = 0
    for (let i = from + 1; i < to; i++) {
      const height = (x[i]! - x[i - 1]!) / range
      length += Math.sqrt(height * height + width * width)
    }
    return 1 + log(length) / log(2 * (to - from - 1))
  },
)

/** Steps of the curves that Higuchi's dimension compares. */
const LARGEST_STEP = 8

/**
 * Higuchi's fractal dimension of the last n = `period` values, 1 for a straight way and 2 for noise: the slope of ln L(k) on ln(1 / k), k = 1 … 8; L(k) the mean over the k first rows m of Σ |x[m + ik] − x[m + (i − 1) k]| · (n − 1) / (⌊(n − m) / k⌋ · k) / k; 1
 * where a curve does not move. A function of its window alone. Warm-up `period − 1`; a missing value restarts the window. Source: Higuchi, Approach to an Irregular Time Series on the Basis of the Fractal Theory, Physica D 31, 1988.
 */
export const higuchiDimension = /* @__PURE__ */ windowNumber(
  'higuchiDimension',
  "Higuchi's fractal dimension",
  [60, 2 * LARGEST_STEP, 100_000],
  (x, from, to) => {
    const count = to - from
    let sums = 0
    let squares = 0
    let heights = 0
    let products = 0
    for (let step = 1; step <= LARGEST_STEP; step++) {
      let length = 0
      for (let m = 1; m <= step; m++) {
        const pieces = Math.floor((count - m) / step)
        length += (wayOf(x, from + m - 1, to, step) * (count - 1)) / (pieces * step) / step
      }
      if (!(length > 0)) return 1
      const place = -log(step)
      const height = log(length / step)
      sums += place
      squares += place * place
      heights += height
      products += place * height
    }
    return (LARGEST_STEP * products - sums * heights) / (LARGEST_STEP * squares - sums * sums)
  },
)
