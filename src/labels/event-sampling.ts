import { BarcastError, type Bars, log } from '../core/index.js'
import { parseZScore } from './config.js'
import { type ClosePrices, priceSeries } from './price-series.js'

/** What a CUSUM filter knows between two bars. */
export interface CusumState {
  /** Sum of the rises, 0 or more. */
  up: number
  /** Sum of the falls, 0 or less. */
  down: number
  /** Last known price; NaN before the first. */
  price: number
}

/** Symmetric CUSUM filter over live prices; see {@link cusumEvents}. */
export interface CusumFilter {
  /** Takes the close of the next bar; 1 after a rise of more than `threshold`, −1 after a fall, else 0. NaN in either changes nothing. */
  next(price: number, threshold: number): -1 | 0 | 1
  /** As JSON; give it to `createCusumFilter` to go on. */
  snapshot(): CusumState
}

function checkThreshold(threshold: number): void {
  if (threshold > 0 || Number.isNaN(threshold)) return
  throw new BarcastError('labels/threshold', `Filter by CUSUM: threshold must be above 0, or NaN where unknown, found ${threshold}`, {
    value: threshold,
    where: { path: 'threshold' },
  })
}

/**
 * Makes a CUSUM filter for live prices: the events of `cusumEvents`, one bar at a time, with the same bits.
 *
 * @param state Where another one stopped. Default: none.
 * @throws BarcastError `labels/threshold` from `next`; `labels/state` for a state whose sums have the wrong sign.
 *
 * @example
 * const filter = createCusumFilter()
 * if (filter.next(bar.close, 0.02) !== 0) console.log('event')
 */
export function createCusumFilter(state?: CusumState): CusumFilter {
  let { up, down, price: last } = state ?? { up: 0, down: 0, price: Number.NaN }
  // A snapshot through JSON writes a NaN price as null.
  last ??= Number.NaN
  if (!(up >= 0 && up < Infinity && down <= 0 && down > -Infinity && (Number.isNaN(last) || (last > 0 && last < Infinity)))) {
    throw new BarcastError('labels/state', `Filter by CUSUM: state must have up ≥ 0, down ≤ 0 and a price, found ${up}, ${down}, ${last}`, {
      value: state,
      where: { path: 'state' },
    })
  }
  return {
    next(price, threshold) {
      checkThreshold(threshold)
      if (!(price > 0) || Number.isNaN(threshold)) return 0
      const change = Number.isNaN(last) ? 0 : log(price / last)
      last = price
      up = Math.max(0, up + change)
      down = Math.min(0, down + change)
      if (down < -threshold) {
        down = 0
        return -1
      }
      if (up > threshold) {
        up = 0
        return 1
      }
      return 0
    },
    snapshot: () => ({ up, down, price: last }),
  }
}

/**
 * Rows that the symmetric CUSUM filter chooses (López de Prado 2018, section 2.5.2): where log returns since the last event of that direction add up, never below 0
 * for rises and never above 0 for falls, to more than `threshold`. That sum then begins at 0 again. A row is chosen by closes up to it alone. A missing
 * close is passed over, and so is a row without a threshold: the next one counts the whole move since the last that counted.
 *
 * @param threshold A log return (0.02 is about two percent), of all rows or of each, such as multiples of a trailing volatility.
 * @throws BarcastError `bars/<rule>`, `labels/threshold`, `labels/row-count`.
 *
 * @example
 * const events = cusumEvents(bars, { threshold: 0.02 })
 */
export function cusumEvents(bars: Bars | ClosePrices, { threshold }: { threshold: number | Float64Array }): Int32Array {
  const { close, length } = priceSeries(bars)
  if (typeof threshold !== 'number' && threshold?.length !== length) {
    throw new BarcastError(
      'labels/row-count',
      `Filter by CUSUM: threshold must be a number or have one value a row (${length}), found ${threshold?.length}`,
      { value: threshold?.length, where: { path: 'threshold' } },
    )
  }
  const filter = createCusumFilter()
  return Int32Array.from(close.keys()).filter(
    (i) => filter.next(close[i]!, typeof threshold === 'number' ? threshold : threshold[i]!) !== 0,
  )
}

/**
 * Rows whose close is more than `threshold` sample standard deviations away from the mean of the last `windowBars` closes, its own included. The first
 * `windowBars − 1` rows, rows with a missing close in the window and flat windows are no events.
 *
 * @throws BarcastError `bars/<rule>`, `labels/config`, `labels/unknown-option`.
 *
 * @example
 * const events = zScoreEvents(bars, { windowBars: 50, threshold: 2 })
 */
export function zScoreEvents(bars: Bars | ClosePrices, options: { windowBars: number; threshold: number }): Int32Array {
  const { windowBars, threshold } = parseZScore(options, 'Filter by z-score')
  const { close } = priceSeries(bars)
  return Int32Array.from(close.keys()).filter((t) => {
    if (t < windowBars - 1) return false
    let sum = 0
    for (let i = t - windowBars + 1; i <= t; i++) sum += close[i]!
    const mean = sum / windowBars
    let squares = 0
    for (let i = t - windowBars + 1; i <= t; i++) squares += (close[i]! - mean) * (close[i]! - mean)
    return Math.abs(close[t]! - mean) > threshold * Math.sqrt(squares / (windowBars - 1))
  })
}
