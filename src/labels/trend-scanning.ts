import type { Bars, Labels } from '../core/index.js'
import { parseTrends } from './config.js'
import { checkEvents } from './events.js'
import { type ClosePrices, priceSeries } from './price-series.js'
import { bandOf, DIRECTION_CLASSES } from './target-labels.js'

/** Options of {@link trendScanningLabels}. */
export interface TrendScanningOptions {
  /** Closes in the shortest span, that of the row included. Default 5. */
  minBars?: number
  /** Closes in the longest span at most. Default 20. */
  maxBars?: number
  /** Closes by which the spans grow. Default 1. */
  stepBars?: number
  /** Trends of this absolute t-value or less are `flat`. Default 0. */
  minTValue?: number
  /** Rows to label. Default: all. */
  events?: ArrayLike<number>
}

/** Labels of trend scanning with the trend they name. */
export interface TrendLabels extends Labels {
  /** t-value of the slope over the chosen span; its absolute value can weigh the row. NaN without a label. */
  readonly tValue: Float64Array
  /** Last row of the chosen span, −1 without a label. The label is known later: at `t1`, when the longest span has been seen. */
  readonly trendEndRow: Int32Array
  /** Rows without a label: spans end after the last bar, a close of theirs is missing, or the row is no event. */
  readonly missing: { total: number; afterEnd: number; noPrice: number; noEvent: number }
}

/** Slope and t-value of a growing line y = a + b k over k = 0, 1, 2 …; the error is added up from one-step forecasts, so nothing cancels. */
class GrowingLine {
  #count = 0
  #meanY = 0
  #slope = 0
  #squares = 0

  get tValue(): number {
    if (this.#slope === 0) return 0
    const spread = (this.#count * (this.#count * this.#count - 1)) / 12
    return this.#slope / Math.sqrt(this.#squares / (this.#count - 2) / spread)
  }

  add(y: number): void {
    const k = this.#count
    const meanX = (k - 1) / 2
    const spread = (k * (k * k - 1)) / 12
    const error = y - (this.#meanY + this.#slope * (k - meanX))
    // Variance of the forecast's error in units of the noise: 1 + 1/k + (k − x̄)² / Sxx; a line needs two points.
    if (k >= 2) this.#squares += (error * error) / (1 + 1 / k + ((k - meanX) * (k - meanX)) / spread)
    const grown = ((k + 1) * ((k + 1) * (k + 1) - 1)) / 12
    const deviation = y - this.#meanY
    // Sxy grows by (k − x̄)(y − ȳ) k / (k + 1).
    this.#slope = k === 0 ? 0 : (this.#slope * spread + ((k - meanX) * deviation * k) / (k + 1)) / grown
    this.#meanY += deviation / (k + 1)
    this.#count = k + 1
  }
}

/**
 * Trend-scanning labels (López de Prado, Machine Learning for Asset Managers, 2020, section 5.4; first shown in 2019): for spans of `minBars`, `minBars + stepBars` … up
 * to `maxBars` closes that begin at the row, the t-value of the slope of closes over time (least squares); the span with the largest absolute t-value
 * decides (the shorter of two equal ones), by its sign: classes `down`, `flat`, `up`. An exact line has t = ±Infinity, an exactly flat one 0.
 *
 * The choice looks at all spans, so the label is known only with the longest: `t1` is its end, whichever span was chosen. Rows whose longest span ends after the last bar
 * have no label.
 *
 * @throws BarcastError `bars/<rule>`, `labels/config`, `labels/unknown-option`, `labels/events`.
 *
 * @example
 * const { value, tValue } = trendScanningLabels(bars, { minBars: 10, maxBars: 40, stepBars: 5 })
 */
export function trendScanningLabels(bars: Bars | ClosePrices, options: TrendScanningOptions = {}): TrendLabels {
  const action = 'Label by trend'
  const { events, ...spans } = options
  const { minBars, maxBars, stepBars, minTValue } = parseTrends(spans, action)
  const { close, timeMs, length } = priceSeries(bars)
  const isEvent = checkEvents(events, length, action)
  const longest = minBars + Math.floor((maxBars - minBars) / stepBars) * stepBars
  const value = new Int32Array(length).fill(-1)
  const trendEndRow = new Int32Array(length).fill(-1)
  const tValue = new Float64Array(length).fill(Number.NaN)
  const t1 = new Float64Array(length).fill(Number.NaN)
  const missing = { total: 0, afterEnd: 0, noPrice: 0, noEvent: 0 }
  const skip = (reason: 'afterEnd' | 'noPrice' | 'noEvent'): void => {
    missing.total += 1
    missing[reason] += 1
  }
  for (let row = 0; row < length; row++) {
    const end = row + longest - 1
    if (!isEvent(row)) skip('noEvent')
    else if (end >= length) skip('afterEnd')
    else {
      const line = new GrowingLine()
      let [best, bars] = [Number.NaN, 0]
      for (let count = 1; count <= longest; count++) {
        // From its own close: the slope is the same, and small moves of a large price keep their digits.
        line.add(close[row + count - 1]! - close[row]!)
        if (count < minBars || (count - minBars) % stepBars !== 0) continue
        const t = line.tValue
        if (bars === 0 || Math.abs(t) > Math.abs(best)) [best, bars] = [t, count]
        if (Number.isNaN(t)) best = t
      }
      if (Number.isNaN(best) || Number.isNaN(line.tValue)) skip('noPrice')
      else {
        value[row] = bandOf(best, minTValue)
        tValue[row] = best
        trendEndRow[row] = row + bars - 1
        t1[row] = timeMs[end]!
      }
    }
  }
  return { length, timeMs, value, classes: DIRECTION_CLASSES, t0: timeMs, t1, tValue, trendEndRow, missing }
}
