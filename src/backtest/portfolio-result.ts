import { alpha, beta, periodsPerYear } from '../metrics/index.js'
import { heldSeries } from './benchmark.js'
import type { BenchmarkSeries, ParsedConfig } from './config.js'
import type { DecisionPlan } from './decision-plan.js'
import type { BacktestEvent } from './event.js'
import { barRow, type Market } from './market.js'
import { costWarnings, holdingWarnings, isZeroCost } from './money/warnings.js'
import type { Order } from './order.js'
import { returnFigures, returnsOf } from './performance.js'
import { PlanDriver } from './plan-driver.js'
import type { AccountHistory, BenchmarkResult, Fill, PortfolioMetrics, PortfolioResult, RoundTrip } from './result.js'
import { readTrips } from './round-trips.js'
import { type RunRules, runOn, type StrategyRun } from './strategy-run.js'
import { tradeStatistics } from './trade-statistics.js'

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

/** The market as a run sees it that ended early. */
export function untilRow(market: Market, rows: number): Market {
  return rows === market.timeMs.length ? market : { ...market, timeMs: market.timeMs.subarray(0, rows) }
}

/** Orders that never stood, as they were asked for. */
function refusedOrdersOf(events: readonly BacktestEvent[]): Order[] {
  const reasons = new Map<number, string>()
  for (const event of events) if (event.kind === 'refuse') reasons.set(event.orderId, event.reason)
  if (reasons.size === 0) return []
  return events.flatMap((event) =>
    event.kind === 'order' && reasons.has(event.order.id)
      ? [{ ...event.order, state: 'refused' as const, reason: reasons.get(event.order.id)! }]
      : [],
  )
}

function metricsOf({ length, timeMs, ...history }: AccountHistory, trades: readonly RoundTrip[], tradedValue: number): PortfolioMetrics {
  const { equity, fees, slippage, funding, borrow, positions } = history
  const periods = length < 2 ? NaN : periodsPerYear(timeMs)
  let held = 0
  let equitySum = 0
  for (let row = 0; row < length; row++) {
    equitySum += equity[row]!
    if (positions.some(({ units }) => units[row] !== 0)) held += 1
  }
  const closed = trades.filter(({ exitTimeMs }) => exitTimeMs !== undefined)
  const mean = (of: (trade: RoundTrip) => number): number => closed.reduce((sum, trade) => sum + of(trade), 0) / closed.length
  return {
    ...returnFigures(equity, timeMs),
    ...tradeStatistics(trades),
    exposure: held / length,
    turnover: (tradedValue / (equitySum / length)) * (periods / (length - 1)),
    totalFees: fees[length - 1]!,
    totalSlippage: slippage[length - 1]!,
    totalFunding: funding[length - 1]!,
    totalBorrow: borrow[length - 1]!,
    averageHoldingMs: mean(({ holdingMs }) => holdingMs),
    averageAdverseFraction: mean(({ adverseFraction }) => adverseFraction),
    averageFavourableFraction: mean(({ favourableFraction }) => favourableFraction),
    periodsPerYear: periods,
  }
}

/**
 * Equal parts of the capital in every symbol, bought from the account's first row on with the run's own costs and carry, and kept. A symbol that begins later is bought when it does.
 */
function buyAndHold(market: Market, first: number, config: ParsedConfig, rules: RunRules): Float64Array {
  const weight = 1 / market.symbols.length
  const wanted = market.symbols.map(() => new Float64Array(market.timeMs.length - first).fill(NaN))
  for (const column of wanted) column[0] = weight
  const plan: DecisionPlan = { first, last: first, kind: 'weight', wanted, confidence: market.symbols.map(() => undefined) }
  const plain: ParsedConfig = { ...config, rebalanceFrequency: 'signal', fillAt: 'nextOpen' }
  delete plain.stops
  const { money } = rules
  const free: RunRules = { ...rules, fillAt: 'nextOpen', ...(money === undefined ? {} : { money: { ...money, limits: undefined } }) }
  return runOn(market, (broker) => new PlanDriver(market, plan, plain, broker), free, first).history.equity
}

function benchmarkOf(market: Market, first: number, history: AccountHistory, equity: Float64Array, name: string): BenchmarkResult {
  const { length, timeMs } = history
  const returns = returnsOf(history.equity)
  const others = returnsOf(equity)
  const options = { periodsPerYear: length < 2 ? 1 : periodsPerYear(market.timeMs.subarray(first, first + length)) }
  return {
    name,
    equity,
    metrics: returnFigures(equity, timeMs),
    alpha: alpha(returns, others, options),
    beta: beta(returns, others),
  }
}

/** Closes that were missing while the symbol was held, so that it was valued at an older one. */
function missingMarks(market: Market, first: number, { length, positions }: AccountHistory): number {
  let missing = 0
  positions.forEach(({ units }, s) => {
    const { close } = market.bars[s]!
    for (let row = 0; row < length; row++) {
      if (units[row] === 0) continue
      const at = barRow(market, s, first + row)
      if (at < 0 || Number.isNaN(close[at]!)) missing += 1
    }
  })
  return missing
}

function volumeWarnings(market: Market, fills: readonly Fill[], config: ParsedConfig): string[] {
  const bars = new Map(market.symbols.map((symbol, s) => [symbol, { ...market.bars[s]!, row: 0 }]))
  let blind = 0
  let large = 0
  for (const { symbol, timeMs, units } of fills) {
    const at = bars.get(symbol)!
    while (at.openTimeMs[at.row + 1]! <= timeMs) at.row += 1
    const volume = at.volume[at.row]!
    if (!(volume > 0)) blind += 1
    else if (units > volume) large += 1
  }
  const found: string[] = []
  const isByVolume = (config.slippage?.model ?? config.slippageModel) !== 'fixed'
  if (large > 0)
    found.push(`${count(large, 'fill was', 'fills were')} larger than the whole volume of the bar; such an order would not have filled.`)
  if (blind > 0 && isByVolume && (config.slippage?.rate ?? config.slippageRate) > 0)
    found.push(`${count(blind, 'fill was', 'fills were')} in a bar without volume and paid slippage as if the order were all of it.`)
  return found
}

/** What the run itself has to say beside its figures. */
export interface RunNotes {
  unsized?: number
  dropped?: number
  isUnfilled?: boolean
  /** Rows between the last decision and the last bar. */
  silentRows?: number
}

function warningsOf(market: Market, first: number, run: StrategyRun, config: ParsedConfig, notes: RunNotes): string[] {
  const { history, fills, broker } = run
  const found = config.fillAt === 'signalClose' ? ['Not tradable: orders filled at the close at which they were decided.'] : []
  found.push(...costWarnings(config), ...volumeWarnings(market, fills, config))
  found.push(...holdingWarnings(config, history, fills, broker.missingPayments))
  const { unsized = 0, dropped = 0, isUnfilled = false, silentRows = 0 } = notes
  if (fills.length === 0) found.push('Nothing was traded.')
  if (unsized > 0) found.push(`${count(unsized, 'signal', 'signals')} opened nothing because the size was not known yet.`)
  if (dropped > 0)
    found.push(`${count(dropped, 'order was', 'orders were')} refused by the account or the instrument and not asked for again.`)
  if (isUnfilled) found.push('The last change of side found no later open to fill at.')
  const missing = missingMarks(market, first, history)
  if (missing > 0) found.push(`At ${count(missing, 'close', 'closes')} a position had no price and was valued at the last known one.`)
  const isHeld = history.positions.some(({ units }) => units[history.length - 1] !== 0)
  if (silentRows > 1 && isHeld) found.push(`Decisions end ${silentRows} bars before the bars do; the positions were kept.`)
  if (broker.isRuined) found.push('The equity was used up: positions were closed at the next open and nothing was traded afterwards.')
  return found
}

/** Everything about a run of the broker. */
export function portfolioResult(
  market: Market,
  first: number,
  run: StrategyRun,
  config: ParsedConfig,
  rules: RunRules,
  benchmark: BenchmarkSeries | undefined,
  notes: RunNotes = {},
): PortfolioResult {
  const { history, fills, events, broker } = run
  const seen = untilRow(market, first + history.length)
  const book = readTrips(events, seen)
  const trades = [...book.closed, ...book.openTrips(broker.ledger.mark, seen.timeMs[seen.timeMs.length - 1]!)]
  const equity =
    benchmark === undefined
      ? buyAndHold(seen, first, config, rules)
      : heldSeries(benchmark, market.timeMs.length, first, config.initialCapital).subarray(0, history.length)
  return {
    accountHistory: history,
    fills,
    trades,
    interest: book.interest,
    events,
    refusedOrders: refusedOrdersOf(events),
    metrics: metricsOf(history, trades, book.tradedValue),
    benchmark: benchmarkOf(seen, first, history, equity, benchmark?.name ?? 'buy and hold'),
    costs: isZeroCost(config) ? 'zero cost' : 'charged',
    isTradable: config.fillAt !== 'signalClose',
    warnings: warningsOf(seen, first, run, config, notes),
    config,
  }
}
