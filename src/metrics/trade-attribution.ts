import { BarcastError } from '../core/index.js'
import { checkChoice, checkOption } from './observation.js'

/** A closed trade as a plain row; only what it is grouped by is needed beside the profit. */
export interface AttributedTrade {
  /** Profit after costs, in money or as a fraction. */
  pnl: number
  symbol?: string
  /** What made the trade: a signal's, rule's or model's name. */
  signal?: string
  /** State of the market at the entry. */
  regime?: string
  entryTimeMs?: number
  exitTimeMs?: number
}

/** What trades can be grouped by; `hour` and `weekday` are those of the entry in UTC. */
export type TradeGrouping = 'symbol' | 'signal' | 'regime' | 'hour' | 'weekday' | 'month' | 'holdingTime'

/** Options of {@link attributeTrades}. */
export interface TradeAttributionOptions {
  by: TradeGrouping
  /** Edges of `holdingTime` in milliseconds, ascending; default an hour, a day, a week and 30 days. */
  holdingEdgesMs?: readonly number[]
}

/** Figures of the trades of one group. */
export interface TradeGroup {
  group: string
  trades: number
  /** Sum of the profits. */
  pnl: number
  /** This group's profit over the sum of all; NaN when that is 0. */
  share: number
  /** Share of the trades with a profit above 0. */
  winRate: number
  averagePnl: number
  /** Sum of profits / |sum of losses|; Infinity without a loss, NaN with neither. */
  profitFactor: number
}

const ACTION = 'Attribute trades'
const GROUPINGS: readonly TradeGrouping[] = ['symbol', 'signal', 'regime', 'hour', 'weekday', 'month', 'holdingTime']
const HOUR_MS = 3_600_000
const EDGES_MS: readonly number[] = [HOUR_MS, 24 * HOUR_MS, 168 * HOUR_MS, 720 * HOUR_MS]
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

function missing(trade: number, name: string): never {
  throw new BarcastError('metrics/trade', `${ACTION}: every trade must have ${name}, found none in trade ${trade}`, {
    where: { row: trade },
  })
}

function durationName(ms: number): string {
  return ms % (24 * HOUR_MS) === 0 ? `${ms / (24 * HOUR_MS)} d` : `${ms / HOUR_MS} h`
}

/** Where a group stands in the list, and its name. */
interface Place {
  group: string
  order: number
}

function placeOf(trade: AttributedTrade, row: number, by: TradeGrouping, edges: readonly number[]): Place {
  if (by === 'symbol' || by === 'signal' || by === 'regime') return { group: trade[by] ?? missing(row, by), order: 0 }
  const entry = trade.entryTimeMs ?? missing(row, 'entryTimeMs')
  if (!Number.isFinite(entry)) missing(row, 'a finite entryTimeMs')
  const date = new Date(entry)
  if (by === 'hour') return { group: String(date.getUTCHours()).padStart(2, '0'), order: date.getUTCHours() }
  if (by === 'weekday') return { group: WEEKDAYS[date.getUTCDay()]!, order: (date.getUTCDay() + 6) % 7 }
  if (by === 'month') return { group: date.toISOString().slice(0, 7), order: date.getUTCFullYear() * 12 + date.getUTCMonth() }
  const held = (trade.exitTimeMs ?? missing(row, 'exitTimeMs')) - entry
  const above = edges.findIndex((edge) => held < edge)
  const order = above < 0 ? edges.length : above
  if (order === edges.length) return { group: `≥ ${durationName(edges[edges.length - 1]!)}`, order }
  return {
    group: order === 0 ? `< ${durationName(edges[0]!)}` : `${durationName(edges[order - 1]!)} … ${durationName(edges[order]!)}`,
    order,
  }
}

function checkEdges(edges: readonly number[]): void {
  for (const [k, edge] of edges.entries()) {
    if (edge > (edges[k - 1] ?? 0) && edge < Infinity) continue
    throw new BarcastError('metrics/option', `${ACTION}: holdingEdgesMs must ascend above 0, found ${edge} at ${k}`, {
      value: edge,
      where: { path: `holdingEdgesMs[${k}]` },
    })
  }
  if (edges.length === 0) throw new BarcastError('metrics/empty', `${ACTION}: at least one holding edge is needed, found 0`, { value: 0 })
}

/**
 * Profit and its quality by group of trades: by symbol, signal, regime, hour or weekday of the entry, month, or holding time. Groups by time
 * stand in the order of time, the others by profit, largest first. The profits of the groups add up to that of all trades.
 *
 * @throws BarcastError `metrics/trade` with the row where a trade lacks what it is grouped by, `metrics/option`
 *
 * @example
 * const byHour = attributeTrades(trades, { by: 'hour' })
 */
export function attributeTrades(trades: readonly AttributedTrade[], options: TradeAttributionOptions): TradeGroup[] {
  const { by, holdingEdgesMs = EDGES_MS } = options
  checkChoice(by, GROUPINGS, ACTION, 'by')
  checkEdges(holdingEdgesMs)
  const groups = new Map<string, { order: number; pnls: number[] }>()
  let total = 0
  for (const [row, trade] of trades.entries()) {
    checkOption(trade.pnl, -Number.MAX_VALUE, Number.MAX_VALUE, ACTION, `trades[${row}].pnl`)
    const { group, order } = placeOf(trade, row, by, holdingEdgesMs)
    const held = groups.get(group) ?? { order, pnls: [] }
    held.pnls.push(trade.pnl)
    groups.set(group, held)
    total += trade.pnl
  }
  const list = [...groups].map(([group, { order, pnls }]) => {
    const gained = pnls.reduce((sum, pnl) => sum + Math.max(pnl, 0), 0)
    const lost = pnls.reduce((sum, pnl) => sum - Math.min(pnl, 0), 0)
    const pnl = pnls.reduce((sum, value) => sum + value, 0)
    const figures: TradeGroup = {
      group,
      trades: pnls.length,
      pnl,
      share: total === 0 ? NaN : pnl / total,
      winRate: pnls.filter((value) => value > 0).length / pnls.length,
      averagePnl: pnl / pnls.length,
      profitFactor: gained / lost,
    }
    return { order, figures }
  })
  return list.sort((a, b) => a.order - b.order || b.figures.pnl - a.figures.pnl).map(({ figures }) => figures)
}
