import { log } from '../../core/index.js'
import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { logChange } from './log-change.js'
import { windowNumber } from './window-number.js'

/** Shortest piece whose range is scaled. */
const SHORTEST = 8

/** Range of the cumulated deviations of a piece over its population standard deviation; 0 where it does not vary. */
function rescaledRange(x: Float64Array, from: number, to: number): number {
  const count = to - from
  let mean = 0
  for (let i = from; i < to; i++) mean += x[i]!
  mean /= count
  let squares = 0
  let sum = 0
  let highest = -Number.MAX_VALUE
  let lowest = Number.MAX_VALUE
  let varies = false
  for (let i = from; i < to; i++) {
    const deviation = x[i]! - mean
    varies = varies || x[i] !== x[from]
    squares += deviation * deviation
    sum += deviation
    highest = Math.max(highest, sum)
    lowest = Math.min(lowest, sum)
  }
  return varies && squares > 0 ? (highest - lowest) / Math.sqrt(squares / count) : 0
}

/** Slope of ln(mean rescaled range) on ln(length), lengths halved from the whole window down, pieces counted back from the newest. */
function hurstOf(x: Float64Array, from: number, to: number): number {
  let points = 0
  let sums = 0
  let squares = 0
  let heights = 0
  let products = 0
  for (let length = to - from; length >= SHORTEST; length = length >> 1) {
    let pieces = 0
    let total = 0
    for (let end = to; end - length >= from; end -= length) {
      const scaled = rescaledRange(x, end - length, end)
      if (scaled > 0) pieces += 1
      total += scaled
    }
    if (pieces === 0) continue
    const place = log(length)
    const height = log(total / pieces)
    points += 1
    sums += place
    squares += place * place
    heights += height
    products += place * height
  }
  return points < 2 ? 0.5 : (points * products - sums * heights) / (points * squares - sums * sums)
}

const hurstOfReturns = /* @__PURE__ */ windowNumber('hurst', 'Hurst exponent of values', [128, 2 * SHORTEST, 100_000], hurstOf)

/**
 * Hurst exponent by rescaled range over the last `period` logarithmic returns: the slope of ln(R/S) on ln(n), n = `period`, half of it, a quarter … down to 8; R/S the mean, over the pieces of n returns counted back from the
 * newest, of (highest − lowest cumulated deviation from the piece's mean) / its population standard deviation; pieces that do not vary are left out. Above 0.5 moves go on, below they turn back; on short windows R/S leans upwards (on random walks
 * about 0.6). 0.5 where fewer than two lengths vary. A function of its window alone. Warm-up `period`; a missing value restarts the window. Source: Hurst, Long-Term Storage Capacity of Reservoirs, 1951; Mandelbrot and Wallis, 1969.
 */
export const hurst = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'hurst'>({
    name: 'hurst',
    title: 'Hurst exponent',
    params: {
      period: { default: 128, min: 2 * SHORTEST, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['hurst'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [change] = node(logChange, {}, [x!])
      return node(hurstOfReturns, { period }, [change!])
    },
  }),
)
