import { HIGH, LOW, NEW_HIGH, NEW_LOW, pushSwingBar, swingsSize } from './swings.js'

/*
 * Alternating pivots and the borders that a chart pattern waits to see broken. The swings make a list of highs and lows by turns: of two of a kind in a row the further one stays, and
 * of a high and a low on one bar the one of the other kind than the last comes first. All of it lies in the slab behind the swings.
 */

/** Pivots kept: as many as the longest pattern has. */
const KEPT = 6

/** Places behind the swings: bar number, tolerance, bars to wait, form; sides to be broken (0: no pattern waits, 1 up, 2 down, 3 either), bar of the borders' prices, upper price and slope, lower price and slope, height, last bar to wait for; pivots known, kind of the newest (1 high); then their bars and prices, newest first. */
const BAR = 0
const TOLERANCE = 1
const WAIT = 2
const FORM = 3
const SIDES = 4
const FROM = 5
const UPPER = 6
const UPPER_SLOPE = 7
const LOWER = 8
const LOWER_SLOPE = 9
const HEIGHT = 10
const UNTIL = 11
const COUNT = 12
const KIND = 13
const BARS = 14
const PRICES = BARS + KEPT
export const CHART_STATE = PRICES + KEPT

export const UP = 1
export const DOWN = 2
export const EITHER = 3

export function initChart(state: Float64Array, tolerance: number, maxBars: number, form: number): void {
  const own = swingsSize(state, 0)
  state[own + TOLERANCE] = tolerance
  state[own + WAIT] = maxBars
  state[own + FORM] = form
}

/** Takes the next bar; calls `match` after every change of the pivots. */
export function pushPivots(state: Float64Array, own: number, high: number, low: number, pivots: number, match: Match): void {
  const found = pushSwingBar(state, 0, high, low)
  if (found !== 0) {
    const bar = state[own + BAR]! - state[1]!
    const first = found === NEW_HIGH || (found !== NEW_LOW && state[own + KIND] === -1) ? 1 : -1
    takePivot(state, own, first, bar, first > 0 ? state[HIGH]! : state[LOW]!, pivots, match)
    if (found === NEW_HIGH + NEW_LOW) takePivot(state, own, -first, bar, first > 0 ? state[LOW]! : state[HIGH]!, pivots, match)
  }
  state[own + BAR]! += 1
}

/** Whether the newest pivots make a pattern; if so, it has called {@link waitFor}. */
export type Match = (state: Float64Array, own: number) => void

function takePivot(state: Float64Array, own: number, kind: number, bar: number, price: number, pivots: number, match: Match): void {
  const count = state[own + COUNT]! | 0
  if (count > 0 && state[own + KIND] === kind) {
    if (kind * (price - state[own + PRICES]!) <= 0) return
  } else {
    state.copyWithin(own + BARS + 1, own + BARS, own + BARS + KEPT - 1)
    state.copyWithin(own + PRICES + 1, own + PRICES, own + PRICES + KEPT - 1)
    state[own + COUNT] = Math.min(KEPT, count + 1)
    state[own + KIND] = kind
  }
  state[own + BARS] = bar
  state[own + PRICES] = price
  if (state[own + COUNT]! >= pivots) match(state, own)
}

/** 1 when the newest pivot is a high, −1 for a low. */
export function kindOf(state: Float64Array, own: number): number {
  return state[own + KIND]!
}

/** Price of the pivot `k` before the newest. */
export function priceOf(state: Float64Array, own: number, k: number): number {
  return state[own + PRICES + k]!
}

export function barOf(state: Float64Array, own: number, k: number): number {
  return state[own + BARS + k]!
}

export function toleranceOf(state: Float64Array, own: number): number {
  return state[own + TOLERANCE]!
}

export function formOf(state: Float64Array, own: number): number {
  return state[own + FORM]!
}

/** Slope per bar between pivots `k` and `k + 2` before the newest. */
export function slopeOf(state: Float64Array, own: number, k: number): number {
  return (priceOf(state, own, k) - priceOf(state, own, k + 2)) / (barOf(state, own, k) - barOf(state, own, k + 2))
}

/** The pattern now waited for, in place of any other: its borders are straight lines with these prices at `bar`. Of `sides`, a break counts; of the other side it ends the pattern. */
export function waitFor(
  state: Float64Array,
  own: number,
  sides: number,
  bar: number,
  upper: number,
  upperSlope: number,
  lower: number,
  lowerSlope: number,
  height: number,
): void {
  state[own + SIDES] = sides
  state[own + FROM] = bar
  state[own + UPPER] = upper
  state[own + UPPER_SLOPE] = upperSlope
  state[own + LOWER] = lower
  state[own + LOWER_SLOPE] = lowerSlope
  state[own + HEIGHT] = height
  state[own + UNTIL] = state[own + BAR]! + state[own + WAIT]!
}

/** The same for a reversal that ends in pivots of kind `kind`: the break of the neckline away from them counts, a close beyond `limit` ends it. */
export function waitForNeckline(
  state: Float64Array,
  own: number,
  kind: number,
  bar: number,
  neckline: number,
  slope: number,
  limit: number,
  height: number,
): void {
  if (kind > 0) waitFor(state, own, DOWN, bar, limit, 0, neckline, slope, height)
  else waitFor(state, own, UP, bar, neckline, slope, limit, 0, height)
}

/** Writes signal and measure of the bar just taken. */
export function writeBreak(
  state: Float64Array,
  own: number,
  close: number,
  signals: Float64Array,
  measures: Float64Array,
  o: number,
): void {
  signals[o] = 0
  measures[o] = 0
  const sides = state[own + SIDES]!
  if (sides === 0) return
  const bar = state[own + BAR]! - 1
  const since = bar - state[own + FROM]!
  const upper = state[own + UPPER]! + state[own + UPPER_SLOPE]! * since
  const lower = state[own + LOWER]! + state[own + LOWER_SLOPE]! * since
  const side = close > upper ? 1 : close < lower ? -1 : 0
  const isOver = bar > state[own + UNTIL]! || upper <= lower
  if (isOver || side !== 0) state[own + SIDES] = 0
  if (isOver || side === 0 || (sides & (side > 0 ? UP : DOWN)) === 0) return
  const target = (side > 0 ? upper : lower) + side * state[own + HEIGHT]!
  signals[o] = side
  measures[o] = close === 0 ? 0 : (target - close) / close
}
