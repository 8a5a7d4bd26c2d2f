import { BarcastError, type Bars } from '../core/index.js'
import { alpha, beta, periodsPerYear } from '../metrics/index.js'
import type { BenchmarkSeries, ParsedConfig } from './config.js'
import { fillPrice, unitsToTarget } from './execution.js'
import { returnFigures, returnsOf } from './performance.js'
import type { BenchmarkResult, PortfolioHistory } from './result.js'

/**
 * Equity of holding the bars themselves with the whole capital, bought with the same costs at the first open at which the strategy
 * could have traded: the one after its first signal.
 */
function buyAndHold(bars: Bars, first: number, marks: Float64Array, config: ParsedConfig): Float64Array {
  const capital = config.initialCapital
  const equity = new Float64Array(marks.length).fill(capital)
  let row = first + 1
  while (row < bars.length && !(bars.open[row]! > 0)) row += 1
  if (row >= bars.length) return equity
  const open = bars.open[row]!
  const volume = bars.volume[row]!
  const units = unitsToTarget(config, 1, { cash: capital, units: 0, open, volume })
  const price = fillPrice(config, 'buy', units, open, volume)
  const cash = capital - (units * price + config.transactionCost * units * price)
  for (let at = row - first; at < marks.length; at++) equity[at] = cash + units * marks[at]!
  return equity
}

/** Equity of holding another series from its value at the first row on, without costs. */
export function heldSeries({ name, close }: BenchmarkSeries, length: number, first: number, capital: number): Float64Array {
  const refuse = (rule: string, message: string, row: number): never => {
    throw new BarcastError(`backtest/${rule}`, `Run backtest: benchmark "${name}" ${message}`, {
      value: close[row],
      where: { row, column: 'benchmark.close' },
    })
  }
  if (close.length !== length) refuse('length', `must have ${length} rows like the bars, found ${close.length}`, close.length)
  let base = NaN
  for (let row = 0; row <= first; row++) if (!Number.isNaN(close[row]!)) base = close[row]!
  if (Number.isNaN(base)) refuse('missing-close', `must have a known close by the first signal, found none up to row ${first}`, first)
  let mark = base
  const equity = new Float64Array(length - first)
  for (let row = first; row < length; row++) {
    const value = close[row]!
    if (value <= 0 || value === Infinity) refuse('price', `must have closes above 0, found ${value} at row ${row}`, row)
    if (!Number.isNaN(value)) mark = value
    equity[row - first] = (capital * mark) / base
  }
  return equity
}

/** What the strategy is held against, on the rows of its history. */
export function compare(
  bars: Bars,
  first: number,
  history: PortfolioHistory,
  config: ParsedConfig,
  series: BenchmarkSeries | undefined,
): BenchmarkResult {
  const equity =
    series === undefined ? buyAndHold(bars, first, history.close, config) : heldSeries(series, bars.length, first, config.initialCapital)
  const metrics = returnFigures(equity, history.timeMs)
  const returns = returnsOf(history.equity)
  const others = returnsOf(equity)
  const options = { periodsPerYear: history.length < 2 ? 1 : periodsPerYear(history.timeMs) }
  return {
    name: series?.name ?? 'buy and hold',
    equity,
    metrics,
    alpha: alpha(returns, others, options),
    beta: beta(returns, others),
  }
}
