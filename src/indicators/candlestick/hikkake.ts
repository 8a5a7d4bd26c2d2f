import { near } from './candle-means.js'
import { defineScannedCandlestick } from './define-candlestick.js'

/** Bars after the pattern in which its confirmation counts. */
const CONFIRMED_WITHIN = 3

/** Bar `k` has a lower high and a higher low than the one before. */
function isInside(high: Float64Array, low: Float64Array, k: number): boolean {
  return high[k]! < high[k - 1]! && low[k]! > low[k - 1]!
}

/** 100 when bar `k` has a lower high and low than the one before (a break down), −100 when both are higher, else 0. */
function breakout(high: Float64Array, low: Float64Array, k: number): number {
  if (high[k]! < high[k - 1]! && low[k]! < low[k - 1]!) return 100
  return high[k]! > high[k - 1]! && low[k]! > low[k - 1]! ? -100 : 0
}

/** 100 or −100 where a hikkake ends at bar `k`: an inside bar, then a false break out of it, down or up. */
function hikkakeAt(high: Float64Array, low: Float64Array, k: number): number {
  return isInside(high, low, k - 1) ? breakout(high, low, k) : 0
}

/** The same with two inside bars, the first of which closes near the extreme on the side of the break. */
function modifiedAt(high: Float64Array, low: Float64Array, close: Float64Array, k: number): number {
  if (!isInside(high, low, k - 1) || !isInside(high, low, k - 2)) return 0
  const pattern = breakout(high, low, k)
  if (pattern === 0) return 0
  const reach = near(high, low, k - 2)
  const closesNear = pattern > 0 ? close[k - 2]! <= low[k - 2]! + reach : close[k - 2]! >= high[k - 2]! - reach
  return closesNear ? pattern : 0
}

/** True when bar `i` closes beyond the last inside bar of the pattern that ended at bar `k`, in the pattern's direction. */
function confirms(high: Float64Array, low: Float64Array, close: Float64Array, i: number, k: number, pattern: number): boolean {
  return pattern > 0 ? close[i]! > high[k - 1]! : close[i]! < low[k - 1]!
}

/** Writes the patterns of one kind, and the first bar after each that confirms it. Begins as far back as a pattern still counts, so needs no state. */
function scanPatterns(
  modified: boolean,
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  let pattern = 0
  let end = 0
  for (let i = from - CONFIRMED_WITHIN; i < to; i++) {
    let value = modified ? modifiedAt(high, low, close, i) : hikkakeAt(high, low, i)
    if (value !== 0) {
      pattern = value
      end = i
    } else if (pattern !== 0 && i <= end + CONFIRMED_WITHIN && confirms(high, low, close, i, end, pattern)) {
      value = 2 * pattern
      pattern = 0
    }
    if (i >= from) out[at + i - from] = value
  }
}

/**
 * Hikkake: an inside bar, then a bar that breaks out of it the false way. 100 after a break down (lower high and low; bullish), −100 after a break up (bearish); and 200 or −200 at the first of the three bars after it that closes beyond the
 * inside bar the other way, which confirms the latest pattern, unless that bar ends a new one. Else 0. Warm-up 5; a missing price restarts it. Equal to TA-Lib's CDLHIKKAKE. Source: Chesler, "Trading False Moves with the Hikkake Pattern", 2004.
 */
export const hikkake = /* @__PURE__ */ defineScannedCandlestick('hikkake', {
  title: 'Hikkake',
  lookbackBars: 5,
  scan(_open, high, low, close, out, from, to, at) {
    scanPatterns(false, high, low, close, out, from, to, at)
  },
})

/**
 * Modified hikkake: two inside bars one within the other, the first closing near its low (high): within a fifth of the mean range of the five bars before it, then a false break down (up). 100 after the break down (bullish), −100 after the break up
 * (bearish); and 200 or −200 at the first of the three bars after it that closes beyond the second inside bar the other way, unless that bar ends a new pattern. Else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's
 * CDLHIKKAKEMOD.
 */
export const modifiedHikkake = /* @__PURE__ */ defineScannedCandlestick('modifiedHikkake', {
  title: 'Modified hikkake',
  lookbackBars: 10,
  scan(_open, high, low, close, out, from, to, at) {
    scanPatterns(true, high, low, close, out, from, to, at)
  },
})
