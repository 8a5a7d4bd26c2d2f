import { BarcastError, type Frame } from '../core/index.js'
import { type Fitted, refuseEmptyColumn, refuseInfinity } from './fitted-columns.js'
import { medianOf, quantileOf, sortedValues } from './order-statistics.js'

/** Ranges below this count as constant and scale by 1: ten times the rounding of 1, as in scikit-learn. */
const CONSTANT_RANGE = 10 * Number.EPSILON

/** What a range divides by. */
export function divisorOf(range: number): number {
  return range < CONSTANT_RANGE ? 1 : range
}

function checkRange(range: number, name: string, { action }: Fitted): void {
  if (Number.isFinite(range)) return
  throw new BarcastError(
    'features/scaler-infinite',
    `${action}: values must be small enough to subtract, found range ${range} in "${name}"`,
    {
      value: range,
      where: { column: name },
    },
  )
}

/**
 * Each column's median and the distance between its quartiles; 1 in place of a distance that is 0 but for rounding.
 *
 * @throws BarcastError `features/scaler-empty-column`, `features/scaler-infinite`.
 */
export function learnRobust(frame: Frame, fitted: Fitted): { center: number[]; scale: number[] } {
  const center: number[] = []
  const scale: number[] = []
  for (const name of frame.names) {
    const sorted = sortedValues(frame.column(name), name, fitted)
    const range = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)
    checkRange(range, name, fitted)
    center.push(medianOf(sorted))
    scale.push(divisorOf(range))
  }
  return { center, scale }
}

/**
 * Each column's smallest and largest value.
 *
 * @throws BarcastError `features/scaler-empty-column`, `features/scaler-infinite`.
 */
export function learnMinMax(frame: Frame, fitted: Fitted): { min: number[]; max: number[] } {
  const min: number[] = []
  const max: number[] = []
  for (const name of frame.names) {
    const column = frame.column(name)
    let low = Infinity
    let high = -Infinity
    for (let i = 0; i < column.length; i++) {
      const x = column[i]!
      if (x === Infinity || x === -Infinity) refuseInfinity(fitted, name, i, x)
      if (x < low) low = x
      if (x > high) high = x
    }
    if (low > high) refuseEmptyColumn(fitted, name, frame.length)
    checkRange(high - low, name, fitted)
    // JSON writes −0 as 0, which would break the digest.
    min.push(low + 0)
    max.push(high + 0)
  }
  return { min, max }
}
