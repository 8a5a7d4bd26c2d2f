import { body } from './candle.js'
import { far, meanBody, meanShadow, near, sliver } from './candle-means.js'
import { defineCandlestick } from './define-candlestick.js'

/** Candle `k` closes above the white candle before, and opens above its open and no higher than near its close. */
function advances(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, k: number): boolean {
  return close[k]! > close[k - 1]! && open[k]! > open[k - 1]! && open[k]! <= close[k - 1]! + near(high, low, k - 1)
}

/**
 * Three white soldiers: three white candles with ever higher closes and very short upper shadows (below a tenth of the mean range of the ten candles before each). The second and third open above the
 * open before and no higher than its close plus a fifth of the mean range of the five candles before that one, and are not far shorter: body above the body before minus 0.6 of that mean. The third is not
 * short: body above the mean of the ten before it. 100 (bullish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDL3WHITESOLDIERS.
 */
export const threeWhiteSoldiers = /* @__PURE__ */ defineCandlestick('threeWhiteSoldiers', {
  title: 'Three white soldiers',
  lookbackBars: 12,
  colours: ['www'],
  match(open, high, low, close, i) {
    for (let k = i - 1; k <= i; k++) {
      if (!advances(open, high, low, close, k)) return 0
      if (body(open, close, k) <= body(open, close, k - 1) - far(high, low, k - 1)) return 0
    }
    for (let k = i - 2; k <= i; k++) if (high[k]! - close[k]! >= sliver(high, low, k)) return 0
    return body(open, close, i) > meanBody(open, close, i) ? 100 : 0
  },
})

/**
 * Advance block: three white candles with ever higher closes, the first long (body above the mean of the ten before it) with a short upper shadow (below half the mean of both shadows of the ten before it), the
 * second and third opening as in `threeWhiteSoldiers`, and the advance losing force in one of four ways: the second is far shorter than the first and the third not much longer than the second; the third is far shorter than the
 * second; bodies shrink and the second or third has an upper shadow that is not short; the third is shorter than the second with an upper shadow longer than its body. Far is 0.6, "not much" a fifth of the mean range of the five
 * candles before the one compared with. −100 (bearish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLADVANCEBLOCK.
 */
export const advanceBlock = /* @__PURE__ */ defineCandlestick('advanceBlock', {
  title: 'Advance block',
  lookbackBars: 12,
  colours: ['www'],
  match(open, high, low, close, i) {
    if (!advances(open, high, low, close, i) || !advances(open, high, low, close, i - 1)) return 0
    const first = body(open, close, i - 2)
    if (first <= meanBody(open, close, i - 2)) return 0
    if (high[i - 2]! - close[i - 2]! >= meanShadow(open, high, low, close, i - 2)) return 0
    return isBlocked(open, high, low, close, i) ? -100 : 0
  },
})

function isBlocked(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): boolean {
  const first = body(open, close, i - 2)
  const second = body(open, close, i - 1)
  const third = body(open, close, i)
  if (second < first - far(high, low, i - 2) && third < second + near(high, low, i - 1)) return true
  if (third < second - far(high, low, i - 1)) return true
  if (third >= second) return false
  const shadow = high[i]! - close[i]!
  if (shadow > third) return true
  if (second >= first) return false
  return shadow > meanShadow(open, high, low, close, i) || high[i - 1]! - close[i - 1]! > meanShadow(open, high, low, close, i - 1)
}

/**
 * Stalled pattern: three white candles with ever higher closes: two long ones (bodies above the mean of the ten before each), the second with a very short upper shadow (below a tenth of the mean range of the ten before it) and opening
 * as in `threeWhiteSoldiers`, then a short one riding on its shoulder: body below the mean of the ten before it, open no lower than the second close minus that body and a fifth of the mean range of the five candles before the second. −100
 * (bearish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLSTALLEDPATTERN.
 */
export const stalledPattern = /* @__PURE__ */ defineCandlestick('stalledPattern', {
  title: 'Stalled pattern',
  lookbackBars: 12,
  colours: ['www'],
  match(open, high, low, close, i) {
    if (close[i]! <= close[i - 1]! || !advances(open, high, low, close, i - 1)) return 0
    const third = body(open, close, i)
    if (open[i]! < close[i - 1]! - third - near(high, low, i - 1)) return 0
    if (high[i - 1]! - close[i - 1]! >= sliver(high, low, i - 1) || third >= meanBody(open, close, i)) return 0
    return body(open, close, i - 2) > meanBody(open, close, i - 2) && body(open, close, i - 1) > meanBody(open, close, i - 1) ? -100 : 0
  },
})
