import { log } from '../../core/index.js'
import { decimalExponent, finiteRange, linearScale, logScale, type Tick } from '../charts/scale.js'
import { decimalText, shortText } from '../number-text.js'

/** Places values of any size on an axis. */
export interface ValueScale {
  readonly ticks: readonly Tick[]
  /** 0 … 1; what lies outside the axis, infinite values too, stands at its end. */
  position(value: number): number
}

/** Above this, differences of values could overflow. */
const HUGE = 1e300
const SHRINK = 2 ** -60

/** A number as axes and tables of a study show it: up to `digits` significant ones. */
export function numberText(value: number, digits = 4): string {
  return Math.abs(value) >= 1e15 ? decimalText(value, 0) : shortText(value, digits)
}

/** Significant digits that tell neighbouring ticks apart. */
function digitsOf(ticks: readonly number[]): number {
  if (ticks.length < 2) return 4
  const largest = Math.max(...ticks.map(Math.abs))
  return Math.max(4, Math.min(12, decimalExponent(largest) - decimalExponent(Math.abs(ticks[1]! - ticks[0]!)) + 2))
}

function clamped(position: number): number {
  return Math.max(0, Math.min(1, position))
}

/** The range of the finite values; 0 … 1 when there is none, and one around 0 when all are 0. */
function rangeOf(values: ArrayLike<number>): { min: number; max: number } {
  const { min, max } = finiteRange([values]) ?? { min: 0, max: 1 }
  return min === 0 && max === 0 ? { min: -1, max: 1 } : { min, max }
}

/** An axis over the finite values with even ticks, or with ticks by powers of ten. A logarithmic one needs values above 0. */
export function valueScale(values: ArrayLike<number>, kind: 'linear' | 'log' = 'linear', count = 5): ValueScale {
  const { min, max } = rangeOf(values)
  const factor = Math.max(Math.abs(min), Math.abs(max)) > HUGE ? SHRINK : 1
  const scale = kind === 'log' ? logScale(min * factor, max * factor, count) : linearScale(min * factor, max * factor, count)
  const digits = digitsOf(scale.ticks)
  const ticks = scale.ticks
    .map((tick) => ({ position: scale.position(tick), label: numberText(tick / factor, digits) }))
    .filter(({ label }) => !label.includes('∞'))
  const position = (value: number): number => {
    if (Number.isFinite(value)) return clamped(scale.position(value * factor))
    return value === Infinity ? 1 : 0
  }
  return { ticks, position }
}

/** An axis from the lowest to the highest finite value, marked at both ends alone. */
export function endsScale(values: ArrayLike<number>, kind: 'linear' | 'log' = 'linear'): ValueScale {
  const { min, max } = finiteRange([values]) ?? { min: 0, max: 0 }
  const place = (value: number): number => (kind === 'log' ? log(value) : value / 2)
  const [from, to] = [place(min), place(max)]
  const position = (value: number): number => {
    if (!Number.isFinite(value)) return value === Infinity ? 1 : 0
    return to > from ? clamped((place(value) - from) / (to - from)) : 0.5
  }
  const ends = min === max ? [min] : [min, max]
  return { ticks: ends.map((end) => ({ position: position(end), label: numberText(end, 3) })), position }
}
