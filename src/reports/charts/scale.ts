import { log } from '../../core/index.js'

/** A labelled place on an axis; `position` runs from 0 (left, bottom) to 1. */
export interface Tick {
  position: number
  label: string
  /** Left out where the page is narrow. */
  minor?: boolean
}

/** Maps values to 0 … 1 along an axis. */
export interface Scale {
  kind: 'linear' | 'log'
  min: number
  max: number
  ticks: readonly number[]
  position(value: number): number
}

/** 10 ** exponent, the same bits everywhere. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`)
}

/** The exponent of `size` in scientific notation; 0 for 0. */
export function decimalExponent(size: number): number {
  return size === 0 ? 0 : Number(size.toExponential().split('e')[1])
}

/** The smallest of 1, 2, 5 × 10ᵏ that is not below `rough`. */
export function niceStep(rough: number): number {
  const exponent = decimalExponent(rough)
  const unit = powerOfTen(exponent)
  const factor = [1, 2, 5].find((candidate) => candidate * unit >= rough * (1 - 1e-9)) ?? 10
  return factor === 10 ? powerOfTen(exponent + 1) : Number(`${factor}e${exponent}`)
}

/** The largest of 1, 2, 5 × 10ᵏ that is not above `rough`. */
export function niceStepBelow(rough: number): number {
  const exponent = decimalExponent(rough)
  const factor = [5, 2, 1].find((candidate) => candidate * powerOfTen(exponent) <= rough * (1 + 1e-9)) ?? 1
  return Number(`${factor}e${exponent}`)
}

/** Multiples of `step` from `min` to `max`, both included when they are multiples. */
export function multiples(step: number, min: number, max: number): number[] {
  const first = Math.ceil(min / step - 1e-9)
  const count = Math.floor(max / step + 1e-9) - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)) + 0)
}

/** The range of the finite values of several columns; undefined when there is none. */
export function finiteRange(columns: Iterable<ArrayLike<number>>): { min: number; max: number } | undefined {
  let min = Infinity
  let max = -Infinity
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!
      if (!Number.isFinite(value)) continue
      if (value < min) min = value
      if (value > max) max = value
    }
  }
  return min <= max ? { min, max } : undefined
}

/** A range narrower than this, relative to its values, is drawn as one value: rounding would eat the ticks. */
const SMALLEST_SPREAD = 1e-9

/** A linear axis over [min, max], widened to whole steps, with about `count` steps. */
export function linearScale(min: number, max: number, count = 5): Scale {
  const size = Math.max(Math.abs(min), Math.abs(max))
  const margin = max - min > Math.max(SMALLEST_SPREAD * size, 1e-300) ? 0 : Math.max(size * 0.01, 1e-9)
  const step = niceStep((max - min + 2 * margin) / count)
  const low = Math.floor((min - margin) / step + 1e-9) * step
  const high = Math.ceil((max + margin) / step - 1e-9) * step
  const ticks = multiples(step, low, high)
  const from = ticks[0]!
  const to = ticks[ticks.length - 1]!
  return { kind: 'linear', min: from, max: to, ticks, position: (value) => (value - from) / (to - from) }
}

/** A logarithmic axis over [min, max], min > 0; ticks 1, 2, 5 × 10ᵏ where the range has room, else even steps. */
export function logScale(min: number, max: number, count = 5): Scale {
  const isFlat = max - min <= SMALLEST_SPREAD * max
  const from = isFlat ? min * 0.99 : min
  const to = isFlat ? max * 1.01 : max
  const margin = 0.03 * (log(to) - log(from))
  const base = log(from) - margin
  const span = log(to) - log(from) + 2 * margin
  const position = (value: number): number => (log(value) - base) / span
  return { kind: 'log', min: from, max: to, ticks: logTicks(from, to, count), position }
}

/** Even steps are no help where values span more than this. */
const EVEN_RATIO = 100

function logTicks(min: number, max: number, count: number): number[] {
  const exponents = Array.from({ length: decimalExponent(max) - decimalExponent(min) + 1 }, (_, i) => decimalExponent(min) + i)
  const decades = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]].map((factors) =>
    exponents.flatMap((exponent) => factors.map((factor) => Number(`${factor}e${exponent}`))),
  )
  const sparse = [2, 3, 5, 10, 20, 50, 100].map((every) =>
    exponents.filter((exponent) => exponent % every === 0).map((exponent) => Number(`1e${exponent}`)),
  )
  const even = max / min < EVEN_RATIO ? [multiples(niceStep((max - min) / count), min, max)] : []
  const candidates = [...decades, ...sparse, ...even].map((ticks) => ticks.filter((tick) => tick >= min && tick <= max))
  return candidates.reduce((best, ticks) => (Math.abs(ticks.length - count) < Math.abs(best.length - count) ? ticks : best))
}
