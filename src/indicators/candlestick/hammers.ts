import { body, bodyBottom, bodyGapsDown, bodyGapsUp, lowerShadow, upperShadow } from './candle.js'
import { meanBody, near, sliver } from './candle-means.js'
import { defineScannedCandlestick } from './define-candlestick.js'

/** A short body at the top of a bar with a lower shadow longer than the body and a very short upper one. */
function isHammer(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): boolean {
  const size = body(open, close, i)
  return (
    lowerShadow(open, low, close, i) > size && upperShadow(open, high, close, i) < sliver(high, low, i) && size < meanBody(open, close, i)
  )
}

/** A short body at the bottom of a bar with an upper shadow longer than the body and a very short lower one. */
function isInvertedHammer(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): boolean {
  const size = body(open, close, i)
  return (
    upperShadow(open, high, close, i) > size && lowerShadow(open, low, close, i) < sliver(high, low, i) && size < meanBody(open, close, i)
  )
}

/**
 * Hammer: a short body (below the mean body of the ten candles before) at the top of its bar, with a lower shadow longer than the body and an upper one below a tenth of the mean range
 * of the ten candles before, down at the last low: the body begins no higher than the low before plus a fifth of the mean range of the five candles before that. 100 (bullish), else 0; the fall that should come before is not
 * tested. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLHAMMER.
 */
export const hammer = /* @__PURE__ */ defineScannedCandlestick('hammer', {
  title: 'Hammer',
  lookbackBars: 11,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const fits = isHammer(open, high, low, close, i) && bodyBottom(open, close, i) <= low[i - 1]! + near(high, low, i - 1)
      out[o] = fits ? 100 : 0
    }
  },
})

/**
 * Hanging man: the candle of a hammer (short body, lower shadow longer than it, very short upper shadow) up at the last high: the body begins no lower than the high before minus a fifth of the
 * mean range of the five candles before that. −100 (bearish), else 0; the rise that should come before is not tested. Warm-up 11; a missing price restarts it. Equal to
 * TA-Lib's CDLHANGINGMAN.
 */
export const hangingMan = /* @__PURE__ */ defineScannedCandlestick('hangingMan', {
  title: 'Hanging man',
  lookbackBars: 11,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const fits = isHammer(open, high, low, close, i) && bodyBottom(open, close, i) >= high[i - 1]! - near(high, low, i - 1)
      out[o] = fits ? -100 : 0
    }
  },
})

/**
 * Inverted hammer: a short body (below the mean body of the ten candles before) at the bottom of its bar, with an upper shadow longer than the body and a lower one below a tenth of the mean
 * range of the ten candles before, and wholly below the body before. 100 (bullish), else 0. Warm-up 11; a missing price restarts it. Equal to TA-Lib's CDLINVERTEDHAMMER.
 */
export const invertedHammer = /* @__PURE__ */ defineScannedCandlestick('invertedHammer', {
  title: 'Inverted hammer',
  lookbackBars: 11,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const fits = bodyGapsDown(open, close, i, i - 1) && isInvertedHammer(open, high, low, close, i)
      out[o] = fits ? 100 : 0
    }
  },
})

/**
 * Shooting star: the candle of an inverted hammer (short body, upper shadow longer than it, very short lower shadow) whose body is wholly above the body before. −100 (bearish), else 0. Warm-up 11; a
 * missing price restarts it. Equal to TA-Lib's CDLSHOOTINGSTAR.
 */
export const shootingStar = /* @__PURE__ */ defineScannedCandlestick('shootingStar', {
  title: 'Shooting star',
  lookbackBars: 11,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const fits = bodyGapsUp(open, close, i, i - 1) && isInvertedHammer(open, high, low, close, i)
      out[o] = fits ? -100 : 0
    }
  },
})
