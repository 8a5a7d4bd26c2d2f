import { body, bodyGapsUp } from './candle.js'
import { equal, meanBody, sliver } from './candle-means.js'
import { defineCandlestick } from './define-candlestick.js'

/**
 * Two crows: a long white body (above the mean of the ten before it), a black one gapping up, then a black one that opens within the second and closes within the first. −100 (bearish), else
 * 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDL2CROWS.
 */
export const twoCrows = /* @__PURE__ */ defineCandlestick('twoCrows', {
  title: 'Two crows',
  lookbackBars: 12,
  colours: ['wbb'],
  match(open, _high, _low, close, i) {
    if (!bodyGapsUp(open, close, i - 1, i - 2)) return 0
    if (open[i]! >= open[i - 1]! || open[i]! <= close[i - 1]! || close[i]! <= open[i - 2]! || close[i]! >= close[i - 2]!) return 0
    return body(open, close, i - 2) > meanBody(open, close, i - 2) ? -100 : 0
  },
})

/**
 * Upside gap two crows: a long white body (above the mean of the ten before it), a short black one (at most that mean) gapping up, then a black one that engulfs the second and closes above the first. −100
 * (bearish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLUPSIDEGAP2CROWS.
 */
export const upsideGapTwoCrows = /* @__PURE__ */ defineCandlestick('upsideGapTwoCrows', {
  title: 'Upside gap two crows',
  lookbackBars: 12,
  colours: ['wbb'],
  match(open, _high, _low, close, i) {
    if (!bodyGapsUp(open, close, i - 1, i - 2)) return 0
    if (open[i]! <= open[i - 1]! || close[i]! >= close[i - 1]! || close[i]! <= close[i - 2]!) return 0
    if (body(open, close, i - 2) <= meanBody(open, close, i - 2)) return 0
    return body(open, close, i - 1) <= meanBody(open, close, i - 1) ? -100 : 0
  },
})

/**
 * Three black crows: after a white candle three black ones with ever lower closes and very short lower shadows (below a tenth of the mean range of the ten candles before each); the first closes
 * below the white one's high, the second and third open within the body before. −100 (bearish), else 0. Warm-up 13; a missing price restarts it. Equal to TA-Lib's CDL3BLACKCROWS.
 */
export const threeBlackCrows = /* @__PURE__ */ defineCandlestick('threeBlackCrows', {
  title: 'Three black crows',
  lookbackBars: 13,
  colours: ['wbbb'],
  match(open, high, low, close, i) {
    if (high[i - 3]! <= close[i - 2]!) return 0
    for (let k = i - 1; k <= i; k++) {
      if (close[k]! >= close[k - 1]! || open[k]! >= open[k - 1]! || open[k]! <= close[k - 1]!) return 0
    }
    for (let k = i - 2; k <= i; k++) if (close[k]! - low[k]! >= sliver(high, low, k)) return 0
    return -100
  },
})

/**
 * Identical three crows: three black candles with ever lower closes and very short lower shadows (below a tenth of the mean range of the ten candles before each), the second and third opening at the close
 * before: within a twentieth of the mean range of the five candles before that one. −100 (bearish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLIDENTICAL3CROWS.
 */
export const identicalThreeCrows = /* @__PURE__ */ defineCandlestick('identicalThreeCrows', {
  title: 'Identical three crows',
  lookbackBars: 12,
  colours: ['bbb'],
  match(open, high, low, close, i) {
    if (close[i]! >= close[i - 1]! || close[i - 1]! >= close[i - 2]!) return 0
    for (let k = i - 1; k <= i; k++) {
      const reach = equal(high, low, k - 1)
      if (open[k]! > close[k - 1]! + reach || open[k]! < close[k - 1]! - reach) return 0
    }
    for (let k = i - 2; k <= i; k++) if (close[k]! - low[k]! >= sliver(high, low, k)) return 0
    return -100
  },
})
