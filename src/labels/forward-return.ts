import { BarcastError } from '../core/index.js'
import type { Horizon } from './config.js'
import type { PriceSeries } from './price-series.js'

/** Outcome row of a row whose horizon ends after the last bar. */
export const AFTER_END = -1
/** Outcome row of a row with no bar exactly one horizon later. */
export const IN_GAP = -2
/** Outcome row of a row whose outcome is beyond what `maxVolatilities` allows. */
export const OUTLIER = -3
/** Outcome row of a row whose past gives no volatility to judge an outcome by. */
export const UNJUDGED = -4

/** Length of a horizon in bars; a window in minutes must be a whole number of them. */
export function horizonLength({ unit, count }: Horizon, timeframeMs: number | undefined): number {
  if (unit === 'bars') return count
  const refuse = (code: string, rule: string): never => {
    throw new BarcastError(code, `Label data: ${rule}`, { value: count, where: { path: 'forwardWindows' } })
  }
  if (timeframeMs === undefined) {
    return refuse('labels/timeframe', 'forwardWindows need a timeframe, found one row and no timeframeMs')
  }
  const bars = (count * 60_000) / timeframeMs
  if (bars < 1) {
    const advice = 'give longer forwardWindows, or horizonBars'
    refuse('labels/window-too-short', `a forward window must last one bar (${timeframeMs} ms) or more, found ${count} min; ${advice}`)
  }
  if (!Number.isInteger(bars)) {
    refuse('labels/window-multiple', `a forward window must be a whole number of bars (${timeframeMs} ms), found ${count} min`)
  }
  return bars
}

/**
 * Row that decides the label of each row, or {@link AFTER_END} or {@link IN_GAP}. A horizon in minutes ends at the bar that opens exactly
 * so much later; one in bars ends so many rows later, whatever lies between.
 */
export function outcomeRows({ length, timeMs }: PriceSeries, { unit, count }: Horizon): Int32Array {
  const rows = new Int32Array(length)
  if (unit === 'bars') {
    for (let i = 0; i < length; i++) rows[i] = i + count < length ? i + count : AFTER_END
    return rows
  }
  let next = 0
  for (let i = 0; i < length; i++) {
    const wanted = timeMs[i]! + count * 60_000
    while (next < length && timeMs[next]! < wanted) next += 1
    rows[i] = next === length ? AFTER_END : timeMs[next] === wanted ? next : IN_GAP
  }
  return rows
}

/**
 * close[outcome] / close[row] − 1, worked out as (later − earlier) / earlier: the difference of near prices is exact, so a rise from 100 to
 * 100.5 is 0.005 and not 0.00499…. NaN without an outcome row or when either close is missing.
 */
export function forwardReturns(close: Float64Array, outcomes: Int32Array): Float64Array {
  const returns = new Float64Array(close.length)
  for (let i = 0; i < close.length; i++) {
    const outcome = outcomes[i]!
    returns[i] = outcome < 0 ? Number.NaN : (close[outcome]! - close[i]!) / close[i]!
  }
  return returns
}
