import type { ParsedConfig, SignalSeries } from 'barcast/backtest'
import type { Bars } from 'barcast/core'

/*
 * The engine's rules once more, written without a look at speed and shared with nothing: a ledger of cash and units, order sizes by
 * bisection on "position = weight × equity left after costs", dates by the Date object, one bar after the other.
 */

export interface LedgerRow {
  timeMs: number
  cash: number
  units: number
  equity: number
}

export interface LedgerFill {
  timeMs: number
  units: number
  price: number
  fee: number
}

interface Quote {
  price: number
  fee: number
}

function quote(config: ParsedConfig, traded: number, open: number, volume: number): Quote {
  const size = Math.abs(traded)
  const share = volume > 0 ? Math.min(size / volume, 1) : 1
  const slip = { fixed: 1, linear: share, sqrt: Math.sqrt(share) }[config.slippageModel] * config.slippageRate
  const price = traded > 0 ? open + open * slip : open - open * slip
  return { price, fee: size * price * config.transactionCost }
}

/** How far the position is from weight × equity, after trading `traded` units, both at the open. */
function distance(config: ParsedConfig, cash: number, units: number, weight: number, traded: number, open: number, volume: number): number {
  const { price, fee } = quote(config, traded, open, volume)
  const equity = cash - traded * price - fee + (units + traded) * open
  return (units + traded) * open - weight * equity
}

function solve(config: ParsedConfig, cash: number, units: number, weight: number, open: number, volume: number): number {
  const now = distance(config, cash, units, weight, 0, open, volume)
  let near = 0
  let far = (now < 0 ? 2 : -2) * ((cash + Math.abs(units * open)) / open + Math.abs(units))
  for (let i = 0; i < 200; i++) {
    const middle = (near + far) / 2
    if (distance(config, cash, units, weight, middle, open, volume) < 0 === now < 0) near = middle
    else far = middle
  }
  return (near + far) / 2
}

function periodName(timeMs: number, frequency: 'signal' | 'daily' | 'weekly'): string {
  const date = new Date(timeMs)
  if (frequency === 'signal') return ''
  if (frequency === 'weekly') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

export function bruteForce(config: ParsedConfig, signals: SignalSeries, bars: Bars): { rows: LedgerRow[]; fills: LedgerFill[] } {
  const sideOf = new Map<number, string>()
  for (const [i, time] of [...signals.timeMs].entries()) sideOf.set(time, signals.signal[i]!)
  const rows: LedgerRow[] = []
  const fills: LedgerFill[] = []
  let cash = config.initialCapital
  let units = 0
  let wanted = 0
  let held = 0
  let lastPeriod: string | undefined
  let calendarDue = false
  let known = NaN
  for (let i = 0; i < bars.length; i++) {
    const timeMs = bars.openTimeMs[i]!
    const open = bars.open[i]!
    if (!Number.isNaN(bars.close[i]!)) known = bars.close[i]!
    if (rows.length === 0 && !sideOf.has(timeMs)) continue
    const period = periodName(timeMs, config.rebalanceFrequency as 'signal' | 'daily' | 'weekly')
    if (lastPeriod !== undefined && period !== lastPeriod) calendarDue = true
    lastPeriod = period
    if (!Number.isNaN(open) && rows.length > 0) {
      if (wanted !== held || (calendarDue && held !== 0)) {
        const weight = wanted * config.maxPositionSize
        const traded = wanted === 0 ? -units : solve(config, cash, units, weight, open, bars.volume[i]!)
        if (wanted !== held || Math.abs(traded * open) > 1e-9 * (cash + units * open)) {
          const { price, fee } = quote(config, traded, open, bars.volume[i]!)
          cash -= traded * price + fee
          units = wanted === 0 ? 0 : units + traded
          fills.push({ timeMs, units: traded, price, fee })
        }
      }
      held = wanted
      calendarDue = false
    }
    rows.push({ timeMs, cash, units, equity: cash + units * known })
    const said = sideOf.get(timeMs)
    if (said === 'BUY') wanted = 1
    if (said === 'SELL') wanted = config.allowShort ? -1 : 0
  }
  return { rows, fills }
}
