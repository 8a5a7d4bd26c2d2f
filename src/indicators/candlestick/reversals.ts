import { body, bodyGapsDown, bodyGapsUp, bodyWithin } from './candle.js'
import { equal, meanBody, sliver } from './candle-means.js'
import { defineCandlestick, defineScannedCandlestick, PENETRATION } from './define-candlestick.js'

/** The strength as a sign against candle `i`: positive after a black one, negative after a white one. */
const against = (open: Float64Array, close: Float64Array, i: number, strength: number): number =>
  close[i]! >= open[i]! ? -strength : strength

/**
 * Engulfing: a body of the other colour that holds the whole body before. 100 where white engulfs black (bullish), −100 where black engulfs white (bearish); 80 or −80 when the two begin or end at the same price, 0 when they do
 * both, and elsewhere. Warm-up 2 (as TA-Lib has it, though two candles would do); a missing price restarts it. Equal to TA-Lib's CDLENGULFING.
 */
export const engulfing = /* @__PURE__ */ defineCandlestick('engulfing', {
  title: 'Engulfing',
  lookbackBars: 2,
  colours: ['bw', 'wb'],
  match(open, _high, _low, close, i) {
    const held = bodyWithin(open, close, i - 1, i)
    if (held === 0 || (open[i] === close[i - 1] && close[i] === open[i - 1])) return 0
    return close[i]! >= open[i]! ? held : -held
  },
})

/**
 * Harami: a short body (at most the mean body of the ten candles before) within a long one (above the mean of the ten before it). 100 when the long one is black (bullish), −100 when it is white (bearish); 80 or −80 when they share an
 * end; else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLHARAMI.
 */
export const harami = /* @__PURE__ */ defineScannedCandlestick('harami', {
  title: 'Harami',
  lookbackBars: 11,
  scan(open, _high, _low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const held = bodyWithin(open, close, i, i - 1)
      const fits = held !== 0 && body(open, close, i - 1) > meanBody(open, close, i - 1) && body(open, close, i) <= meanBody(open, close, i)
      out[o] = fits ? against(open, close, i - 1, held) : 0
    }
  },
})

/**
 * Harami cross: a doji (body at most a tenth of the mean range of the ten candles before) within a long body (above the mean of the ten before it). 100 when the long one is black (bullish), −100 when it is white (bearish); 80 or −80 when they
 * share an end; else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLHARAMICROSS.
 */
export const haramiCross = /* @__PURE__ */ defineScannedCandlestick('haramiCross', {
  title: 'Harami cross',
  lookbackBars: 11,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const held = bodyWithin(open, close, i, i - 1)
      const fits = held !== 0 && body(open, close, i) <= sliver(high, low, i) && body(open, close, i - 1) > meanBody(open, close, i - 1)
      out[o] = fits ? against(open, close, i - 1, held) : 0
    }
  },
})

/**
 * Homing pigeon: a short black body (at most the mean body of the ten candles before) within a long black one (above the mean of the ten before it). 100 (bullish), else 0. Warm-up 11; a missing
 * price restarts it. Equal to TA-Lib's CDLHOMINGPIGEON.
 */
export const homingPigeon = /* @__PURE__ */ defineCandlestick('homingPigeon', {
  title: 'Homing pigeon',
  lookbackBars: 11,
  colours: ['bb'],
  match(open, _high, _low, close, i) {
    if (open[i]! >= open[i - 1]! || close[i]! <= close[i - 1]!) return 0
    return body(open, close, i - 1) > meanBody(open, close, i - 1) && body(open, close, i) <= meanBody(open, close, i) ? 100 : 0
  },
})

/**
 * Matching low: two black candles with equal closes, that is, within a twentieth of the mean range of the five candles before the first. 100 (bullish), else 0. Warm-up 6; a missing price restarts
 * it. Equal to TA-Lib's CDLMATCHINGLOW.
 */
export const matchingLow = /* @__PURE__ */ defineCandlestick('matchingLow', {
  title: 'Matching low',
  lookbackBars: 6,
  colours: ['bb'],
  match(_open, high, low, close, i) {
    const reach = equal(high, low, i - 1)
    return close[i]! <= close[i - 1]! + reach && close[i]! >= close[i - 1]! - reach ? 100 : 0
  },
})

/**
 * Dark cloud cover: after a long white candle (body above the mean of the ten before it) a black one that opens above its high and closes within its body, deeper than `penetration` of
 * the body. −100 (bearish), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLDARKCLOUDCOVER.
 */
export const darkCloudCover = /* @__PURE__ */ defineCandlestick('darkCloudCover', {
  title: 'Dark cloud cover',
  lookbackBars: 11,
  colours: ['wb'],
  penetration: 0.5,
  match(open, high, _low, close, i, slab) {
    if (open[i]! <= high[i - 1]! || close[i]! <= open[i - 1]!) return 0
    const size = body(open, close, i - 1)
    return close[i]! < close[i - 1]! - size * slab[PENETRATION]! && size > meanBody(open, close, i - 1) ? -100 : 0
  },
})

/**
 * Piercing line: after a long black candle a long white one (bodies above the mean of the ten before each) that opens below its low and closes within its body, above the middle. 100
 * (bullish), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLPIERCING.
 */
export const piercing = /* @__PURE__ */ defineCandlestick('piercing', {
  title: 'Piercing line',
  lookbackBars: 11,
  colours: ['bw'],
  match(open, _high, low, close, i) {
    if (open[i]! >= low[i - 1]! || close[i]! >= open[i - 1]!) return 0
    const size = body(open, close, i - 1)
    if (close[i]! <= close[i - 1]! + size * 0.5) return 0
    return size > meanBody(open, close, i - 1) && body(open, close, i) > meanBody(open, close, i) ? 100 : 0
  },
})

/**
 * Doji star: after a long body (above the mean of the ten before it) a doji (body at most a tenth of the mean range of the ten candles before) that gaps on in its direction, body from body. −100
 * above a white one (bearish), 100 below a black one (bullish), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLDOJISTAR.
 */
export const dojiStar = /* @__PURE__ */ defineScannedCandlestick('dojiStar', {
  title: 'Doji star',
  lookbackBars: 11,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const gapped = close[i - 1]! >= open[i - 1]! ? bodyGapsUp(open, close, i, i - 1) : bodyGapsDown(open, close, i, i - 1)
      const fits = gapped && body(open, close, i) <= sliver(high, low, i) && body(open, close, i - 1) > meanBody(open, close, i - 1)
      out[o] = fits ? against(open, close, i - 1, 100) : 0
    }
  },
})

/**
 * Counterattack: two long candles of opposite colours (bodies above the mean of the ten before each) with equal closes, that is, within a twentieth of the mean range of the five candles
 * before the first. 100 when the second is white (bullish), −100 when it is black (bearish), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLCOUNTERATTACK.
 */
export const counterattack = /* @__PURE__ */ defineCandlestick('counterattack', {
  title: 'Counterattack',
  lookbackBars: 11,
  colours: ['bw', 'wb'],
  match(open, high, low, close, i) {
    const reach = equal(high, low, i - 1)
    if (close[i]! > close[i - 1]! + reach || close[i]! < close[i - 1]! - reach) return 0
    if (body(open, close, i - 1) <= meanBody(open, close, i - 1) || body(open, close, i) <= meanBody(open, close, i)) return 0
    return close[i]! >= open[i]! ? 100 : -100
  },
})
