import { body, bodyBottom, bodyGapsDown, bodyGapsUp, bodyTop } from './candle.js'
import { equal, near } from './candle-means.js'
import { defineCandlestick } from './define-candlestick.js'

/**
 * Gap side-by-side white lines: two white candles of near equal bodies (within a fifth of the mean range of the five candles before the first of them) and equal opens (within a twentieth), both bodies gapping the same way from the
 * body before them. 100 after a gap up, −100 after a gap down (the move goes on), else 0. Warm-up 7; a missing price restarts it. Equal to TA-Lib's CDLGAPSIDESIDEWHITE.
 */
export const gapSideBySideWhite = /* @__PURE__ */ defineCandlestick('gapSideBySideWhite', {
  title: 'Gap side-by-side white lines',
  lookbackBars: 7,
  colours: ['.ww'],
  match(open, high, low, close, i) {
    const up = bodyGapsUp(open, close, i - 1, i - 2) && bodyGapsUp(open, close, i, i - 2)
    if (!up && !(bodyGapsDown(open, close, i - 1, i - 2) && bodyGapsDown(open, close, i, i - 2))) return 0
    const last = body(open, close, i - 1)
    const size = body(open, close, i)
    const reach = near(high, low, i - 1)
    if (size < last - reach || size > last + reach) return 0
    const same = equal(high, low, i - 1)
    if (open[i]! < open[i - 1]! - same || open[i]! > open[i - 1]! + same) return 0
    return up ? 100 : -100
  },
})

/**
 * Tasuki gap: a body gapping from the one before, in the direction of its own colour, then one of the other colour and nearly the same size (within a fifth of the mean range of the five candles before the second) that opens within
 * it and closes in the gap. 100 after a gap up, −100 after a gap down (the move goes on), else 0. Warm-up 7; a missing price restarts it. Equal to TA-Lib's CDLTASUKIGAP.
 */
export const tasukiGap = /* @__PURE__ */ defineCandlestick('tasukiGap', {
  title: 'Tasuki gap',
  lookbackBars: 7,
  colours: ['.wb', '.bw'],
  match(open, high, low, close, i) {
    const up = close[i - 1]! >= open[i - 1]!
    if (open[i]! >= bodyTop(open, close, i - 1) || open[i]! <= bodyBottom(open, close, i - 1)) return 0
    if (up) {
      if (!bodyGapsUp(open, close, i - 1, i - 2) || close[i]! >= open[i - 1]! || close[i]! <= bodyTop(open, close, i - 2)) return 0
    } else if (!bodyGapsDown(open, close, i - 1, i - 2) || close[i]! <= open[i - 1]! || close[i]! >= bodyBottom(open, close, i - 2))
      return 0
    if (Math.abs(body(open, close, i - 1) - body(open, close, i)) >= near(high, low, i - 1)) return 0
    return up ? 100 : -100
  },
})

/**
 * Gap three methods, upside or downside: two candles of one colour with a gap between their bodies in that direction, then one of the other colour that opens within the second body and closes within the first, closing the
 * gap. 100 after a gap up, −100 after a gap down (the move goes on), else 0. Warm-up 2; a missing price restarts it. Equal to TA-Lib's CDLXSIDEGAP3METHODS.
 */
export const gapThreeMethods = /* @__PURE__ */ defineCandlestick('gapThreeMethods', {
  title: 'Upside or downside gap three methods',
  lookbackBars: 2,
  colours: ['wwb', 'bbw'],
  match(open, _high, _low, close, i) {
    const up = close[i - 1]! >= open[i - 1]!
    if (!(up ? bodyGapsUp(open, close, i - 1, i - 2) : bodyGapsDown(open, close, i - 1, i - 2))) return 0
    if (open[i]! >= bodyTop(open, close, i - 1) || open[i]! <= bodyBottom(open, close, i - 1)) return 0
    if (close[i]! >= bodyTop(open, close, i - 2) || close[i]! <= bodyBottom(open, close, i - 2)) return 0
    return up ? 100 : -100
  },
})
