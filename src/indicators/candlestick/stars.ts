import { body, bodyBottom, bodyGapsDown, bodyGapsUp, bodyTop } from './candle.js'
import { meanBody, sliver } from './candle-means.js'
import { defineCandlestick, defineScannedCandlestick, PENETRATION } from './define-candlestick.js'

/** After a long black candle a body gapping down, then a white one closing deeper than `penetration` into the first; the star itself is not judged. */
function risesFromStar(open: Float64Array, close: Float64Array, i: number, penetration: number): boolean {
  const size = body(open, close, i - 2)
  return (
    bodyGapsDown(open, close, i - 1, i - 2) &&
    close[i]! > close[i - 2]! + size * penetration &&
    size > meanBody(open, close, i - 2) &&
    body(open, close, i) > meanBody(open, close, i)
  )
}

/** After a long white candle a body gapping up, then a black one closing deeper than `penetration` into the first; the star itself is not judged. */
function fallsFromStar(open: Float64Array, close: Float64Array, i: number, penetration: number): boolean {
  const size = body(open, close, i - 2)
  return (
    bodyGapsUp(open, close, i - 1, i - 2) &&
    close[i]! < close[i - 2]! - size * penetration &&
    size > meanBody(open, close, i - 2) &&
    body(open, close, i) > meanBody(open, close, i)
  )
}

/**
 * Morning star: a long black body, a short one wholly below it, then a white one that is not short and closes deeper than `penetration` into the first. Long is above, short at most the mean
 * body of the ten candles before. 100 (bullish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLMORNINGSTAR.
 */
export const morningStar = /* @__PURE__ */ defineCandlestick('morningStar', {
  title: 'Morning star',
  lookbackBars: 12,
  colours: ['b.w'],
  penetration: 0.3,
  match: (open, _high, _low, close, i, slab) =>
    risesFromStar(open, close, i, slab[PENETRATION]!) && body(open, close, i - 1) <= meanBody(open, close, i - 1) ? 100 : 0,
})

/**
 * Morning doji star: a long black body, a doji wholly below it, then a white one that is not short and closes deeper than `penetration` into the first. Long is above the mean body of the ten
 * candles before, a doji's body at most a tenth of their mean range. 100 (bullish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLMORNINGDOJISTAR.
 */
export const morningDojiStar = /* @__PURE__ */ defineCandlestick('morningDojiStar', {
  title: 'Morning doji star',
  lookbackBars: 12,
  colours: ['b.w'],
  penetration: 0.3,
  match: (open, high, low, close, i, slab) =>
    risesFromStar(open, close, i, slab[PENETRATION]!) && body(open, close, i - 1) <= sliver(high, low, i - 1) ? 100 : 0,
})

/**
 * Evening star: a long white body, a short one wholly above it, then a black one that is not short and closes deeper than `penetration` into the first. Long is above, short at most the mean
 * body of the ten candles before. −100 (bearish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLEVENINGSTAR.
 */
export const eveningStar = /* @__PURE__ */ defineCandlestick('eveningStar', {
  title: 'Evening star',
  lookbackBars: 12,
  colours: ['w.b'],
  penetration: 0.3,
  match: (open, _high, _low, close, i, slab) =>
    fallsFromStar(open, close, i, slab[PENETRATION]!) && body(open, close, i - 1) <= meanBody(open, close, i - 1) ? -100 : 0,
})

/**
 * Evening doji star: a long white body, a doji wholly above it, then a black one that is not short and closes deeper than `penetration` into the first. Long is above the mean body of the ten
 * candles before, a doji's body at most a tenth of their mean range. −100 (bearish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLEVENINGDOJISTAR.
 */
export const eveningDojiStar = /* @__PURE__ */ defineCandlestick('eveningDojiStar', {
  title: 'Evening doji star',
  lookbackBars: 12,
  colours: ['w.b'],
  penetration: 0.3,
  match: (open, high, low, close, i, slab) =>
    fallsFromStar(open, close, i, slab[PENETRATION]!) && body(open, close, i - 1) <= sliver(high, low, i - 1) ? -100 : 0,
})

/**
 * Abandoned baby: a long body, a doji whose whole bar lies beyond the bars on both sides of it, then a body of the other colour that is not short and closes deeper than `penetration` into the
 * first. Long is above the mean body of the ten candles before, a doji's body at most a tenth of their mean range. 100 below a black one (bullish), −100 above a white one (bearish), else 0. Warm-up 12; a missing
 * price restarts it. Equal to TA-Lib's CDLABANDONEDBABY.
 */
export const abandonedBaby = /* @__PURE__ */ defineCandlestick('abandonedBaby', {
  title: 'Abandoned baby',
  lookbackBars: 12,
  colours: ['w.b', 'b.w'],
  penetration: 0.3,
  match(open, high, low, close, i, slab) {
    const white = close[i]! >= open[i]!
    const size = body(open, close, i - 2)
    const depth = size * slab[PENETRATION]!
    if (white) {
      if (high[i - 1]! >= low[i - 2]! || low[i]! <= high[i - 1]! || close[i]! <= close[i - 2]! + depth) return 0
    } else if (low[i - 1]! <= high[i - 2]! || high[i]! >= low[i - 1]! || close[i]! >= close[i - 2]! - depth) return 0
    if (body(open, close, i - 1) > sliver(high, low, i - 1)) return 0
    if (size <= meanBody(open, close, i - 2) || body(open, close, i) <= meanBody(open, close, i)) return 0
    return white ? 100 : -100
  },
})

/** Candles i − 2 … i are doji by the measure of the first. */
function isThreeDoji(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): boolean {
  const limit = sliver(high, low, i - 2)
  return body(open, close, i - 2) <= limit && body(open, close, i - 1) <= limit && body(open, close, i) <= limit
}

/**
 * Tristar: three doji candles (bodies at most a tenth of the mean range of the ten candles before the first), the middle one's body gapping from the first and the third not going beyond it. −100 after a
 * gap up (bearish), 100 after a gap down (bullish), else 0. Warm-up 12; a missing price restarts it. Equal to TA-Lib's CDLTRISTAR.
 */
export const tristar = /* @__PURE__ */ defineScannedCandlestick('tristar', {
  title: 'Tristar',
  lookbackBars: 12,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const falls = bodyGapsUp(open, close, i - 1, i - 2) && bodyTop(open, close, i) < bodyTop(open, close, i - 1)
      const rises = bodyGapsDown(open, close, i - 1, i - 2) && bodyBottom(open, close, i) > bodyBottom(open, close, i - 1)
      const fits = (falls || rises) && isThreeDoji(open, high, low, close, i)
      out[o] = fits ? (falls ? -100 : 100) : 0
    }
  },
})
