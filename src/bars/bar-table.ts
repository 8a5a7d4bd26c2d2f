import type { Bars } from '../core/index.js'

/** Bars under repair: columns of our own, and the row each came from. */
export interface BarTable {
  bars: Bars
  /** Row number in the bars that were given; −1 for a bar that was added. */
  source: Int32Array
}

/** The bars with each column replaced by what `change` makes of it. */
function mapColumns(bars: Bars, change: (column: Float64Array) => Float64Array): Bars {
  const openTimeMs = change(bars.openTimeMs)
  return {
    symbol: bars.symbol,
    timeframeMs: bars.timeframeMs,
    length: openTimeMs.length,
    openTimeMs,
    open: change(bars.open),
    high: change(bars.high),
    low: change(bars.low),
    close: change(bars.close),
    volume: change(bars.volume),
    extra: Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, change(column)])),
  }
}

/** A copy whose columns may be written. */
export function tableOf(bars: Bars): BarTable {
  return { bars: mapColumns(bars, (column) => column.slice()), source: Int32Array.from({ length: bars.length }, (_, i) => i) }
}

/** The given rows, in the given order; −1 makes a row of missing values. */
export function takeRows({ bars, source }: BarTable, rows: Int32Array): BarTable {
  const take = (column: Float64Array): Float64Array => {
    const taken = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) taken[i] = rows[i]! < 0 ? NaN : column[rows[i]!]!
    return taken
  }
  return { bars: mapColumns(bars, take), source: rows.map((row) => (row < 0 ? -1 : source[row]!)) }
}

/** Drops the rows marked with 1. */
export function dropRows(table: BarTable, marks: Uint8Array): BarTable {
  const kept: number[] = []
  for (let i = 0; i < marks.length; i++) if (marks[i] === 0) kept.push(i)
  return kept.length === marks.length ? table : takeRows(table, Int32Array.from(kept))
}

/** Every column but the time, by name. */
export function valueColumns({ open, high, low, close, volume, extra }: Bars): [name: string, column: Float64Array][] {
  return [['open', open], ['high', high], ['low', low], ['close', close], ['volume', volume], ...Object.entries(extra)]
}

/** Moves high and low of a row so that they hold open and close. True when one of them moved. */
export function widen({ open, high, low, close }: Bars, row: number): boolean {
  const top = Math.max(high[row]!, Number.isNaN(open[row]!) ? -Infinity : open[row]!, Number.isNaN(close[row]!) ? -Infinity : close[row]!)
  const bottom = Math.min(low[row]!, Number.isNaN(open[row]!) ? Infinity : open[row]!, Number.isNaN(close[row]!) ? Infinity : close[row]!)
  const moved = top > high[row]! || bottom < low[row]!
  high[row] = top
  low[row] = bottom
  return moved
}
