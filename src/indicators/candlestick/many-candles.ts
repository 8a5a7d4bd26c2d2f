import { body, bodyBottom, bodyGapsDown, bodyGapsUp, bodyTop, lowerShadow, upperShadow } from './candle.js'
import { meanBody, near, sliver } from './candle-means.js'
import { defineCandlestick, PENETRATION } from './define-candlestick.js'

/**
 * Three-line strike: three candles of one colour, each closing beyond the last in that direction and (the second and third) opening within or near the body before, that is, beyond it by at most a fifth of the mean range of the
 * five candles before that one; then one of the other colour that opens beyond the third close and closes beyond the first open. 100 after three white ones, −100 after three black ones (the move goes on), else 0. Warm-up 8; a
 * missing price restarts it. Equal to TA-Lib's CDL3LINESTRIKE.
 */
export const threeLineStrike = /* @__PURE__ */ defineCandlestick('threeLineStrike', {
  title: 'Three-line strike',
  lookbackBars: 8,
  colours: ['wwwb', 'bbbw'],
  match(open, high, low, close, i) {
    const up = close[i - 1]! >= open[i - 1]!
    if (up) {
      if (close[i - 1]! <= close[i - 2]! || close[i - 2]! <= close[i - 3]! || open[i]! <= close[i - 1]! || close[i]! >= open[i - 3]!)
        return 0
    } else if (close[i - 1]! >= close[i - 2]! || close[i - 2]! >= close[i - 3]! || open[i]! >= close[i - 1]! || close[i]! <= open[i - 3]!) {
      return 0
    }
    for (let k = i - 2; k < i; k++) {
      const reach = near(high, low, k - 1)
      if (open[k]! < bodyBottom(open, close, k - 1) - reach || open[k]! > bodyTop(open, close, k - 1) + reach) return 0
    }
    return up ? 100 : -100
  },
})

/**
 * Concealing baby swallow: four black candles. The first two have very short shadows (below a tenth of the mean range of the ten before each); the third's body gaps down, but it has an upper shadow (above that tenth) reaching into the
 * second's body; the fourth's bar encloses the third's. 100 (bullish), else 0. Warm-up 13; a missing price restarts it. Equal to TA-Lib's CDLCONCEALBABYSWALL.
 */
export const concealingBabySwallow = /* @__PURE__ */ defineCandlestick('concealingBabySwallow', {
  title: 'Concealing baby swallow',
  lookbackBars: 13,
  colours: ['bbbb'],
  match(open, high, low, close, i) {
    if (high[i]! <= high[i - 1]! || low[i]! >= low[i - 1]! || high[i - 1]! <= close[i - 2]!) return 0
    if (!bodyGapsDown(open, close, i - 1, i - 2) || upperShadow(open, high, close, i - 1) <= sliver(high, low, i - 1)) return 0
    for (let k = i - 3; k < i - 1; k++) {
      const limit = sliver(high, low, k)
      if (lowerShadow(open, low, close, k) >= limit || upperShadow(open, high, close, k) >= limit) return 0
    }
    return 100
  },
})

/**
 * Breakaway: a long body (above the mean of the ten before it), a second of the same colour gapping on, two more bars going on in that direction (highs and lows; the fourth of the same colour), then one of the other colour that closes in the gap. 100
 * when the fifth is white (bullish), −100 when it is black (bearish), else 0. Warm-up 14; a missing price restarts it. Equal to TA-Lib's CDLBREAKAWAY.
 */
export const breakaway = /* @__PURE__ */ defineCandlestick('breakaway', {
  title: 'Breakaway',
  lookbackBars: 14,
  colours: ['bb.bw', 'ww.wb'],
  match(open, high, low, close, i) {
    const up = close[i]! >= open[i]!
    if (up) {
      if (close[i]! <= open[i - 3]! || close[i]! >= close[i - 4]! || !bodyGapsDown(open, close, i - 3, i - 4)) return 0
      for (let k = i - 2; k < i; k++) if (high[k]! >= high[k - 1]! || low[k]! >= low[k - 1]!) return 0
    } else {
      if (close[i]! >= open[i - 3]! || close[i]! <= close[i - 4]! || !bodyGapsUp(open, close, i - 3, i - 4)) return 0
      for (let k = i - 2; k < i; k++) if (high[k]! <= high[k - 1]! || low[k]! <= low[k - 1]!) return 0
    }
    if (body(open, close, i - 4) <= meanBody(open, close, i - 4)) return 0
    return up ? 100 : -100
  },
})

/**
 * Ladder bottom: three black candles with ever lower opens and closes, a fourth black one with an upper shadow (above a tenth of the mean range of the ten before it), then a white one that opens above the fourth one's open and closes
 * above its high. 100 (bullish), else 0. Warm-up 14; a missing price restarts it. Equal to TA-Lib's CDLLADDERBOTTOM.
 */
export const ladderBottom = /* @__PURE__ */ defineCandlestick('ladderBottom', {
  title: 'Ladder bottom',
  lookbackBars: 14,
  colours: ['bbbbw'],
  match(open, high, low, close, i) {
    if (open[i]! <= open[i - 1]! || close[i]! <= high[i - 1]!) return 0
    for (let k = i - 3; k < i - 1; k++) if (open[k]! >= open[k - 1]! || close[k]! >= close[k - 1]!) return 0
    return upperShadow(open, high, close, i - 1) > sliver(high, low, i - 1) ? 100 : 0
  },
})

/** Bodies of candles i − 3 … i − 1 below the mean of the ten before each. */
function reactsShortly(open: Float64Array, close: Float64Array, i: number): boolean {
  for (let k = i - 3; k < i; k++) if (body(open, close, k) >= meanBody(open, close, k)) return false
  return true
}

/**
 * Mat hold: a long white body (above the mean of the ten before it), a short black one gapping up, two more short bodies, each lower than the last, that reach back into the first body but not deeper than `penetration` of it, then a white candle that opens above
 * the fourth close and closes above the highest high of the three. Short is below the mean body of the ten before each. 100 (the rise goes on), else 0. Warm-up 14; a missing price restarts it. Equal to TA-Lib's CDLMATHOLD.
 */
export const matHold = /* @__PURE__ */ defineCandlestick('matHold', {
  title: 'Mat hold',
  lookbackBars: 14,
  colours: ['wb..w'],
  penetration: 0.5,
  match(open, high, _low, close, i, slab) {
    if (!bodyGapsUp(open, close, i - 3, i - 4) || open[i]! <= close[i - 1]!) return 0
    if (close[i]! <= high[i - 3]! || close[i]! <= high[i - 2]! || close[i]! <= high[i - 1]!) return 0
    const size = body(open, close, i - 4)
    const floor = close[i - 4]! - size * slab[PENETRATION]!
    let ceiling = open[i - 3]!
    for (let k = i - 2; k < i; k++) {
      const top = bodyTop(open, close, k)
      const bottom = bodyBottom(open, close, k)
      if (top >= ceiling || bottom >= close[i - 4]! || bottom <= floor) return 0
      ceiling = top
    }
    return size > meanBody(open, close, i - 4) && reactsShortly(open, close, i) ? 100 : 0
  },
})

/**
 * Rising or falling three methods: a long body, three short ones of the other colour, each closing beyond the last against it but touching the first one's bar, then a long body of the first colour that opens beyond the fourth close and closes beyond the first. Long
 * is above, short below the mean body of the ten before each. 100 rising (first white), −100 falling (first black), else 0. Warm-up 14; a missing price restarts it. Equal to TA-Lib's CDLRISEFALL3METHODS.
 */
export const risingFallingThreeMethods = /* @__PURE__ */ defineCandlestick('risingFallingThreeMethods', {
  title: 'Rising or falling three methods',
  lookbackBars: 14,
  colours: ['wbbbw', 'bwwwb'],
  match(open, high, low, close, i) {
    const sign = close[i]! >= open[i]! ? 1 : -1
    if (open[i]! * sign <= close[i - 1]! * sign || close[i]! * sign <= close[i - 4]! * sign) return 0
    for (let k = i - 2; k < i; k++) if (close[k]! * sign >= close[k - 1]! * sign) return 0
    for (let k = i - 3; k < i; k++) {
      if (bodyBottom(open, close, k) >= high[i - 4]! || bodyTop(open, close, k) <= low[i - 4]!) return 0
    }
    if (!reactsShortly(open, close, i)) return 0
    if (body(open, close, i - 4) <= meanBody(open, close, i - 4) || body(open, close, i) <= meanBody(open, close, i)) return 0
    return 100 * sign
  },
})
