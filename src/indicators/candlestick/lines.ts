import { body, lowerShadow, upperShadow } from './candle.js'
import { meanBody, shadowOf, sliver, tenBodies, tenRanges } from './candle-means.js'
import { defineScannedCandlestick } from './define-candlestick.js'

/*
 * Conditions that are true about as often as not are multiplied and not joined by `&&`: processors cannot guess them. `+ 0` makes 0 of −0 (no pattern, black).
 */

/** 1 for a white candle, 0 for a black one; a number, because processors cannot guess the next colour. */
const whiteness = (open: Float64Array, close: Float64Array, i: number): number => +(close[i]! >= open[i]!)

/** 100 for a white candle, −100 for a black one. */
const direction = (open: Float64Array, close: Float64Array, i: number): number => 200 * whiteness(open, close, i) - 100

/**
 * Long line: a long body (above the mean body of the ten candles before) between short shadows (each below half the mean of both shadows together over the ten candles before). 100
 * white, −100 black, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLLONGLINE.
 */
export const longLine = /* @__PURE__ */ defineScannedCandlestick('longLine', {
  title: 'Long line',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const bodies = tenBodies(open, close, i)
      const limit = shadowOf(tenRanges(high, low, i), bodies)
      const short = +(upperShadow(open, high, close, i) < limit) * +(lowerShadow(open, low, close, i) < limit)
      out[o] = short * +(body(open, close, i) > bodies / 10) * direction(open, close, i) + 0
    }
  },
})

/**
 * Short line: a short body (below the mean body of the ten candles before) between short shadows (each below half the mean of both shadows together over the ten candles before). 100
 * white, −100 black, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLSHORTLINE.
 */
export const shortLine = /* @__PURE__ */ defineScannedCandlestick('shortLine', {
  title: 'Short line',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const bodies = tenBodies(open, close, i)
      const limit = shadowOf(tenRanges(high, low, i), bodies)
      const short = +(upperShadow(open, high, close, i) < limit) * +(lowerShadow(open, low, close, i) < limit)
      out[o] = short * +(body(open, close, i) < bodies / 10) * direction(open, close, i) + 0
    }
  },
})

/**
 * Marubozu: a long body (above the mean body of the ten candles before) with very short shadows (below a tenth of their mean range). 100 white, −100 black, else 0. Warm-up 10; a missing
 * price restarts it. Equal to TA-Lib's CDLMARUBOZU.
 */
export const marubozu = /* @__PURE__ */ defineScannedCandlestick('marubozu', {
  title: 'Marubozu',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const limit = sliver(high, low, i)
      const fits =
        upperShadow(open, high, close, i) < limit &&
        lowerShadow(open, low, close, i) < limit &&
        body(open, close, i) > meanBody(open, close, i)
      out[o] = fits ? direction(open, close, i) : 0
    }
  },
})

/**
 * Closing marubozu: a long body (above the mean body of the ten candles before) whose close is (nearly) its extreme: a white one with an upper shadow, a black one with a lower shadow below
 * a tenth of the mean range of the ten candles before. 100 white, −100 black, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLCLOSINGMARUBOZU.
 */
export const closingMarubozu = /* @__PURE__ */ defineScannedCandlestick('closingMarubozu', {
  title: 'Closing marubozu',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const white = whiteness(open, close, i)
      const shadow = white * (high[i]! - close[i]!) + (1 - white) * (close[i]! - low[i]!)
      const fits = +(shadow < sliver(high, low, i)) * +(body(open, close, i) > meanBody(open, close, i))
      out[o] = fits * (200 * white - 100) + 0
    }
  },
})

/**
 * Belt hold: a long body (above the mean body of the ten candles before) whose open is (nearly) its extreme: a white one with a lower shadow, a black one with an upper shadow below a
 * tenth of the mean range of the ten candles before. 100 white (bullish), −100 black (bearish), else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLBELTHOLD.
 */
export const beltHold = /* @__PURE__ */ defineScannedCandlestick('beltHold', {
  title: 'Belt hold',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const white = whiteness(open, close, i)
      const shadow = white * (open[i]! - low[i]!) + (1 - white) * (high[i]! - open[i]!)
      const fits = +(shadow < sliver(high, low, i)) * +(body(open, close, i) > meanBody(open, close, i))
      out[o] = fits * (200 * white - 100) + 0
    }
  },
})

/**
 * Spinning top: a short body (below the mean body of the ten candles before) between two shadows that are each longer than it. 100 white, −100 black, else 0; shows indecision. Warm-up 10; a
 * missing price restarts it. Equal to TA-Lib's CDLSPINNINGTOP.
 */
export const spinningTop = /* @__PURE__ */ defineScannedCandlestick('spinningTop', {
  title: 'Spinning top',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const size = body(open, close, i)
      const fits = upperShadow(open, high, close, i) > size && lowerShadow(open, low, close, i) > size && size < meanBody(open, close, i)
      out[o] = fits ? direction(open, close, i) : 0
    }
  },
})

/**
 * High wave: a short body (below the mean body of the ten candles before) between two shadows that are each longer than twice the body. 100 white, −100 black, else 0. Warm-up 10; a missing
 * price restarts it. Equal to TA-Lib's CDLHIGHWAVE.
 */
export const highWave = /* @__PURE__ */ defineScannedCandlestick('highWave', {
  title: 'High wave',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const size = body(open, close, i)
      const fits =
        upperShadow(open, high, close, i) > 2 * size && lowerShadow(open, low, close, i) > 2 * size && size < meanBody(open, close, i)
      out[o] = fits ? direction(open, close, i) : 0
    }
  },
})
