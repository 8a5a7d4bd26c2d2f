import { BarcastError } from '../core/index.js'
import { cellNumber, plainDecimal } from './cell-number.js'
import { type EpochUnit, epochUnit, isoTime, toMilliseconds } from './cell-time.js'
import { placeOf, type TextFormat } from './text-format.js'

const UNIT_NAMES: Record<EpochUnit | 'text', string> = {
  s: 'seconds',
  ms: 'milliseconds',
  µs: 'microseconds',
  ns: 'nanoseconds',
  text: 'dates',
}

/** A column of times in one spelling: dates as text, or epoch numbers in one unit. The first value decides which. */
export class TimeColumn {
  private unit: EpochUnit | 'text' | undefined
  private firstAt = 0
  /** A name such as `closeTimeMs` states the unit of numbers. */
  private readonly stated: EpochUnit | undefined

  constructor(
    private readonly name: string,
    private readonly format: TextFormat,
  ) {
    this.stated = name.endsWith('TimeMs') ? 'ms' : undefined
  }

  /**
   * The time in `text[from, to)`, not yet in milliseconds ({@link toMilliseconds}). Empty, nan and null are missing: NaN.
   *
   * @throws BarcastError `bars/not-a-time`, `bars/mixed-time` (another spelling or unit than before), `bars/time-unit`.
   */
  read(text: string, from: number, to: number, at: number): number {
    const textFirst = this.unit === 'text'
    const fast = textFirst ? isoTime(text, from, to) : plainDecimal(text, from, to)
    const value = Number.isNaN(fast) ? this.readSlowly(text.slice(from, to), at) : this.accept(fast, textFirst, at)
    return value
  }

  private readSlowly(cell: string, at: number): number {
    const trimmed = cell.trim()
    const number = cellNumber(trimmed)
    if (number !== undefined) return this.readNumber(number, at)
    const time = isoTime(trimmed, 0, trimmed.length)
    if (!Number.isNaN(time)) return this.accept(time, true, at)
    const shown = trimmed.slice(0, 40)
    throw new BarcastError(
      'bars/not-a-time',
      `${this.format.action}: column ${this.name} must hold ISO dates or epoch numbers, found ${JSON.stringify(shown)} at ${this.place(at)}`,
      { value: shown, where: { ...placeOf(this.format, at), column: this.name } },
    )
  }

  /** The epoch time `value`; NaN is missing. @throws as {@link read}. */
  readNumber(value: number, at: number): number {
    return Number.isNaN(value) ? NaN : this.accept(value, false, at)
  }

  private place(at: number): string {
    return `${this.format.unit} ${at}`
  }

  private accept(value: number, isText: boolean, at: number): number {
    const unit = isText ? 'text' : (this.stated ?? epochUnit(value))
    if (unit === this.unit && unit !== undefined) return value
    if (unit === undefined) {
      throw new BarcastError(
        'bars/time-unit',
        `${this.format.action}: column ${this.name} must hold epoch seconds, milli-, micro- or nanoseconds after March 1973, found ${value} at ${this.place(at)}`,
        { value, where: { ...placeOf(this.format, at), column: this.name } },
      )
    }
    if (this.unit !== undefined) {
      throw new BarcastError(
        'bars/mixed-time',
        `${this.format.action}: column ${this.name} must keep to one unit, found ${UNIT_NAMES[unit]} at ${this.place(at)} after ` +
          `${UNIT_NAMES[this.unit]} from ${this.place(this.firstAt)} on; parse the parts one by one`,
        { value, where: { ...placeOf(this.format, at), column: this.name } },
      )
    }
    this.unit = unit
    this.firstAt = at
    return value
  }

  /** Turns a column of values that {@link read} gave into epoch milliseconds, in place. */
  scale(values: Float64Array): void {
    const unit = this.unit
    if (unit === undefined || unit === 'text' || unit === 'ms') return
    for (let i = 0; i < values.length; i++) values[i] = toMilliseconds(values[i]!, unit)
  }
}
