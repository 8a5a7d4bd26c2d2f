import { type AlphaOptions, alphaOf, betaOf, checkPair } from './benchmark.js'
import { checkPeriods, type ReturnOptions } from './return-options.js'
import { cagrOf } from './returns.js'
import { ReturnSample, ratio } from './sample.js'

/** Which rows count: those in which the benchmark's return is above 0, below 0, or all. */
export type Market = 'up' | 'down' | 'both'

/** Returns and benchmark in the rows of the market asked for. */
export function rowsOf(returns: Float64Array, benchmark: Float64Array, market: Market): [Float64Array, Float64Array] {
  if (market === 'both') return [returns, benchmark]
  const sign = market === 'up' ? 1 : -1
  const counts = (_: number, row: number): boolean => benchmark[row]! * sign > 0
  return [returns.filter(counts), benchmark.filter(counts)]
}

function captureOf(pair: readonly [Float64Array, Float64Array], options: ReturnOptions): number {
  const [own, others] = pair.map((values) => cagrOf(new ReturnSample(values, options)))
  return own! / others!
}

function capture(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions, market: Market, action: string): number {
  checkPair(returns, benchmark, options, action)
  checkPeriods(options, action)
  return captureOf(rowsOf(returns, benchmark, market), options)
}

/**
 * Capture ratio: {@link cagr} of the returns / that of the benchmark, as empyrical's `capture`. No observations give NaN, a benchmark that
 * ends where it began ±Infinity or NaN.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function captureRatio(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions): number {
  return capture(returns, benchmark, options, 'both', 'Compute the capture ratio')
}

/**
 * Up capture: {@link captureRatio} over the rows in which the benchmark rose, as empyrical's `up_capture`. NaN without such a row.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function upCapture(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions): number {
  return capture(returns, benchmark, options, 'up', 'Compute the up capture')
}

/**
 * Down capture: {@link captureRatio} over the rows in which the benchmark fell, as empyrical's `down_capture`. NaN without such a row.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function downCapture(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions): number {
  return capture(returns, benchmark, options, 'down', 'Compute the down capture')
}

/**
 * {@link upCapture} / {@link downCapture}, as empyrical's `up_down_capture`. NaN where either is.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function upDownCapture(returns: Float64Array, benchmark: Float64Array, options: ReturnOptions): number {
  return upCapture(returns, benchmark, options) / downCapture(returns, benchmark, options)
}

function marketBeta(returns: Float64Array, benchmark: Float64Array, options: Partial<ReturnOptions>, market: Market): number {
  checkPair(returns, benchmark, options, `Compute the ${market} beta`)
  return betaOf(...rowsOf(returns, benchmark, market))
}

/**
 * {@link beta} over the rows in which the benchmark rose, as the beta of empyrical's `up_alpha_beta`. NaN below two such rows.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function upBeta(returns: Float64Array, benchmark: Float64Array, options: Partial<ReturnOptions> = {}): number {
  return marketBeta(returns, benchmark, options, 'up')
}

/**
 * {@link beta} over the rows in which the benchmark fell, as the beta of empyrical's `down_alpha_beta`. NaN below two such rows.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function downBeta(returns: Float64Array, benchmark: Float64Array, options: Partial<ReturnOptions> = {}): number {
  return marketBeta(returns, benchmark, options, 'down')
}

function marketAlpha(returns: Float64Array, benchmark: Float64Array, options: AlphaOptions, market: Market): number {
  const action = `Compute the ${market} alpha`
  checkPair(returns, benchmark, options, action, ['annualisation'])
  checkPeriods(options, action)
  return alphaOf(...rowsOf(returns, benchmark, market), options)
}

/**
 * {@link alpha} over the rows in which the benchmark rose, as the alpha of empyrical's `up_alpha_beta`. NaN below two such rows.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function upAlpha(returns: Float64Array, benchmark: Float64Array, options: AlphaOptions): number {
  return marketAlpha(returns, benchmark, options, 'up')
}

/**
 * {@link alpha} over the rows in which the benchmark fell, as the alpha of empyrical's `down_alpha_beta`. NaN below two such rows.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`, `metrics/option`
 */
export function downAlpha(returns: Float64Array, benchmark: Float64Array, options: AlphaOptions): number {
  return marketAlpha(returns, benchmark, options, 'down')
}

/**
 * Batting average: share of the rows in which the returns beat the benchmark, in all rows, in those in which the benchmark did not fall
 * (`up`), and in those in which it fell; as empyrical's `batting_average`. NaN without a row.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function battingAverage(
  returns: Float64Array,
  benchmark: Float64Array,
  options: Partial<ReturnOptions> = {},
): { all: number; up: number; down: number } {
  checkPair(returns, benchmark, options, 'Compute the batting average')
  const won = { up: 0, down: 0 }
  const rows = { up: 0, down: 0 }
  for (let i = 0; i < returns.length; i++) {
    const market = benchmark[i]! >= 0 ? 'up' : 'down'
    rows[market] += 1
    if (returns[i]! - benchmark[i]! > 0) won[market] += 1
  }
  return {
    all: ratio(won.up + won.down, rows.up + rows.down),
    up: ratio(won.up, rows.up),
    down: ratio(won.down, rows.down),
  }
}
