import { BarcastError, type Bars, formatTimeframe, parseTimeframe } from '../core/index.js'
import { cellNumber, isMissingCell, plainDecimal, refuseText } from './cell-number.js'
import { isoTime } from './cell-time.js'
import type { TextColumn } from './column-layout.js'
import type { JsonOptions } from './config.js'
import { placeOf, type TextFormat } from './text-format.js'
import { TimeColumn } from './time-column.js'
import { mostFrequentStep } from './time-steps.js'

/** How the cells of a column are read; an undecided one waits for its first value. */
const LEFT_OUT = 0
const NUMBER = 1
const TIME = 2
const SYMBOL = 3
const UNDECIDED = 4

function kindOf({ role }: TextColumn): number {
  if (role === 'left-out') return LEFT_OUT
  if (role === 'symbol') return SYMBOL
  if (role === 'time' || role === 'extra-time') return TIME
  return role === 'extra' ? UNDECIDED : NUMBER
}

/** The rows read so far, as columns that grow. */
export class RowTable {
  rows = 0
  symbol: string | undefined
  private capacity = 1024
  private readonly kinds: Uint8Array
  private readonly values: Float64Array[]
  private readonly times: (TimeColumn | undefined)[]

  /** @param assumed True when nothing but their number said what the columns are. */
  constructor(
    private readonly columns: TextColumn[],
    private readonly format: TextFormat,
    private readonly assumed = false,
  ) {
    this.kinds = Uint8Array.from(columns, kindOf)
    this.values = columns.map((_, i) => new Float64Array(this.kinds[i] === LEFT_OUT || this.kinds[i] === SYMBOL ? 0 : this.capacity))
    this.times = columns.map(({ name }, i) => (this.kinds[i] === TIME ? new TimeColumn(name, format) : undefined))
  }

  get width(): number {
    return this.columns.length
  }

  /** Reads the cell `text[from, to)` into the row that is being read. Cells beyond the last column are for {@link endRow} to refuse. */
  store(column: number, text: string, from: number, to: number, at: number): void {
    const kind = this.kinds[column]
    if (kind === NUMBER) {
      const value = plainDecimal(text, from, to)
      this.values[column]![this.rows] = Number.isNaN(value) ? this.readNumber(text.slice(from, to), column, at) : value
    } else if (kind === TIME) this.values[column]![this.rows] = this.times[column]!.read(text, from, to, at)
    else if (kind === UNDECIDED) this.decide(column, text.slice(from, to), at)
    else if (kind === SYMBOL) this.readSymbol(text.slice(from, to).trim(), at)
  }

  /** Stores a value of JSON in the row that is being read: strings as {@link store} reads cells, null as missing. */
  storeValue(column: number, value: unknown, at: number): void {
    const kind = this.kinds[column]
    if (kind === LEFT_OUT) return
    if (typeof value === 'string') this.store(column, value, 0, value.length, at)
    else if (kind === SYMBOL && typeof value === 'number') this.readSymbol(String(value), at)
    else if (kind !== SYMBOL && (value === null || typeof value === 'number')) {
      const number = value ?? NaN
      if (kind === UNDECIDED && value !== null) this.kinds[column] = NUMBER
      this.values[column]![this.rows] = kind === TIME ? this.times[column]!.readNumber(number, at) : number
    } else this.refuseCell(JSON.stringify(value), column, at)
  }

  /** Ends the row. @throws BarcastError `bars/ragged-row`. */
  endRow(cells: number, at: number): void {
    if (cells !== this.width) {
      const { action, unit } = this.format
      throw new BarcastError(
        'bars/ragged-row',
        `${action}: every row must have ${this.width} cells like the first ${unit}, found ${cells} at ${unit} ${at}`,
        { value: cells, where: placeOf(this.format, at) },
      )
    }
    this.rows++
    if (this.rows === this.capacity) this.grow()
  }

  private readNumber(cell: string, column: number, at: number): number {
    const value = cellNumber(cell)
    if (value !== undefined) return value
    return this.refuseCell(cell, column, at)
  }

  private refuseCell(cell: string, column: number, at: number): never {
    const { name, role } = this.columns[column]!
    const hint = role === 'extra' ? `; leave the column out with ignore: [${JSON.stringify(name)}]` : ''
    return refuseText(cell, this.format, at, name, hint)
  }

  /** The first value of an extra column says whether it holds numbers or times. */
  private decide(column: number, cell: string, at: number): void {
    const values = this.values[column]!
    values[this.rows] = NaN
    if (isMissingCell(cell)) return
    const { name } = this.columns[column]!
    const trimmed = cell.trim()
    if (Number.isNaN(isoTime(trimmed, 0, trimmed.length))) {
      values[this.rows] = this.readNumber(cell, column, at)
      this.kinds[column] = NUMBER
      return
    }
    const times = new TimeColumn(name, this.format)
    values[this.rows] = times.read(cell, 0, cell.length, at)
    this.kinds[column] = TIME
    this.times[column] = times
    this.columns[column] = { name, role: 'extra-time', target: `${name}Ms` }
  }

  /** @throws BarcastError `bars/several-symbols` for another symbol than before. */
  readSymbol(symbol: string, at: number): void {
    this.symbol ??= symbol
    if (this.symbol === symbol) return
    const { action, unit } = this.format
    throw new BarcastError(
      'bars/several-symbols',
      `${action}: all rows must be of one symbol, found ${JSON.stringify(symbol)} at ${unit} ${at} after ${JSON.stringify(this.symbol)}`,
      { value: symbol, where: placeOf(this.format, at) },
    )
  }

  private grow(): void {
    this.capacity *= 2
    this.values.forEach((values, i) => {
      if (values.length === 0) return
      const larger = new Float64Array(this.capacity)
      larger.set(values)
      this.values[i] = larger
    })
  }

  /** The rows as bars, unchecked. The table lets go of its columns. */
  toBars(options: JsonOptions): Bars {
    const { rows } = this
    const byTarget = new Map<string, Float64Array>()
    const extra: [string, Float64Array][] = []
    this.columns.forEach(({ role, target }, i) => {
      if (role === 'left-out' || role === 'symbol') return
      const values = this.values[i]!.slice(0, rows)
      this.values[i] = new Float64Array(0)
      this.times[i]?.scale(values)
      if (role === 'extra' || role === 'extra-time') extra.push([target, values])
      else byTarget.set(target, values)
    })
    const openTimeMs = byTarget.get('openTimeMs')!
    const bars: Bars = {
      symbol: options.symbol ?? this.symbol ?? '',
      timeframeMs: timeframeOf(openTimeMs, options.timeframe, this.format),
      length: rows,
      openTimeMs,
      open: byTarget.get('open')!,
      high: byTarget.get('high')!,
      low: byTarget.get('low')!,
      close: byTarget.get('close')!,
      volume: byTarget.get('volume') ?? new Float64Array(rows).fill(NaN),
      extra: Object.fromEntries(extra),
    }
    if (this.assumed) refuseOtherOrder(bars, this.format)
    return bars
  }
}

/** Vendors put the close second, or low and high first: then most rows contradict the order that was assumed. */
function refuseOtherOrder({ open, high, low, close, length }: Bars, { action }: TextFormat): void {
  let wrong = 0
  for (let i = 0; i < length; i++) {
    if (high[i]! < open[i]! || high[i]! < close[i]! || low[i]! > open[i]! || low[i]! > close[i]!) wrong++
  }
  if (2 * wrong <= length) return
  throw new BarcastError(
    'bars/unknown-layout',
    `${action}: without a header, columns must be in the order time, open, high, low, close, volume, found high and low not to hold open and ` +
      `close in ${wrong} of ${length} rows; say what they are with columns: { time: 0, open: 1, … }`,
    { value: wrong, where: { path: 'columns' } },
  )
}

function timeframeOf(openTimeMs: Float64Array, stated: string | undefined, { action }: TextFormat): number {
  const refuse = (message: string, value: unknown): never => {
    throw new BarcastError('bars/timeframe', `${action}: ${message}`, { value, where: { path: 'timeframe' } })
  }
  const found = mostFrequentStep(openTimeMs)
  if (stated === undefined) {
    const { length } = openTimeMs
    return (
      found ??
      refuse(
        `the timeframe cannot be told from ${length === 1 ? 'one row' : `${length} rows without two times`}; state it, as in timeframe: '1d'`,
        length,
      )
    )
  }
  const statedMs = parseTimeframe(stated)
  if (found !== undefined && found < statedMs) {
    const name = Number.isInteger(found) ? formatTimeframe(found) : `${found} ms`
    refuse(`timeframe must not exceed the most frequent step of the rows, found ${stated} and steps of ${name}`, stated)
  }
  return statedMs
}
