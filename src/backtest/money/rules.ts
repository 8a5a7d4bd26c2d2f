import { BarcastError, unknownNameError } from '../../core/index.js'
import type { ExchangeRateSeries, FundingSeries, InstrumentRules, PortfolioLimits } from '../instrument.js'
import type { Market } from '../market.js'
import { type CostConfig, type Venue, venueOf } from '../venue.js'
import type { MoneyConfig } from './config.js'
import type { CorporateAction } from './corporate-actions.js'

/** What happens to the account without an order, with everything filled in and symbols by number. */
export interface MoneyRules {
  readonly borrowRate: number
  readonly interestRate: number
  readonly funding: readonly (FundingSeries | undefined)[]
  /** 0: never liquidated. */
  readonly maintenanceFraction: number
  readonly liquidationFeeRate: number
  readonly limits: PortfolioLimits | undefined
  readonly exchangeRates: readonly (ExchangeRateSeries | undefined)[]
  /** A unit at a price of 1 is not always worth 1. */
  readonly isScaled: boolean
  /** In the order of their times. */
  readonly actions: readonly CorporateAction[]
}

/** The money side of a run on a market: what the broker is given. */
export interface MoneySetup {
  readonly venues: readonly Venue[]
  readonly leverage: number
  /** Undefined where nothing but fills changes the account. */
  readonly money?: MoneyRules
}

function refuse(rule: string, action: string, message: string, value: unknown, path: string, timeMs?: number): never {
  throw new BarcastError(`backtest/${rule}`, `${action}: ${message}`, {
    value,
    where: { path, ...(timeMs === undefined ? {} : { timeMs }) },
  })
}

/** Two columns of equal length, times ascending. */
function checkSeries({ timeMs, rate }: { timeMs: Float64Array; rate: Float64Array }, rule: string, action: string, path: string): void {
  if (timeMs.length !== rate.length)
    refuse(rule, action, `timeMs and rate must be of equal length, found ${timeMs.length} and ${rate.length}`, rate.length, path)
  timeMs.forEach((time, row) => {
    if (!Number.isFinite(time) || (row > 0 && time <= timeMs[row - 1]!))
      refuse(rule, action, `times must be finite and ascend, found ${time} at row ${row}`, time, `${path}.timeMs.${row}`)
  })
}

function instrumentOf(config: MoneyConfig, symbol: string): InstrumentRules {
  const { instruments = {} } = config
  return instruments[symbol] ?? instruments.default ?? {}
}

function checkSymbols(names: readonly string[], { symbols }: Market, action: string, path: string): void {
  for (const symbol of names)
    if (!symbols.includes(symbol))
      throw unknownNameError('backtest/unknown-symbol', action, 'symbol', symbol, symbols, { path: `${path}.${symbol}` })
}

/** Every payment that is due while there are bars must have a rate. */
function checkDue({ timeMs, rate, intervalMs }: FundingSeries, { timeMs: clock }: Market, action: string, path: string): void {
  rate.forEach((value, k) => {
    if (Math.abs(value) === Infinity) refuse('funding-rate', action, `rates must be finite, found ${value}`, value, path, timeMs[k]!)
  })
  if (intervalMs === undefined) return
  const late = intervalMs / 2
  const fault = (dueMs: number): never =>
    refuse('funding-rate', action, `a payment every ${intervalMs} ms must have its rate, found none for ${dueMs}`, NaN, path, dueMs)
  const firstMs = clock[0]!
  const lastMs = clock[clock.length - 1]!
  if (timeMs.length === 0 || timeMs[0]! - intervalMs > firstMs) fault(timeMs.length === 0 ? firstMs : timeMs[0]! - intervalMs)
  for (let k = 0; k < timeMs.length && timeMs[k]! <= lastMs; k++) {
    if (timeMs[k]! < firstMs) continue
    if (Number.isNaN(rate[k]!)) fault(timeMs[k]!)
    const next = timeMs[k + 1] ?? Infinity
    const dueMs = timeMs[k]! + intervalMs
    if (dueMs <= lastMs && next > dueMs + late) fault(dueMs)
  }
}

function fundingOf({ carry = {} }: MoneyConfig, market: Market, action: string): (FundingSeries | undefined)[] {
  const { funding } = carry
  if (funding === undefined) return market.symbols.map(() => undefined)
  const isOne = (given: typeof funding): given is FundingSeries => given.timeMs instanceof Float64Array
  if (isOne(funding) && market.symbols.length > 1)
    refuse('funding-rate', action, `with ${market.symbols.length} symbols funding must be given by symbol`, 'one series', 'carry.funding')
  const bySymbol: Readonly<Record<string, FundingSeries>> = isOne(funding) ? { [market.symbols[0]!]: funding } : funding
  checkSymbols(Object.keys(bySymbol), market, action, 'carry.funding')
  return market.symbols.map((symbol) => {
    const series = bySymbol[symbol]
    if (series === undefined) return undefined
    const path = isOne(funding) ? 'carry.funding' : `carry.funding.${symbol}`
    checkSeries(series, 'funding-rate', action, path)
    checkDue(series, market, action, path)
    return series
  })
}

function exchangeRatesOf(config: MoneyConfig, market: Market, action: string): (ExchangeRateSeries | undefined)[] {
  const { currency: own, exchangeRates = {} } = config
  for (const [currency, series] of Object.entries(exchangeRates)) {
    const path = `exchangeRates.${currency}`
    checkSeries(series, 'exchange-rate', action, path)
    series.rate.forEach((rate, row) => {
      if (!(rate > 0) || rate === Infinity)
        refuse('exchange-rate', action, `rates must be above 0, found ${rate}`, rate, path, series.timeMs[row]!)
    })
  }
  return market.symbols.map((symbol, s) => {
    const { currency } = instrumentOf(config, symbol)
    if (currency === undefined || currency === own) return undefined
    if (own === undefined)
      refuse('currency', action, `the account's currency must be named when "${symbol}" is in ${currency}`, undefined, 'currency')
    const series = exchangeRates[currency]
    const firstMs = market.bars[s]!.openTimeMs[0]!
    if (series === undefined || !(series.timeMs[0]! <= firstMs)) {
      const path = `exchangeRates.${currency}`
      const found = series === undefined ? 'none' : `the first at ${series.timeMs[0]}`
      refuse('exchange-rate', action, `${currency} must have a rate in ${own} by ${firstMs}, found ${found}`, undefined, path, firstMs)
    }
    return series
  })
}

/** Neither a split nor a delisting may fall inside a bar: nobody could tell which of its prices came before. */
function actionsOf(config: MoneyConfig, market: Market, action: string): CorporateAction[] {
  const found: CorporateAction[] = []
  market.symbols.forEach((symbol, s) => {
    const { splits = [], delisting } = instrumentOf(config, symbol)
    const { openTimeMs, length, timeframeMs } = market.bars[s]!
    const path = `instruments.${symbol}`
    splits.forEach(({ timeMs, ratio }, k) => {
      const inside = openTimeMs.findIndex((openMs, row) => row < length && openMs < timeMs && timeMs < openMs + timeframeMs)
      // A bar that the next one cuts short ends where that one opens.
      if (inside >= 0 && !(openTimeMs[inside + 1]! <= timeMs))
        refuse('split', action, `a split must fall between two bars, found ${timeMs} inside one`, timeMs, `${path}.splits.${k}`, timeMs)
      found.push({ kind: 'split', timeMs, symbol: s, ratio })
    })
    if (delisting === undefined) return
    const { timeMs, price } = delisting
    const lastMs = openTimeMs[length - 1]!
    if (lastMs + timeframeMs > timeMs)
      refuse('delisting', action, `"${symbol}" must have no bar after it, found one from ${lastMs}`, timeMs, `${path}.delisting`, lastMs)
    found.push({ kind: 'delisting', timeMs, symbol: s, price })
  })
  return found.sort((a, b) => a.timeMs - b.timeMs)
}

/**
 * The money side of a run, checked against its market.
 *
 * @throws BarcastError `backtest/unknown-symbol` for rules of a symbol without bars; `backtest/split` and `backtest/delisting` for those that do not fall between bars;
 *   `backtest/funding-rate`, `backtest/exchange-rate`, `backtest/currency` for what is missing; all name the place, and the instant where there is one
 */
export function moneySetup(config: MoneyConfig & CostConfig, market: Market, action = 'Run backtest'): MoneySetup {
  checkSymbols(
    Object.keys(config.instruments ?? {}).filter((symbol) => symbol !== 'default'),
    market,
    action,
    'instruments',
  )
  const venues = market.symbols.map((symbol) => venueOf(config, instrumentOf(config, symbol)))
  const { carry = {}, margin = {}, limits } = config
  const { leverage = 1, maintenanceFraction = leverage > 1 ? 0.5 / leverage : 0, liquidationFeeBps = 0 } = margin
  const exchangeRates = exchangeRatesOf(config, market, action)
  const money: MoneyRules = {
    borrowRate: carry.borrowRate ?? 0,
    interestRate: carry.interestRate ?? 0,
    funding: fundingOf(config, market, action),
    maintenanceFraction,
    liquidationFeeRate: liquidationFeeBps / 1e4,
    limits,
    exchangeRates,
    isScaled: venues.some(({ multiplier }) => multiplier !== 1) || exchangeRates.some((series) => series !== undefined),
    actions: actionsOf(config, market, action),
  }
  const isPlain =
    money.borrowRate === 0 &&
    money.interestRate === 0 &&
    maintenanceFraction === 0 &&
    limits === undefined &&
    money.actions.length === 0 &&
    !money.isScaled &&
    money.funding.every((series) => series === undefined)
  return { venues, leverage, ...(isPlain ? {} : { money }) }
}
