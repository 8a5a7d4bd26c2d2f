import { BarcastError, type Bars, checkBars } from '../core/index.js'
import { mostFrequentStep } from './time-steps.js'

type Column = readonly number[] | Float64Array

/** What {@link barsFromColumns} takes: times and closes, and whatever else there is. All columns have one length. */
export interface BarColumns {
  /** Epoch milliseconds of each bar's open, ascending. */
  openTimeMs: Column
  close: Column
  open?: Column | undefined
  high?: Column | undefined
  low?: Column | undefined
  volume?: Column | undefined
  symbol?: string | undefined
  /** Default: the most frequent step between the times. */
  timeframeMs?: number | undefined
  extra?: Readonly<Record<string, Column>> | undefined
}

const KNOWN = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume', 'symbol', 'timeframeMs', 'extra']

function floats(name: string, column: Column | undefined, length: number): Float64Array {
  if (!(column instanceof Float64Array) && !Array.isArray(column)) {
    const found = column === undefined ? 'none' : typeof column
    throw new BarcastError(
      'bars/missing-column',
      `Build bars: column ${name} must be a Float64Array or an array of numbers, found ${found}`,
      {
        value: column,
        where: { column: name },
      },
    )
  }
  const values = column as Column
  if (values.length !== length) {
    throw new BarcastError(
      'bars/column-length',
      `Build bars: column ${name} must have ${length} rows like openTimeMs, found ${values.length}`,
      {
        value: values.length,
        where: { column: name },
      },
    )
  }
  const wrong = values instanceof Float64Array ? -1 : values.findIndex((value) => typeof value !== 'number')
  if (wrong >= 0) {
    throw new BarcastError(
      'bars/not-a-number',
      `Build bars: column ${name} must hold numbers, found ${String(values[wrong])} at row ${wrong}`,
      {
        value: values[wrong],
        where: { row: wrong, column: name },
      },
    )
  }
  return Float64Array.from(values)
}

function timeframeOf(openTimeMs: Float64Array): number {
  const step = mostFrequentStep(openTimeMs)
  if (step !== undefined) return step
  // Several rows without a step have one time, or none: the check of the bars refuses them by that name.
  if (openTimeMs.length > 1) return 1
  throw new BarcastError('bars/timeframe', 'Build bars: the timeframe cannot be told from one row; state it with timeframeMs', {
    value: openTimeMs.length,
    where: { path: 'timeframeMs' },
  })
}

/** Opens at the previous close; the first, and one after a missing close, at its own. */
function derivedOpen(close: Float64Array): Float64Array {
  return close.map((own, i) => {
    const before = i === 0 ? NaN : close[i - 1]!
    return Number.isNaN(before) ? own : before
  })
}

/** The larger (sign 1) or smaller (sign −1) of the values that are not missing. */
function reach(sign: 1 | -1, a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return sign * b > sign * a ? b : a
}

/**
 * Checked bars from the columns you have. Without `open`, each bar opens at the previous close (the first at its own), and high and low
 * are widened to hold open and close. With `open`, high and low stay as given and must hold both. Without `high` or `low`, they are the
 * larger or smaller of open and close. Without `volume`, it is missing (NaN). Missing values (NaN) stay missing. The columns are copied.
 *
 * @throws BarcastError `bars/missing-column`, `bars/column-length`, `bars/empty`, `bars/not-a-number`, `bars/timeframe` (one row, none stated),
 * `bars/unknown-column`, and `bars/<rule>` for faulty rows, which {@link cleanBars} would repair.
 */
export function barsFromColumns(columns: BarColumns): Bars {
  const given = columns as unknown
  if (typeof given !== 'object' || given === null) {
    throw new BarcastError(
      'bars/missing-column',
      `Build bars: needs an object of columns, found ${given === null ? 'null' : typeof given}`,
      { value: given },
    )
  }
  const unknown = Object.keys(columns).find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) {
    throw new BarcastError(
      'bars/unknown-column',
      `Build bars: columns are ${KNOWN.join(', ')}, found ${JSON.stringify(unknown)}; put others into extra`,
      {
        value: unknown,
        where: { column: unknown },
      },
    )
  }
  const length = columns.openTimeMs?.length ?? 0
  const openTimeMs = floats('openTimeMs', columns.openTimeMs, length)
  if (length === 0 && columns.openTimeMs !== undefined) {
    throw new BarcastError('bars/empty', 'Build bars: bars must have at least one row, found 0', { value: 0 })
  }
  const close = floats('close', columns.close, length)
  const open = columns.open === undefined ? derivedOpen(close) : floats('open', columns.open, length)
  const side = (name: 'high' | 'low', sign: 1 | -1): Float64Array => {
    const column = columns[name] === undefined ? undefined : floats(name, columns[name], length)
    if (column === undefined) return close.map((own, i) => reach(sign, own, open[i]!))
    if (columns.open !== undefined) return column
    return column.map((value, i) => (Number.isNaN(value) ? value : reach(sign, value, reach(sign, close[i]!, open[i]!))))
  }
  const bars: Bars = {
    symbol: columns.symbol ?? '',
    timeframeMs: columns.timeframeMs ?? timeframeOf(openTimeMs),
    length,
    openTimeMs,
    open,
    high: side('high', 1),
    low: side('low', -1),
    close,
    volume: columns.volume === undefined ? new Float64Array(length).fill(NaN) : floats('volume', columns.volume, length),
    extra: Object.fromEntries(Object.entries(columns.extra ?? {}).map(([name, column]) => [name, floats(name, column, length)])),
  }
  checkBars(bars, 'Build bars')
  return bars
}
