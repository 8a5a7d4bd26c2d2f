import { BarcastError, type Bars, checkBars, createFrame, type Frame } from '../core/index.js'
import { closeTimesOf } from './close-times.js'

/** Columns over the higher bars: an indicator's output by name, or a Frame of features. */
export type HigherColumns = Frame | Readonly<Record<string, Float64Array>>

/** Options of {@link alignBars}. */
export interface AlignOptions {
  /** What to bring over, one value per higher bar; a Frame's rows are matched by time. Default: open, high, low, close and volume. */
  columns?: HigherColumns | undefined
  /** Put after each name, such as `_1h`. Default: none. */
  suffix?: string | undefined
}

const ACTION = 'Align bars'

function isFrame(columns: HigherColumns): columns is Frame {
  return 'names' in columns && typeof (columns as Frame).column === 'function'
}

/** The frame's row of each higher bar; −1 where it has none. */
function rowsOfFrame(frame: Frame, higher: Bars): Int32Array {
  const rows = new Int32Array(higher.length).fill(-1)
  let bar = 0
  for (let row = 0; row < frame.length; row++) {
    const time = frame.timeMs[row]!
    while (bar < higher.length && higher.openTimeMs[bar]! < time) bar++
    if (bar === higher.length || higher.openTimeMs[bar] !== time) {
      throw new BarcastError(
        'bars/align-time',
        `${ACTION}: rows of the frame must be of the higher bars, found time ${time} at row ${row}`,
        {
          value: time,
          where: { row, column: 'timeMs', timeMs: time },
        },
      )
    }
    rows[bar] = row
  }
  return rows
}

function checkColumn(name: string, column: unknown, length: number): Float64Array {
  if (column instanceof Float64Array && column.length === length) return column
  const found = column instanceof Float64Array ? `${column.length} rows` : typeof column
  throw new BarcastError('bars/column-length', `${ACTION}: column "${name}" must be a Float64Array of ${length} rows, found ${found}`, {
    value: column,
    where: { column: name },
  })
}

/** For each base bar the last higher bar that is closed when it closes; −1 before the first. */
function lastClosed(base: Bars, higher: Bars): Int32Array {
  const baseCloses = closeTimesOf(base, ACTION)
  const higherCloses = closeTimesOf(higher, ACTION)
  const rows = new Int32Array(base.length)
  let last = -1
  for (let i = 0; i < rows.length; i++) {
    while (last + 1 < higherCloses.length && higherCloses[last + 1]! <= baseCloses[i]!) last++
    rows[i] = last
  }
  return rows
}

/** The column's values at the given rows; NaN for −1. */
function takeRows(column: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) taken[i] = rows[i]! < 0 ? NaN : column[rows[i]!]!
  return taken
}

/**
 * Columns of a higher timeframe on the rows of the base bars: each row sees the last higher bar that had *closed* when its own bar closes,
 * never the one that is being made. The 15-minute bar from 10:15 sees the hour from 09:00; the one from 10:45, which closes with its hour,
 * sees the hour from 10:00. Before the first closed higher bar: NaN. Over a gap the last one stays. (pandas: `merge_asof` of the closes.)
 *
 * A bar closes at `extra.closeTimeMs` when it has one (as {@link resampleBars} writes it; a last millisecond as in Binance's files counts as
 * its end), else `timeframeMs` after its open. Bars made by days of a time zone need that column. `higher` may also be another market's.
 *
 * @returns One row per base bar, `timeMs` their open times; the columns as named, with `suffix`.
 * @throws BarcastError `bars/<rule>` for faulty bars, `bars/close-time` for close times that do not ascend after the opens,
 * `bars/column-length`, `bars/align-time` when a Frame is not of the higher bars, and those of `createFrame`.
 */
export function alignBars(base: Bars, higher: Bars, options: AlignOptions = {}): Frame {
  checkBars(base, ACTION)
  checkBars(higher, ACTION)
  const { open, high, low, close, volume } = higher
  const { columns = { open, high, low, close, volume }, suffix = '' } = options
  const last = lastClosed(base, higher)
  const framed = isFrame(columns)
  const rowOf = framed ? rowsOfFrame(columns, higher) : undefined
  const source: [string, Float64Array][] = framed
    ? columns.names.map((name) => [name, columns.column(name)])
    : Object.entries(columns).map(([name, column]) => [name, checkColumn(name, column, higher.length)])
  const rows = rowOf === undefined ? last : last.map((bar) => (bar < 0 ? bar : rowOf[bar]!))
  const aligned = source.map(([name, column]): [string, Float64Array] => [name + suffix, takeRows(column, rows)])
  const explorationOnly = framed && columns.explorationOnly === true ? ({ explorationOnly: true } as const) : {}
  return createFrame({ columns: new Map(aligned), timeMs: base.openTimeMs, ...explorationOnly })
}
