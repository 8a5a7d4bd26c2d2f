import { BarcastError } from '../core/index.js'
import type { BacktestEvent } from './event.js'

/** How far the numbers of two logs may be apart. Everything else must be the same. */
export interface LogTolerance {
  /** Prices, as a fraction of the run's price, ≥ 0. Default 0. */
  priceFraction?: number
  /** Units, as a fraction of the run's units, ≥ 0. Default 0. */
  unitsFraction?: number
  /** Fees, slippage and payments, in account currency, ≥ 0. Default 0. */
  amount?: number
  /** Kinds of events that are compared. Default: `fill`, for a live venue has its own words and numbers for the rest. */
  kinds?: readonly BacktestEvent['kind'][]
}

/** The first thing that differs. */
export interface LogDifference {
  /** Number of the event among those compared, from 0. */
  index: number
  /** Of the earlier of the two events. */
  timeMs: number
  symbol: string
  /** Path of the field inside the event; empty for an event that the other log lacks. */
  field: string
  /** Undefined where the log or the event has none. */
  run: unknown
  live: unknown
  message: string
}

const PRICES = new Set(['price', 'limitPrice', 'stopPrice', 'ratio', 'scale'])
const AMOUNTS = new Set(['fee', 'slippage', 'amount'])
const UNITS = new Set(['units', 'filledUnits', 'remainingUnits'])
/** A venue numbers its orders itself, and its words are its own. */
const IGNORED = new Set(['orderId', 'id', 'parentId', 'reason', 'tag', 'confidence', 'signalTimeMs', 'isMaker'])

function isNear(name: string, run: number, live: number, { priceFraction = 0, unitsFraction = 0, amount = 0 }: LogTolerance): boolean {
  if (Object.is(run, live) || run === live) return true
  const room = PRICES.has(name)
    ? priceFraction * Math.abs(run)
    : UNITS.has(name)
      ? unitsFraction * Math.abs(run)
      : AMOUNTS.has(name)
        ? amount
        : 0
  return Math.abs(run - live) <= room
}

/** Path and values of the first field that differs. */
function differenceIn(
  run: object,
  live: object,
  tolerance: LogTolerance,
  path: string,
): { field: string; run: unknown; live: unknown } | undefined {
  const [ours, theirs] = [run as Record<string, unknown>, live as Record<string, unknown>]
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    if (IGNORED.has(name)) continue
    const [a, b] = [ours[name], theirs[name]]
    const field = `${path}${name}`
    if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
      const inside = differenceIn(a, b, tolerance, `${field}.`)
      if (inside !== undefined) return inside
    } else if (typeof a === 'number' && typeof b === 'number' ? !isNear(name, a, b, tolerance) : a !== b) return { field, run: a, live: b }
  }
  return undefined
}

/**
 * Compares the log of a run with that of a live account on the same bars, event by event, and tells the first difference; undefined when there is none. Numbers of orders,
 * reasons and tags are not compared.
 *
 * @example
 * import { compareLogs } from 'barcast/backtest'
 *
 * const fill = { timeMs: 60_000, symbol: 'A', orderId: 1, side: 'buy', units: 2, price: 100, fee: 0.1, slippage: 0, isMaker: false, signalTimeMs: 0, reason: 'order', confidence: NaN }
 * const run = [{ kind: 'fill', timeMs: 60_000, symbol: 'A', fill }]
 * const live = [{ kind: 'fill', timeMs: 60_000, symbol: 'A', fill: { ...fill, orderId: 77, price: 100.4 } }]
 * console.log(compareLogs(run, live)?.message) // event 0 at 60000 in A: fill.price is 100 in the run and 100.4 live
 * console.log(compareLogs(run, live, { priceFraction: 0.005 })) // undefined
 */
export function compareLogs(
  run: readonly BacktestEvent[],
  live: readonly BacktestEvent[],
  tolerance: LogTolerance = {},
): LogDifference | undefined {
  const { kinds = ['fill'] } = tolerance
  const ours = run.filter(({ kind }) => kinds.includes(kind))
  const theirs = live.filter(({ kind }) => kinds.includes(kind))
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const [a, b] = [ours[index], theirs[index]]
    const { timeMs, symbol } = a === undefined || (b !== undefined && b.timeMs < a.timeMs) ? b! : a
    const at = `event ${index} at ${timeMs} in ${symbol}`
    if (a === undefined || b === undefined) {
      const message = `${at}: a ${(a ?? b)!.kind} that only the ${a === undefined ? 'live log' : 'run'} has`
      return { index, timeMs, symbol, field: '', run: a, live: b, message }
    }
    const found = differenceIn(a, b, tolerance, '')
    if (found !== undefined)
      return {
        index,
        timeMs,
        symbol,
        ...found,
        message: `${at}: ${found.field} is ${String(found.run)} in the run and ${String(found.live)} live`,
      }
  }
  return undefined
}

/** Numbers that JSON has no word for. */
const NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 }

/**
 * One JSON object per line, for a file that grows with a run; `parseEvents` reads it back to the bit. NaN, infinities and −0 are written as `{ "$number": "NaN" }`.
 *
 * @example
 * import { eventLines, parseEvents } from 'barcast/backtest'
 *
 * const text = eventLines([{ kind: 'funding', timeMs: 0, symbol: 'A', amount: -0.5 }])
 * console.log(text.trim(), parseEvents(text)[0].amount) // {"kind":"funding","timeMs":0,"symbol":"A","amount":-0.5} -0.5
 */
export function eventLines(events: readonly BacktestEvent[]): string {
  const written = (_: string, value: unknown): unknown => {
    if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
    return { $number: Object.is(value, -0) ? '-0' : String(value) }
  }
  return events.map((event) => `${JSON.stringify(event, written)}\n`).join('')
}

/**
 * Reads the lines of `eventLines`; empty lines are passed over.
 *
 * @throws BarcastError `backtest/event-log` for a line that is no event, with its row
 */
export function parseEvents(text: string): BacktestEvent[] {
  const read = (_: string, value: unknown): unknown => {
    const name = typeof value === 'object' && value !== null ? (value as { $number?: unknown }).$number : undefined
    return typeof name === 'string' && Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : value
  }
  return text.split('\n').flatMap((line, row) => {
    if (line.trim() === '') return []
    let event: unknown
    try {
      event = JSON.parse(line, read)
    } catch {
      event = undefined
    }
    const { kind, timeMs, symbol } = (typeof event === 'object' && event !== null ? event : {}) as Partial<BacktestEvent>
    if (typeof kind !== 'string' || typeof timeMs !== 'number' || typeof symbol !== 'string')
      throw new BarcastError(
        'backtest/event-log',
        `Parse events: every line must be an event with kind, timeMs and symbol, found "${line.slice(0, 60)}" at row ${row}`,
        {
          value: line.slice(0, 60),
          where: { row },
        },
      )
    return [event as BacktestEvent]
  })
}
