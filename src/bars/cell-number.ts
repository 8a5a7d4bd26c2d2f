import { BarcastError } from '../core/index.js'
import { placeOf, type TextFormat } from './text-format.js'

/** 10 ** 0 … 10 ** 22: the powers of ten that a double holds exactly. */
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))
const LARGEST_EXACT = 9007199254740991
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const MISSING = /^(nan|null)?$/i
const INFINITE = /^([+-]?)inf(inity)?$/i

/**
 * A plain decimal (`-12.5`) in `text[from, to)`, or NaN for anything else or anything longer than 15 digits. Up to 2 ** 53 the
 * digits are an exact double, and so is the power of ten, so their quotient is correctly rounded: the same bits as `Number`
 * (Clinger, 1990), without making a substring.
 */
export function plainDecimal(text: string, from: number, to: number): number {
  let at = from
  const negative = text.charCodeAt(at) === 45
  if (negative) at++
  let digits = 0
  let mantissa = 0
  let point = -1
  for (; at < to; at++) {
    const code = text.charCodeAt(at) - 48
    if (code >= 0 && code <= 9) {
      mantissa = mantissa * 10 + code
      digits++
    } else if (code === -2 && point < 0) point = digits
    else return NaN
  }
  if (digits === 0 || digits > 22 || mantissa > LARGEST_EXACT) return NaN
  const value = point < 0 ? mantissa : mantissa / POWERS_OF_TEN[digits - point]!
  return negative ? -value : value
}

/**
 * The number in one cell. Empty, `nan` and `null` (in any case) are missing: NaN. `inf` is kept as found, for `cleanBars` to repair.
 * Undefined when the cell holds anything else.
 */
export function cellNumber(cell: string): number | undefined {
  const trimmed = cell.trim()
  if (NUMBER.test(trimmed)) return Number(trimmed)
  if (MISSING.test(trimmed)) return NaN
  const infinite = INFINITE.exec(trimmed)
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity
  return undefined
}

/** True when the cell is missing: empty, `nan` or `null`. */
export function isMissingCell(cell: string): boolean {
  return MISSING.test(cell.trim())
}

/** @throws BarcastError `bars/not-a-number`. */
export function refuseText(cell: string, format: TextFormat, at: number, column: string, hint = ''): never {
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell
  throw new BarcastError(
    'bars/not-a-number',
    `${format.action}: column ${column} must hold numbers, found ${JSON.stringify(shown)} at ${format.unit} ${at}${hint}`,
    { value: shown, where: { ...placeOf(format, at), column } },
  )
}
