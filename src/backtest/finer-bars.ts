import { BarcastError, type Bars, checkBars } from '../core/index.js'
import type { Market } from './market.js'

/** Bars of a smaller timeframe that show what came first inside larger ones: row r of the larger holds the finer rows `starts[r]` to `starts[r + 1]` (not included). */
export interface FinerBars {
  readonly bars: Bars
  readonly starts: Int32Array
}

/** Prices may differ by this fraction where a larger bar was summed up from rounded ones. */
const TOLERANCE = 1e-9

function refuse(action: string, message: string, value: unknown, where: { path: string; timeMs?: number; row?: number }): never {
  throw new BarcastError('backtest/finer-bars', `${action}: ${message}`, { value, where })
}

function checkInside(action: string, larger: Bars, row: number, finer: Bars, at: number): void {
  const { symbol } = finer
  const timeMs = finer.openTimeMs[at]!
  const where = { path: `finerBars.${symbol}`, timeMs, row: at }
  if (finer.high[at]! > larger.high[row]! * (1 + TOLERANCE))
    refuse(
      action,
      `finer bars must lie inside their bar up to ${larger.high[row]}, found a high of ${finer.high[at]}`,
      finer.high[at],
      where,
    )
  if (finer.low[at]! < larger.low[row]! * (1 - TOLERANCE))
    refuse(action, `finer bars must lie inside their bar down to ${larger.low[row]}, found a low of ${finer.low[at]}`, finer.low[at], where)
}

/** Lays finer bars on the rows of larger ones; those before the first and after the last larger bar are left out. */
function layOn(larger: Bars, finer: Bars, action: string): FinerBars {
  const { length, openTimeMs, timeframeMs, symbol } = larger
  const path = `finerBars.${symbol}`
  const ratio = timeframeMs / finer.timeframeMs
  if (!Number.isInteger(ratio) || ratio < 2)
    refuse(
      action,
      `bars of ${timeframeMs} ms must be a whole multiple of their finer bars, found ${finer.timeframeMs} ms`,
      finer.timeframeMs,
      { path },
    )
  const starts = new Int32Array(length + 1)
  const endMs = length === 0 ? -Infinity : openTimeMs[length - 1]! + timeframeMs
  let at = 0
  while (at < finer.length && finer.openTimeMs[at]! < openTimeMs[0]!) at++
  for (let row = 0; row < length; row++) {
    starts[row] = at
    const fromMs = openTimeMs[row]!
    for (; at < finer.length && finer.openTimeMs[at]! < Math.min(fromMs + timeframeMs, openTimeMs[row + 1] ?? Infinity); at++) {
      if ((finer.openTimeMs[at]! - fromMs) % finer.timeframeMs !== 0)
        refuse(
          action,
          `finer bars must begin a whole number of their own length after ${fromMs}, found ${finer.openTimeMs[at]}`,
          finer.openTimeMs[at],
          {
            path,
            timeMs: finer.openTimeMs[at]!,
            row: at,
          },
        )
      checkInside(action, larger, row, finer, at)
    }
    const next = finer.openTimeMs[at]
    if (at < finer.length && next! < Math.min(endMs, openTimeMs[row + 1] ?? Infinity))
      refuse(action, `every finer bar must lie inside a bar of ${timeframeMs} ms, found none at ${next}`, next, {
        path,
        timeMs: next!,
        row: at,
      })
  }
  starts[length] = at
  return { bars: finer, starts }
}

/**
 * Gives a market the finer bars of some of its symbols: where a bar has some, orders meet these in turn, and `intrabar` decides inside each of them. Where a bar has none, it
 * decides itself. Fills keep the time, and the volume, of the larger bar.
 *
 * @throws BarcastError `bars/<rule>`; `backtest/unknown-symbol`; `backtest/finer-bars` for timeframes that do not divide, times outside every bar or off its grid, and prices
 *   outside their bar
 */
export function withFinerBars(market: Market, given: Bars | readonly Bars[], action: string): Market {
  const all = Array.isArray(given) ? (given as readonly Bars[]) : [given as Bars]
  const finer: (FinerBars | undefined)[] = market.symbols.map(() => undefined)
  for (const bars of all) {
    checkBars(bars, action)
    const s = market.symbols.indexOf(bars.symbol)
    if (s < 0)
      throw new BarcastError('backtest/unknown-symbol', `${action}: finer bars must be of a symbol of the run, found "${bars.symbol}"`, {
        value: bars.symbol,
        where: { path: 'finerBars' },
      })
    if (finer[s] !== undefined)
      refuse(action, `every symbol must have one table of finer bars, found two of "${bars.symbol}"`, bars.symbol, { path: 'finerBars' })
    finer[s] = layOn(market.bars[s]!, bars, action)
  }
  return { ...market, finer }
}
