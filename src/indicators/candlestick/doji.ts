import { body, bodyBottom, bodyTop, lowerShadow, upperShadow } from './candle.js'
import { near, sliver } from './candle-means.js'
import { defineCandlestick } from './define-candlestick.js'

/**
 * Doji: open and close (nearly) equal, that is, a body of at most a tenth of the mean range of the ten candles before. 100 where it is, else 0; shows indecision, not a
 * direction. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLDOJI.
 */
export const doji = /* @__PURE__ */ defineCandlestick('doji', {
  title: 'Doji',
  lookbackBars: 10,
  match: (open, high, low, close, i) => (body(open, close, i) <= sliver(high, low, i) ? 100 : 0),
})

/**
 * Dragonfly doji: a doji with a lower shadow and (nearly) no upper one: body and upper shadow below a tenth of the mean range of the ten candles before, lower shadow above it. 100
 * where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLDRAGONFLYDOJI.
 */
export const dragonflyDoji = /* @__PURE__ */ defineCandlestick('dragonflyDoji', {
  title: 'Dragonfly doji',
  lookbackBars: 10,
  match(open, high, low, close, i) {
    const lower = lowerShadow(open, low, close, i)
    const upper = upperShadow(open, high, close, i)
    if (lower <= upper) return 0
    const limit = sliver(high, low, i)
    return body(open, close, i) <= limit && upper < limit && lower > limit ? 100 : 0
  },
})

/**
 * Gravestone doji: a doji with an upper shadow and (nearly) no lower one: body and lower shadow below a tenth of the mean range of the ten candles before, upper shadow above it. 100
 * where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLGRAVESTONEDOJI.
 */
export const gravestoneDoji = /* @__PURE__ */ defineCandlestick('gravestoneDoji', {
  title: 'Gravestone doji',
  lookbackBars: 10,
  match(open, high, low, close, i) {
    const lower = lowerShadow(open, low, close, i)
    const upper = upperShadow(open, high, close, i)
    if (upper <= lower) return 0
    const limit = sliver(high, low, i)
    return body(open, close, i) <= limit && lower < limit && upper > limit ? 100 : 0
  },
})

/**
 * Long-legged doji: a doji (body at most a tenth of the mean range of the ten candles before) of which at least one shadow is longer than its body. 100 where it is, else 0. Warm-up
 * 10; a missing price restarts it. Equal to TA-Lib's CDLLONGLEGGEDDOJI.
 */
export const longLeggedDoji = /* @__PURE__ */ defineCandlestick('longLeggedDoji', {
  title: 'Long-legged doji',
  lookbackBars: 10,
  match(open, high, low, close, i) {
    const size = body(open, close, i)
    const legs = lowerShadow(open, low, close, i) > size || upperShadow(open, high, close, i) > size
    return legs && size <= sliver(high, low, i) ? 100 : 0
  },
})

/**
 * Rickshaw man: a doji (body at most a tenth of the mean range of the ten candles before) with both shadows longer than its body, and the body near the middle of the bar: within a
 * fifth of the mean range of the five candles before. 100 where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLRICKSHAWMAN.
 */
export const rickshawMan = /* @__PURE__ */ defineCandlestick('rickshawMan', {
  title: 'Rickshaw man',
  lookbackBars: 10,
  match(open, high, low, close, i) {
    const size = body(open, close, i)
    if (lowerShadow(open, low, close, i) <= size || upperShadow(open, high, close, i) <= size) return 0
    const middle = low[i]! + (high[i]! - low[i]!) / 2
    const reach = near(high, low, i)
    if (bodyBottom(open, close, i) > middle + reach || bodyTop(open, close, i) < middle - reach) return 0
    return size <= sliver(high, low, i) ? 100 : 0
  },
})

/**
 * Takuri: a dragonfly doji with a very long lower shadow: body at most, upper shadow below a tenth of the mean range of the ten candles before, lower shadow longer than twice the
 * body. 100 where it is, else 0. Warm-up 10; a missing price restarts it. Equal to TA-Lib's CDLTAKURI.
 */
export const takuri = /* @__PURE__ */ defineCandlestick('takuri', {
  title: 'Takuri (dragonfly doji with a very long lower shadow)',
  lookbackBars: 10,
  match(open, high, low, close, i) {
    const size = body(open, close, i)
    if (lowerShadow(open, low, close, i) <= 2 * size) return 0
    const limit = sliver(high, low, i)
    return size <= limit && upperShadow(open, high, close, i) < limit ? 100 : 0
  },
})
