import { body, lowerShadow, upperShadow } from './candle.js'
import { equal, meanBody, sliver } from './candle-means.js'
import { defineCandlestick } from './define-candlestick.js'

/**
 * On-neck: after a long black candle (body above the mean of the ten before it) a white one that opens below its low and closes at that low, within a twentieth of the mean range of the five
 * candles before the first. −100 (the fall goes on), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLONNECK.
 */
export const onNeck = /* @__PURE__ */ defineCandlestick('onNeck', {
  title: 'On-neck',
  lookbackBars: 11,
  colours: ['bw'],
  match(open, high, low, close, i) {
    if (open[i]! >= low[i - 1]!) return 0
    const reach = equal(high, low, i - 1)
    if (close[i]! > low[i - 1]! + reach || close[i]! < low[i - 1]! - reach) return 0
    return body(open, close, i - 1) > meanBody(open, close, i - 1) ? -100 : 0
  },
})

/**
 * In-neck: after a long black candle (body above the mean of the ten before it) a white one that opens below its low and closes barely into its body: at its close or above by at most a twentieth of
 * the mean range of the five candles before the first. −100 (the fall goes on), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLINNECK.
 */
export const inNeck = /* @__PURE__ */ defineCandlestick('inNeck', {
  title: 'In-neck',
  lookbackBars: 11,
  colours: ['bw'],
  match(open, high, low, close, i) {
    if (open[i]! >= low[i - 1]! || close[i]! < close[i - 1]!) return 0
    if (close[i]! > close[i - 1]! + equal(high, low, i - 1)) return 0
    return body(open, close, i - 1) > meanBody(open, close, i - 1) ? -100 : 0
  },
})

/**
 * Thrusting: after a long black candle (body above the mean of the ten before it) a white one that opens below its low and closes into its body, by more than a twentieth of the mean range of the five
 * candles before the first and at most to its middle. −100 (the fall goes on), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLTHRUSTING.
 */
export const thrusting = /* @__PURE__ */ defineCandlestick('thrusting', {
  title: 'Thrusting',
  lookbackBars: 11,
  colours: ['bw'],
  match(open, high, low, close, i) {
    const size = body(open, close, i - 1)
    if (open[i]! >= low[i - 1]! || close[i]! > close[i - 1]! + size * 0.5) return 0
    if (close[i]! <= close[i - 1]! + equal(high, low, i - 1)) return 0
    return size > meanBody(open, close, i - 1) ? -100 : 0
  },
})

/**
 * Separating lines: two candles of opposite colours with equal opens (within a twentieth of the mean range of the five candles before the first), the second a belt hold: a body above the mean of the ten
 * before it and, on the side of its open, a shadow below a tenth of their mean range. 100 when the second is white, −100 when it is black, else 0. Warm-up 11; a missing price restarts
 * it. Equal to TA-Lib's CDLSEPARATINGLINES.
 */
export const separatingLines = /* @__PURE__ */ defineCandlestick('separatingLines', {
  title: 'Separating lines',
  lookbackBars: 11,
  colours: ['bw', 'wb'],
  match(open, high, low, close, i) {
    const reach = equal(high, low, i - 1)
    if (open[i]! > open[i - 1]! + reach || open[i]! < open[i - 1]! - reach) return 0
    const white = close[i]! >= open[i]!
    const shadow = white ? open[i]! - low[i]! : high[i]! - open[i]!
    if (body(open, close, i) <= meanBody(open, close, i) || shadow >= sliver(high, low, i)) return 0
    return white ? 100 : -100
  },
})

/** A long body with very short shadows. */
function isMarubozu(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): boolean {
  const limit = sliver(high, low, i)
  if (upperShadow(open, high, close, i) >= limit || lowerShadow(open, low, close, i) >= limit) return false
  return body(open, close, i) > meanBody(open, close, i)
}

/** Two marubozu candles of opposite colours (which the caller has seen) with a gap between them in the second one's direction. */
function isKicking(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): boolean {
  const gap = close[i]! >= open[i]! ? low[i]! > high[i - 1]! : high[i]! < low[i - 1]!
  return gap && isMarubozu(open, high, low, close, i - 1) && isMarubozu(open, high, low, close, i)
}

/**
 * Kicking: two marubozu candles (bodies above the mean of the ten before each, shadows below a tenth of their mean range) of opposite colours with a gap between the bars, up to a white one or down to a
 * black one. 100 when the second is white (bullish), −100 when it is black (bearish), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLKICKING.
 */
export const kicking = /* @__PURE__ */ defineCandlestick('kicking', {
  title: 'Kicking',
  lookbackBars: 11,
  colours: ['bw', 'wb'],
  match(open, high, low, close, i) {
    if (!isKicking(open, high, low, close, i)) return 0
    return close[i]! >= open[i]! ? 100 : -100
  },
})

/**
 * Kicking, judged by the longer candle: the pattern of `kicking`, 100 when the longer of the two bodies is white (bullish), −100 when it is black (bearish); the first counts when both are
 * equal. Else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLKICKINGBYLENGTH.
 */
export const kickingByLength = /* @__PURE__ */ defineCandlestick('kickingByLength', {
  title: 'Kicking, judged by the longer candle',
  lookbackBars: 11,
  colours: ['bw', 'wb'],
  match(open, high, low, close, i) {
    if (!isKicking(open, high, low, close, i)) return 0
    const longer = body(open, close, i) > body(open, close, i - 1) ? i : i - 1
    return close[longer]! >= open[longer]! ? 100 : -100
  },
})
