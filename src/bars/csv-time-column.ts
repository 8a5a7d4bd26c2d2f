import { BarcastError } from '../core/index.js'
import { cellNumber, plainDecimal } from './csv-number.js'
import { type EpochUnit, epochUnit, isoTime, toMilliseconds } from './csv-time.js'

const UNIT_NAMES: Record<EpochUnit | 'text', string> = {
  s: 'seconds',
  ms: 'milliseconds',
  µs: 'microseconds',
  ns: 'nanoseconds',
  text: 'dates',
}

/** A column of times in one spelling: dates as text, or epoch numbers in one unit. The first value decides which. */
export class CsvTimeColumn {
  private unit: EpochUnit | 'text' | undefined
  private firstLine = 0

  constructor(private readonly name: string) {}

  /**
   * The time in `text[from, to)`, not yet in milliseconds ({@link toMilliseconds}). Empty, nan and null are missing: NaN.
   *
   * @throws BarcastError `bars/not-a-time`, `bars/mixed-time` (another spelling or unit than before), `bars/time-unit`.
   */
  read(text: string, from: number, to: number, line: number): number {
    const textFirst = this.unit === 'text'
    const fast = textFirst ? isoTime(text, from, to) : plainDecimal(text, from, to)
    const value = Number.isNaN(fast) ? this.readSlowly(text.slice(from, to), line) : this.accept(fast, textFirst, line)
    return value
  }

  private readSlowly(cell: string, line: number): number {
    const trimmed = cell.trim()
    const number = cellNumber(trimmed)
    if (number !== undefined) return Number.isNaN(number) ? NaN : this.accept(number, false, line)
    const time = isoTime(trimmed, 0, trimmed.length)
    if (!Number.isNaN(time)) return this.accept(time, true, line)
    const shown = trimmed.slice(0, 40)
    throw new BarcastError(
      'bars/not-a-time',
      `Parse CSV: column ${this.name} must hold ISO dates or epoch numbers, found ${JSON.stringify(shown)} at line ${line}`,
      { value: shown, where: { line, column: this.name } },
    )
  }

  private accept(value: number, isText: boolean, line: number): number {
    const unit = isText ? 'text' : epochUnit(value)
    if (unit === this.unit && unit !== undefined) return value
    if (unit === undefined) {
      throw new BarcastError(
        'bars/time-unit',
        `Parse CSV: column ${this.name} must hold epoch seconds, milli-, micro- or nanoseconds after March 1973, found ${value} at line ${line}`,
        { value, where: { line, column: this.name } },
      )
    }
    if (this.unit !== undefined) {
      throw new BarcastError(
        'bars/mixed-time',
        `Parse CSV: column ${this.name} must keep to one unit, found ${UNIT_NAMES[unit]} at line ${line} after ` +
          `${UNIT_NAMES[this.unit]} from line ${this.firstLine} on; parse the parts one by one`,
        { value, where: { line, column: this.name } },
      )
    }
    this.unit = unit
    this.firstLine = line
    return value
  }

  /** Turns a column of values that {@link read} gave into epoch milliseconds, in place. */
  scale(values: Float64Array): void {
    const unit = this.unit
    if (unit === undefined || unit === 'text' || unit === 'ms') return
    for (let i = 0; i < values.length; i++) values[i] = toMilliseconds(values[i]!, unit)
  }
}
