import { log2Exact } from '../../core/index.js'

/** Rows of a query at most, as in LightGBM. */
export const MOST_QUERY_ROWS = 10_000
const DEFAULT_LABELS = 31

/** What each label is worth in a ranking: 2 ** label − 1 by default. */
export function labelGains(given: readonly number[] | undefined): Float64Array {
  return given === undefined ? Float64Array.from({ length: DEFAULT_LABELS }, (_, label) => 2 ** label - 1) : Float64Array.from(given)
}

let known = new Float64Array(0)

/** 1 / log₂(rank + 2) for ranks from 0 on. */
export function discounts(ranks: number): Float64Array {
  if (known.length < ranks) {
    const longer = new Float64Array(Math.max(ranks, 2 * known.length))
    longer.set(known)
    for (let rank = known.length; rank < longer.length; rank++) longer[rank] = 1 / log2Exact(rank + 2)
    known = longer
  }
  return known
}

/** Rows of the longest query. */
export function longestQuery(queries: Int32Array): number {
  let most = 0
  for (let q = 1; q < queries.length; q++) most = Math.max(most, queries[q]! - queries[q - 1]!)
  return most
}

/** The rows `from … to − 1` from the highest score to the lowest, counted from `from`; equal scores in row order. */
export function rankRows(scores: Float64Array, from: number, to: number): Int32Array {
  const order = new Int32Array(to - from)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((a, b) => scores[from + b]! - scores[from + a]! || a - b)
}

/** The greatest discounted gain that the first `ranks` rows of a query can have. */
export function bestGain(ranks: number, labels: Float32Array, from: number, to: number, gains: Float64Array): number {
  const counts = new Int32Array(gains.length)
  for (let row = from; row < to; row++) counts[labels[row]!]! += 1
  const discount = discounts(to - from)
  let label = gains.length - 1
  let sum = 0
  for (let rank = 0; rank < Math.min(ranks, to - from); rank++) {
    while (counts[label] === 0) label -= 1
    sum += discount[rank]! * gains[label]!
    counts[label]! -= 1
  }
  return sum
}
