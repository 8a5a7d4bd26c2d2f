import { BarcastError, type Bars, formatTimeframe, parseTimeframe } from '../core/index.js'
import type { CsvOptions } from './config.js'
import type { CsvColumn } from './csv-layout.js'
import { cellNumber, isMissingCell, plainDecimal, refuseText } from './csv-number.js'
import { isoTime } from './csv-time.js'
import { CsvTimeColumn } from './csv-time-column.js'
import { mostFrequentStep } from './time-steps.js'

/** How the cells of a column are read; an undecided one waits for its first value. */
const LEFT_OUT = 0
const NUMBER = 1
const TIME = 2
const SYMBOL = 3
const UNDECIDED = 4

function kindOf({ role }: CsvColumn): number {
  if (role === 'left-out') return LEFT_OUT
  if (role === 'symbol') return SYMBOL
  if (role === 'time' || role === 'extra-time') return TIME
  return role === 'extra' ? UNDECIDED : NUMBER
}

/** The rows read so far, as columns that grow. */
export class CsvTable {
  rows = 0
  symbol: string | undefined
  private capacity = 1024
  private readonly kinds: Uint8Array
  private readonly values: Float64Array[]
  private readonly times: (CsvTimeColumn | undefined)[]

  constructor(private readonly columns: CsvColumn[]) {
    this.kinds = Uint8Array.from(columns, kindOf)
    this.values = columns.map((_, i) => new Float64Array(this.kinds[i] === LEFT_OUT || this.kinds[i] === SYMBOL ? 0 : this.capacity))
    this.times = columns.map(({ name }, i) => (this.kinds[i] === TIME ? new CsvTimeColumn(name) : undefined))
  }

  get width(): number {
    return this.columns.length
  }

  /** Reads the cell `text[from, to)` into the row that is being read. Cells beyond the last column are for {@link endRow} to refuse. */
  store(column: number, text: string, from: number, to: number, line: number): void {
    const kind = this.kinds[column]
    if (kind === NUMBER) {
      const value = plainDecimal(text, from, to)
      this.values[column]![this.rows] = Number.isNaN(value) ? this.readNumber(text.slice(from, to), column, line) : value
    } else if (kind === TIME) this.values[column]![this.rows] = this.times[column]!.read(text, from, to, line)
    else if (kind === UNDECIDED) this.decide(column, text.slice(from, to), line)
    else if (kind === SYMBOL) this.readSymbol(text.slice(from, to).trim(), line)
  }

  /** Ends the row. @throws BarcastError `bars/ragged-row`. */
  endRow(cells: number, line: number): void {
    if (cells !== this.width) {
      throw new BarcastError(
        'bars/ragged-row',
        `Parse CSV: every row must have ${this.width} cells like the first line, found ${cells} at line ${line}`,
        { value: cells, where: { line } },
      )
    }
    this.rows++
    if (this.rows === this.capacity) this.grow()
  }

  private readNumber(cell: string, column: number, line: number): number {
    const value = cellNumber(cell)
    if (value !== undefined) return value
    const { name, role } = this.columns[column]!
    return refuseText(cell, line, name, role === 'extra' ? `; leave the column out with ignore: [${JSON.stringify(name)}]` : '')
  }

  /** The first value of an extra column says whether it holds numbers or times. */
  private decide(column: number, cell: string, line: number): void {
    const values = this.values[column]!
    values[this.rows] = NaN
    if (isMissingCell(cell)) return
    const { name } = this.columns[column]!
    const trimmed = cell.trim()
    if (Number.isNaN(isoTime(trimmed, 0, trimmed.length))) {
      values[this.rows] = this.readNumber(cell, column, line)
      this.kinds[column] = NUMBER
      return
    }
    const times = new CsvTimeColumn(name)
    values[this.rows] = times.read(cell, 0, cell.length, line)
    this.kinds[column] = TIME
    this.times[column] = times
    this.columns[column] = { name, role: 'extra-time', target: `${name}Ms` }
  }

  /** @throws BarcastError `bars/several-symbols` for another symbol than before. */
  readSymbol(symbol: string, line: number): void {
    this.symbol ??= symbol
    if (this.symbol === symbol) return
    throw new BarcastError(
      'bars/several-symbols',
      `Parse CSV: all rows must be of one symbol, found ${JSON.stringify(symbol)} at line ${line} after ${JSON.stringify(this.symbol)}`,
      { value: symbol, where: { line } },
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

  /** The rows as bars, unchecked. */
  toBars(options: CsvOptions): Bars {
    const { rows } = this
    const byTarget = new Map<string, Float64Array>()
    const extra: [string, Float64Array][] = []
    this.columns.forEach(({ role, target }, i) => {
      if (role === 'left-out' || role === 'symbol') return
      const values = this.values[i]!.slice(0, rows)
      this.times[i]?.scale(values)
      if (role === 'extra' || role === 'extra-time') extra.push([target, values])
      else byTarget.set(target, values)
    })
    const openTimeMs = byTarget.get('openTimeMs')!
    return {
      symbol: options.symbol ?? this.symbol ?? '',
      timeframeMs: timeframeOf(openTimeMs, options.timeframe),
      length: rows,
      openTimeMs,
      open: byTarget.get('open')!,
      high: byTarget.get('high')!,
      low: byTarget.get('low')!,
      close: byTarget.get('close')!,
      volume: byTarget.get('volume') ?? new Float64Array(rows).fill(NaN),
      extra: Object.fromEntries(extra),
    }
  }
}

function timeframeOf(openTimeMs: Float64Array, stated: string | undefined): number {
  const refuse = (message: string, value: unknown): never => {
    throw new BarcastError('bars/timeframe', `Parse CSV: ${message}`, { value, where: { path: 'timeframe' } })
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
