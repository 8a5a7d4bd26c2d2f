import { barOf, kindOf, priceOf, slopeOf, toleranceOf, waitFor } from './chart-pivots.js'

/*
 * Borders of a shape: the straight lines through its last two highs and its last two lows, which are by turns among the newest four pivots.
 */

/** Place of the newest high among the pivots; that of the newest low is the other of 0 and 1. */
export function newestHigh(state: Float64Array, own: number): number {
  return kindOf(state, own) > 0 ? 0 : 1
}

/** From the lowest of the two lows to the highest of the two highs. */
export function heightOf(state: Float64Array, own: number): number {
  const high = newestHigh(state, own)
  const low = 1 - high
  const top = Math.max(priceOf(state, own, high), priceOf(state, own, high + 2))
  return top - Math.min(priceOf(state, own, low), priceOf(state, own, low + 2))
}

/** Where the border through pivot `k` goes: 0 (flat) when its two prices differ by `tolerance` of the height at most, else 1 or −1. */
export function wayOf(state: Float64Array, own: number, k: number): number {
  const change = priceOf(state, own, k) - priceOf(state, own, k + 2)
  const room = toleranceOf(state, own) * heightOf(state, own)
  return change > room ? 1 : change < -room ? -1 : 0
}

/** Price of the border through pivot `k` at a bar. */
function borderAt(state: Float64Array, own: number, k: number, bar: number): number {
  return priceOf(state, own, k) + slopeOf(state, own, k) * (bar - barOf(state, own, k))
}

/** Width between the borders at pivot `k`'s bar. */
export function widthAt(state: Float64Array, own: number, k: number): number {
  const high = newestHigh(state, own)
  const bar = barOf(state, own, k)
  return borderAt(state, own, high, bar) - borderAt(state, own, 1 - high, bar)
}

/** Waits for a break of the borders. */
export function waitAtBorders(state: Float64Array, own: number, sides: number, height: number): void {
  const high = newestHigh(state, own)
  const low = 1 - high
  const bar = barOf(state, own, 0)
  const upper = borderAt(state, own, high, bar)
  const lower = borderAt(state, own, low, bar)
  waitFor(state, own, sides, bar, upper, slopeOf(state, own, high), lower, slopeOf(state, own, low), height)
}
