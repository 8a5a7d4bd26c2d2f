import { BarcastError, type ErrorPlace } from './error.js'

/**
 * A history of closed bars as columns on one time axis. A plain object: `{ ...bars, close: other }`
 * is valid Bars. Every door checks the object it is given once ({@link checkBars}) and remembers the
 * outcome, so treat the arrays as read-only from then on.
 *
 * `openTimeMs` is epoch milliseconds of each bar's open, strictly ascending. NaN in any other column
 * means "missing". `extra` holds further columns of the same length (funding, quotes …).
 */
export interface Bars {
  symbol: string
  timeframeMs: number
  length: number
  openTimeMs: Float64Array
  open: Float64Array
  high: Float64Array
  low: Float64Array
  close: Float64Array
  volume: Float64Array
  extra: Record<string, Float64Array>
}

/** One closed bar, as a live feed delivers it. */
export interface Bar {
  openTimeMs: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  /** Values of extra columns, by name; only needed by what reads them. */
  extra?: Record<string, number>
}

export type BarRule =
  | 'time-missing'
  | 'time-unit'
  | 'unordered-time'
  | 'duplicate-time'
  | 'high-low'
  | 'price-not-positive'
  | 'infinite'
  | 'negative-volume'

/** One broken rule: which row and column, and the value found. */
export interface BarFault {
  rule: BarRule
  row: number
  column: string
  value: number
  message: string
}

export const PRICE_COLUMNS = ['open', 'high', 'low', 'close'] as const
export const BAR_COLUMNS = ['openTimeMs', ...PRICE_COLUMNS, 'volume'] as const

/**
 * Real bars are younger than 1973, so ascending "milliseconds" that all lie between 1e8 and 1e11 are seconds,
 * and values from 1e14 on are micro- or nanoseconds.
 */
function timeUnitFault(bars: Bars): BarFault | undefined {
  const first = bars.openTimeMs[0]!
  const last = bars.openTimeMs[bars.length - 1]!
  const unit = first >= 1e8 && last < 1e11 ? 'seconds' : last >= 1e14 ? 'micro- or nanoseconds' : undefined
  if (unit === undefined) return undefined
  return {
    rule: 'time-unit',
    row: 0,
    column: 'openTimeMs',
    value: first,
    message: `openTimeMs must be milliseconds, found ${first}, which looks like ${unit}`,
  }
}

/** The first rule that row `row` breaks, or undefined. NaN prices and volumes are missing values, not faults. */
export function barFaultAt(bars: Bars, row: number): BarFault | undefined {
  const fault = (rule: BarRule, column: string, value: number, message: string): BarFault => ({ rule, row, column, value, message })
  const time = bars.openTimeMs[row]!
  if (!Number.isFinite(time)) return fault('time-missing', 'openTimeMs', time, `openTimeMs must be a finite number, found ${time}`)
  const before = row === 0 ? -Infinity : bars.openTimeMs[row - 1]!
  if (time === before) return fault('duplicate-time', 'openTimeMs', time, `openTimeMs must be unique, found ${time} twice`)
  if (time < before) return fault('unordered-time', 'openTimeMs', time, `openTimeMs must ascend, found ${time} after ${before}`)
  for (const column of PRICE_COLUMNS) {
    const price = bars[column][row]!
    if (price === Infinity || price === -Infinity) return fault('infinite', column, price, `${column} must be finite, found ${price}`)
    if (price <= 0) return fault('price-not-positive', column, price, `${column} must be above 0, found ${price}`)
  }
  const volume = bars.volume[row]!
  if (volume === Infinity || volume === -Infinity) return fault('infinite', 'volume', volume, `volume must be finite, found ${volume}`)
  if (volume < 0) return fault('negative-volume', 'volume', volume, `volume must not be negative, found ${volume}`)
  const high = bars.high[row]!
  const low = bars.low[row]!
  for (const column of ['open', 'close', 'low'] as const) {
    if (high < bars[column][row]!)
      return fault('high-low', 'high', high, `high must not be below ${column}, found high ${high} and ${column} ${bars[column][row]}`)
  }
  for (const column of ['open', 'close'] as const) {
    if (low > bars[column][row]!)
      return fault('high-low', 'low', low, `low must not be above ${column}, found low ${low} and ${column} ${bars[column][row]}`)
  }
  for (const name of Object.keys(bars.extra)) {
    const value = bars.extra[name]![row]!
    if (value === Infinity || value === -Infinity) return fault('infinite', name, value, `${name} must be finite, found ${value}`)
  }
  return undefined
}

/**
 * What the last check of a Bars object saw; a later change of columns, length or last row makes it void. What is derived
 * from checked columns may be remembered under this object.
 */
export interface CheckMark {
  readonly columns: readonly Float64Array[]
  readonly length: number
  readonly lastTimeMs: number
  readonly lastClose: number
}

const checked = new WeakMap<Bars, CheckMark>()

function columnsOf(bars: Bars): Float64Array[] {
  return [bars.openTimeMs, bars.open, bars.high, bars.low, bars.close, bars.volume, ...Object.values(bars.extra)]
}

function standingMark(bars: Bars): CheckMark | undefined {
  const mark = checked.get(bars)
  if (mark === undefined || mark.length !== bars.length) return undefined
  const last = bars.length - 1
  if (mark.lastTimeMs !== bars.openTimeMs[last] || !Object.is(mark.lastClose, bars.close[last])) return undefined
  const columns = columnsOf(bars)
  return columns.length === mark.columns.length && columns.every((column, i) => column === mark.columns[i]) ? mark : undefined
}

/**
 * Refuses what is no table of bars: missing columns, columns of unequal length, no rows, no timeframe. Values are not looked at;
 * {@link checkBars} does both.
 *
 * @throws BarcastError `bars/missing-column`, `bars/column-length`, `bars/timeframe`, `bars/empty`.
 */
export function checkBarColumns(bars: Bars, action: string): void {
  const refuse = (rule: string, message: string, value: unknown, where: ErrorPlace): never => {
    throw new BarcastError(`bars/${rule}`, `${action}: ${message}`, { value, where })
  }
  if (typeof bars !== 'object' || bars === null)
    refuse('missing-column', `bars must be an object of columns, found ${bars === null ? 'null' : typeof bars}`, bars, {})
  if (!(bars.timeframeMs > 0) || bars.timeframeMs === Infinity)
    refuse('timeframe', `timeframeMs must be a positive number, found ${bars.timeframeMs}`, bars.timeframeMs, { path: 'timeframeMs' })
  if (typeof bars.extra !== 'object' || bars.extra === null)
    refuse(
      'missing-column',
      `bars need an extra record (it may be empty), found ${bars.extra === null ? 'null' : typeof bars.extra}`,
      bars.extra,
      { column: 'extra' },
    )
  const named: [string, Float64Array][] = [
    ...BAR_COLUMNS.map((name): [string, Float64Array] => [name, bars[name]]),
    ...Object.entries(bars.extra),
  ]
  for (const [name, column] of named) {
    if (!(column instanceof Float64Array))
      refuse('missing-column', `column ${name} must be a Float64Array, found ${column === undefined ? 'none' : typeof column}`, column, {
        column: name,
      })
    if (column.length !== bars.length)
      refuse('column-length', `column ${name} must have ${bars.length} rows like the bars, found ${column.length}`, column.length, {
        column: name,
      })
  }
  if (bars.length === 0) refuse('empty', 'bars must have at least one row, found 0', 0, {})
}

/** The first faulty row, or −1. One tight pass; NaN comparisons are false, so missing values pass. */
function firstFaultyRow(bars: Bars): number {
  const { openTimeMs, open, high, low, close, volume, length } = bars
  let before = -Infinity
  for (let i = 0; i < length; i++) {
    const time = openTimeMs[i]!
    const o = open[i]!
    const h = high[i]!
    const l = low[i]!
    const c = close[i]!
    const v = volume[i]!
    const timeBad = !(time > before) || time === Infinity
    const rangeBad = h < o || h < c || h < l || l > o || l > c
    const priceBad = o <= 0 || l <= 0 || c <= 0 || h <= 0 || h === Infinity || o === Infinity || c === Infinity || l === Infinity
    if (timeBad || rangeBad || priceBad || v < 0 || v === Infinity) return i
    before = time
  }
  for (const column of Object.values(bars.extra)) {
    for (let i = 0; i < length; i++) if (column[i] === Infinity || column[i] === -Infinity) return i
  }
  return -1
}

/**
 * Refuses faulty bars by name: unordered or duplicate time, times that are not milliseconds, high / low that do not
 * hold open and close, prices ≤ 0, ±Infinity, negative volume, columns of unequal length. Gaps, zero volume and NaN are no faults.
 * A Bars object that passed is not read again until its columns, length or last row change.
 *
 * @throws BarcastError `bars/<rule>` with the row, the column and the value.
 */
export function checkBars(bars: Bars, action: string): CheckMark {
  const standing = typeof bars === 'object' && bars !== null ? standingMark(bars) : undefined
  if (standing !== undefined) return standing
  checkBarColumns(bars, action)
  const row = firstFaultyRow(bars)
  const fault = row < 0 ? timeUnitFault(bars) : (barFaultAt(bars, row) ?? timeUnitFault(bars))
  if (fault !== undefined) {
    throw new BarcastError(`bars/${fault.rule}`, `${action}: ${fault.message} at row ${fault.row}; cleanBars repairs such rows`, {
      value: fault.value,
      where: { row: fault.row, column: fault.column, timeMs: bars.openTimeMs[fault.row]! },
    })
  }
  const last = bars.length - 1
  const mark = { columns: columnsOf(bars), length: bars.length, lastTimeMs: bars.openTimeMs[last]!, lastClose: bars.close[last]! }
  checked.set(bars, mark)
  return mark
}

/** Row `row` of the bars as one {@link Bar}. */
export function barAt(bars: Bars, row: number): Bar {
  const bar: Bar = {
    openTimeMs: bars.openTimeMs[row]!,
    open: bars.open[row]!,
    high: bars.high[row]!,
    low: bars.low[row]!,
    close: bars.close[row]!,
    volume: bars.volume[row]!,
  }
  const names = Object.keys(bars.extra)
  if (names.length > 0) bar.extra = Object.fromEntries(names.map((name) => [name, bars.extra[name]![row]!]))
  return bar
}

/** Rows `from` (inclusive) to `to` (exclusive) as Bars over the same memory. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  const part = (column: Float64Array): Float64Array => column.subarray(from, to)
  const openTimeMs = part(bars.openTimeMs)
  return {
    symbol: bars.symbol,
    timeframeMs: bars.timeframeMs,
    length: openTimeMs.length,
    openTimeMs,
    open: part(bars.open),
    high: part(bars.high),
    low: part(bars.low),
    close: part(bars.close),
    volume: part(bars.volume),
    extra: Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, part(column)])),
  }
}
