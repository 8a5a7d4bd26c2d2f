import { BarcastError, type Bars, checkBars } from '../core/index.js'
import type { FinerBars } from './finer-bars.js'

/** The bars of one or more symbols on one clock: every time at which any of them has a bar. */
export interface Market {
  readonly timeMs: Float64Array
  readonly bars: readonly Bars[]
  readonly symbols: readonly string[]
  readonly timeframeMs: number
  /** Per symbol the row of its bar at each row of the clock, −1 where it has none; undefined where the clock is the symbol's own. */
  readonly rowsOf: readonly (Int32Array | undefined)[]
  /** Per symbol its finer bars, where given. */
  readonly finer?: readonly (FinerBars | undefined)[]
}

function refuse(rule: string, action: string, message: string, value: unknown, path: string): never {
  throw new BarcastError(`backtest/${rule}`, `${action}: ${message}`, { value, where: { path } })
}

function mergeTimes(all: readonly Bars[]): Float64Array {
  const times = new Float64Array(all.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const { openTimeMs, length } of all) {
    times.set(openTimeMs.subarray(0, length), at)
    at += length
  }
  times.sort()
  let kept = 0
  for (let i = 0; i < times.length; i++) if (i === 0 || times[i] !== times[kept - 1]) times[kept++] = times[i]!
  return times.slice(0, kept)
}

function rowsOn(timeMs: Float64Array, { openTimeMs, length }: Bars): Int32Array | undefined {
  if (length === timeMs.length) return undefined
  let row = 0
  return Int32Array.from(timeMs, (time) => (row < length && openTimeMs[row] === time ? row++ : -1))
}

/** A bar that opens while those of other symbols are still forming would let its orders know closes that lie ahead of it. */
function checkOverlap(action: string, { timeMs, timeframeMs, symbols, rowsOf }: Market): void {
  const at = (row: number): string[] => symbols.filter((_, s) => (rowsOf[s]?.[row] ?? row) >= 0)
  for (let row = 1; row < timeMs.length; row++) {
    if (timeMs[row]! - timeMs[row - 1]! >= timeframeMs) continue
    const [before, now] = [at(row - 1), at(row)]
    // A symbol with bars at both times has short bars of its own, as on the day a clock is put forward.
    if (now.some((symbol) => before.includes(symbol))) continue
    throw new BarcastError(
      'backtest/overlapping-bars',
      `${action}: a bar must not open before those of other symbols have closed, found one of "${now[0]}" at ${timeMs[row]} and one of "${before[0]}" at ${timeMs[row - 1]}`,
      { value: timeMs[row]!, where: { row, timeMs: timeMs[row]! } },
    )
  }
}

/**
 * Lays bars of one or more symbols on one clock; a symbol without a bar at a time has none there, nothing is filled in.
 *
 * @throws BarcastError `bars/<rule>`; `backtest/no-bars`, `backtest/duplicate-symbol`, `backtest/timeframes` for bars of unequal length in time,
 * `backtest/overlapping-bars` for symbols whose bars open at times of their own
 */
export function alignMarket(given: Bars | readonly Bars[], action: string): Market {
  const all = Array.isArray(given) ? (given as readonly Bars[]) : [given as Bars]
  if (all.length === 0) refuse('no-bars', action, 'bars of one symbol or more are needed, found none', 0, 'bars')
  all.forEach((bars, k) => {
    checkBars(bars, action)
    const { symbol, timeframeMs } = bars
    if (all.findIndex((other) => other.symbol === symbol) !== k)
      refuse('duplicate-symbol', action, `every symbol must have one table of bars, found two of "${symbol}"`, symbol, `bars.${k}.symbol`)
    if (timeframeMs !== all[0]!.timeframeMs)
      refuse(
        'timeframes',
        action,
        `all bars must last ${all[0]!.timeframeMs} ms like those of "${all[0]!.symbol}", found ${timeframeMs} of "${symbol}"`,
        timeframeMs,
        `bars.${k}.timeframeMs`,
      )
  })
  const timeMs = all.length === 1 ? all[0]!.openTimeMs.subarray(0, all[0]!.length) : mergeTimes(all)
  const rowsOf = all.map((bars) => rowsOn(timeMs, bars))
  const market = { timeMs, bars: all, symbols: all.map(({ symbol }) => symbol), timeframeMs: all[0]!.timeframeMs, rowsOf }
  if (all.length > 1) checkOverlap(action, market)
  return market
}

/** Row of the symbol's bar at a row of the clock, −1 for none. */
export function barRow({ rowsOf }: Market, symbol: number, row: number): number {
  const rows = rowsOf[symbol]
  return rows === undefined ? row : rows[row]!
}
