import { body, bodyWithin, lowerShadow, upperShadow } from './candle.js'
import { equal, meanBody, sliver } from './candle-means.js'
import { defineCandlestick } from './define-candlestick.js'

/**
 * Three inside up or down: a harami (a long body, above the mean of the ten before it, with a short one, at most its mean, strictly within) confirmed by a third candle of the other colour than the first that
 * closes beyond the first one's open. 100 up (first black), −100 down (first white), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDL3INSIDE.
 */
export const threeInside = /* @__PURE__ */ defineCandlestick('threeInside', {
  title: 'Three inside up or down',
  lookbackBars: 12,
  colours: ['w.b', 'b.w'],
  match(open, _high, _low, close, i) {
    const up = close[i]! >= open[i]!
    if (up ? close[i]! <= open[i - 2]! : close[i]! >= open[i - 2]!) return 0
    if (bodyWithin(open, close, i - 1, i - 2) !== 100) return 0
    if (body(open, close, i - 2) <= meanBody(open, close, i - 2) || body(open, close, i - 1) > meanBody(open, close, i - 1)) return 0
    return up ? 100 : -100
  },
})

/**
 * Three outside up or down: an engulfing pair confirmed by a third candle that closes beyond the second in its direction. 100 up (white engulfs black), −100 down (black engulfs white), else 0. Warm-up 3 (as TA-Lib has
 * it, though three candles would do); a missing price restarts it. Equal to TA-Lib's CDL3OUTSIDE.
 */
export const threeOutside = /* @__PURE__ */ defineCandlestick('threeOutside', {
  title: 'Three outside up or down',
  lookbackBars: 3,
  colours: ['bw.', 'wb.'],
  match(open, _high, _low, close, i) {
    if (close[i - 1]! >= open[i - 1]!) {
      return close[i - 1]! > open[i - 2]! && open[i - 1]! < close[i - 2]! && close[i]! > close[i - 1]! ? 100 : 0
    }
    return open[i - 1]! > close[i - 2]! && close[i - 1]! < open[i - 2]! && close[i]! < close[i - 1]! ? -100 : 0
  },
})

/**
 * Three stars in the south: three black candles. The first is long (body above the mean of the ten before it) with a lower shadow longer than its body; the second is smaller, opens above the first close but within its bar, trades
 * below the first close but not below its low, and has a lower shadow (above a tenth of the mean range of the ten before it); the third is a small marubozu (body below the mean, both shadows below that tenth) within the
 * second one's bar. 100 (bullish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDL3STARSINSOUTH.
 */
export const threeStarsInTheSouth = /* @__PURE__ */ defineCandlestick('threeStarsInTheSouth', {
  title: 'Three stars in the south',
  lookbackBars: 12,
  colours: ['bbb'],
  match(open, high, low, close, i) {
    const first = body(open, close, i - 2)
    if (low[i]! <= low[i - 1]! || high[i]! >= high[i - 1]! || body(open, close, i - 1) >= first) return 0
    if (open[i - 1]! <= close[i - 2]! || open[i - 1]! > high[i - 2]!) return 0
    if (low[i - 1]! >= close[i - 2]! || low[i - 1]! < low[i - 2]! || close[i - 2]! - low[i - 2]! <= first) return 0
    if (first <= meanBody(open, close, i - 2) || lowerShadow(open, low, close, i - 1) <= sliver(high, low, i - 1)) return 0
    const limit = sliver(high, low, i)
    if (lowerShadow(open, low, close, i) >= limit || upperShadow(open, high, close, i) >= limit) return 0
    return body(open, close, i) < meanBody(open, close, i) ? 100 : 0
  },
})

/**
 * Unique three river: a long black body (above the mean of the ten before it), a black one within it whose bar makes a lower low, then a short white one (below the mean of the ten before it) that opens above that low. 100
 * (bullish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLUNIQUE3RIVER.
 */
export const uniqueThreeRiver = /* @__PURE__ */ defineCandlestick('uniqueThreeRiver', {
  title: 'Unique three river',
  lookbackBars: 12,
  colours: ['bbw'],
  match(open, _high, low, close, i) {
    if (close[i - 1]! <= close[i - 2]! || open[i - 1]! > open[i - 2]! || low[i - 1]! >= low[i - 2]! || open[i]! <= low[i - 1]!) return 0
    return body(open, close, i - 2) > meanBody(open, close, i - 2) && body(open, close, i) < meanBody(open, close, i) ? 100 : 0
  },
})

/**
 * Stick sandwich: two black candles with equal closes (within a twentieth of the mean range of the five candles before the first) and between them a white one that trades above the first close only. 100 (bullish), else
 * 0. Warm-up 7; a missing price restarts it. Equal to TA-Lib's CDLSTICKSANDWICH.
 */
export const stickSandwich = /* @__PURE__ */ defineCandlestick('stickSandwich', {
  title: 'Stick sandwich',
  lookbackBars: 7,
  colours: ['bwb'],
  match(_open, high, low, close, i) {
    if (low[i - 1]! <= close[i - 2]!) return 0
    const reach = equal(high, low, i - 2)
    return close[i]! <= close[i - 2]! + reach && close[i]! >= close[i - 2]! - reach ? 100 : 0
  },
})
