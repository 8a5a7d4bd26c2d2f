import { body, bodyBottom, bodyTop, lowerShadow, upperShadow } from './candle.js'
import { near, sliver } from './candle-means.js'
import { defineScannedCandlestick } from './define-candlestick.js'

/**
 * Doji: open and close (nearly) equal, that is, a body of at most a tenth of the mean range of the ten candles before. 100 where it is, else 0; shows indecision, not a
 * direction. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLDOJI.
 */
export const doji = /* @__PURE__ */ defineScannedCandlestick('doji', {
  title: 'Doji',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      out[o] = 100 * +(body(open, close, i) <= sliver(high, low, i))
    }
  },
})

/**
 * Dragonfly doji: a doji with a lower shadow and (nearly) no upper one: body and upper shadow below a tenth of the mean range of the ten candles before, lower shadow above it. 100
 * where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLDRAGONFLYDOJI.
 */
export const dragonflyDoji = /* @__PURE__ */ defineScannedCandlestick('dragonflyDoji', {
  title: 'Dragonfly doji',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const limit = sliver(high, low, i)
      const shadows = +(upperShadow(open, high, close, i) < limit) * +(lowerShadow(open, low, close, i) > limit)
      out[o] = 100 * +(body(open, close, i) <= limit) * shadows
    }
  },
})

/**
 * Gravestone doji: a doji with an upper shadow and (nearly) no lower one: body and lower shadow below a tenth of the mean range of the ten candles before, upper shadow above it. 100
 * where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLGRAVESTONEDOJI.
 */
export const gravestoneDoji = /* @__PURE__ */ defineScannedCandlestick('gravestoneDoji', {
  title: 'Gravestone doji',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const limit = sliver(high, low, i)
      const shadows = +(lowerShadow(open, low, close, i) < limit) * +(upperShadow(open, high, close, i) > limit)
      out[o] = 100 * +(body(open, close, i) <= limit) * shadows
    }
  },
})

/**
 * Long-legged doji: a doji (body at most a tenth of the mean range of the ten candles before) of which at least one shadow is longer than its body. 100 where it is, else 0. Warm-up
 * 10; a missing price restarts it. Equal to TA-Lib's CDLLONGLEGGEDDOJI.
 */
export const longLeggedDoji = /* @__PURE__ */ defineScannedCandlestick('longLeggedDoji', {
  title: 'Long-legged doji',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const size = body(open, close, i)
      const fits = size <= sliver(high, low, i) && (lowerShadow(open, low, close, i) > size || upperShadow(open, high, close, i) > size)
      out[o] = fits ? 100 : 0
    }
  },
})

/** The body of candle `i` is near the middle of its bar. */
function isCentred(open: Float64Array, high: Float64Array, low: Float64Array, close: Float64Array, i: number): boolean {
  const middle = low[i]! + (high[i]! - low[i]!) / 2
  const reach = near(high, low, i)
  return bodyBottom(open, close, i) <= middle + reach && bodyTop(open, close, i) >= middle - reach
}

/**
 * Rickshaw man: a doji (body at most a tenth of the mean range of the ten candles before) with both shadows longer than its body, and the body near the middle of the bar: within a
 * fifth of the mean range of the five candles before. 100 where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLRICKSHAWMAN.
 */
export const rickshawMan = /* @__PURE__ */ defineScannedCandlestick('rickshawMan', {
  title: 'Rickshaw man',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const size = body(open, close, i)
      const fits =
        size <= sliver(high, low, i) &&
        lowerShadow(open, low, close, i) > size &&
        upperShadow(open, high, close, i) > size &&
        isCentred(open, high, low, close, i)
      out[o] = fits ? 100 : 0
    }
  },
})

/**
 * Takuri: a dragonfly doji with a very long lower shadow: body at most, upper shadow below a tenth of the mean range of the ten candles before, lower shadow longer than twice the
 * body. 100 where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLTAKURI.
 */
export const takuri = /* @__PURE__ */ defineScannedCandlestick('takuri', {
  title: 'Takuri (dragonfly doji with a very long lower shadow)',
  lookbackBars: 10,
  scan(open, high, low, close, out, from, to, at) {
    for (let i = from, o = at; i < to; i++, o++) {
      const size = body(open, close, i)
      const limit = sliver(high, low, i)
      const shadows = +(upperShadow(open, high, close, i) < limit) * +(lowerShadow(open, low, close, i) > 2 * size)
      out[o] = 100 * +(size <= limit) * shadows
    }
  },
})
