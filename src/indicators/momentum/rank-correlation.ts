import { determinationOf, slopeOf } from '../statistics/window-line.js'
import { windowNumber } from '../statistics/window-number.js'

/** Sum of the squared distances between the places in time and the ranks, ties at their mean rank. */
function rankDistances(x: Float64Array, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) {
    const value = x[i]!
    let below = 0
    let equal = 0
    for (let j = from; j < to; j++) {
      below += Number(x[j]! < value)
      equal += Number(x[j]! === value)
    }
    const distance = i - from + 1 - (below + (equal + 1) / 2)
    sum += distance * distance
  }
  return sum
}

/**
 * Rank correlation index, −100 … 100: 100 · (1 − 6 Σ d² / (n (n² − 1))), d the distance of a value's rank among the last n = `period` values from its place in time; 100 where each is above the one before. Ties share
 * their mean rank, and so do all on a flat price, which gives 50. A function of its window alone; its cost grows with the square of `period`. Warm-up `period − 1`; a missing value restarts the window. Equal to
 * trading-signals' RCI. Source: Spearman's rank correlation with time.
 */
export const rankCorrelation = /* @__PURE__ */ windowNumber('rankCorrelation', 'Rank correlation index', [9, 2, 1000], (x, from, to) => {
  const n = to - from
  return 100 * (1 - (6 * rankDistances(x, from, to)) / (n * (n * n - 1)))
})

/**
 * Correlation trend indicator, −1 … 1: the correlation of the last `period` values with time; 0 where all are equal. A function of its window alone. Warm-up `period − 1`; a missing value restarts the window. Equal to
 * pandas-ta-classic's cti. Source: Ehlers, Correlation as a Trend Indicator, Technical Analysis of Stocks & Commodities 38:5, 2020.
 */
export const trendCorrelation = /* @__PURE__ */ windowNumber(
  'trendCorrelation',
  'Correlation trend indicator',
  [20, 2, 100_000],
  (x, from, to) => {
    const size = Math.sqrt(determinationOf(x, from, to))
    return slopeOf(x, from, to) < 0 ? -size : size
  },
)
