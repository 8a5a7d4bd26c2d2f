import { exp, log } from '../core/index.js'
import { type NumberDimension, stepOf } from './search-space.js'
import { gridValue, stepsBetween } from './step-grid.js'

/** How the numbers of a dimension lie in [0, 1]. */
export interface UnitInterval {
  /** Place of a value. */
  place(value: number): number
  /** The value at a place; of a step the nearest. */
  valueAt(place: number): number
}

/** Half a step of room at both ends gives the bounds their share; of a logarithm that has whole numbers, half a unit. */
function endsOf({ type, low, high, log: byRatio, step }: NumberDimension, room: boolean): [number, number] {
  const half = room ? (stepOf({ type, low, high, step }) ?? 0) / 2 : 0
  return byRatio === true ? [log(low - half), log(high + half)] : [low - half, high + half]
}

/** Of two whole numbers as near, the even one. */
function roundToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}

/**
 * The map between a range of numbers and [0, 1] that Optuna's samplers search in (`_SearchSpaceTransform`): with `log` the logarithm is linear, and numbers on a step have half a
 * step of room at both ends, unless `room` is false. Values at the ends are clipped to the range, which here holds both of them.
 */
export function unitInterval(dimension: NumberDimension, room = true): UnitInterval {
  const { low, high } = dimension
  const [bottom, top] = endsOf(dimension, room)
  const byRatio = dimension.log === true
  const step = stepOf(dimension)
  const nearest = (value: number): number => {
    if (step === undefined) return value
    if (byRatio) return Math.round(value)
    const steps = (value - low) / step
    // Between two values Optuna takes the even one of numbers, the upper one of whole numbers; Sobol's points are often there.
    const place = dimension.type === 'int' ? Math.floor(steps + 0.5) : roundToEven(steps)
    return gridValue(low, step, Math.min(Math.max(place, 0), stepsBetween(low, high, step)))
  }
  return {
    place: (value) => ((byRatio ? log(value) : value) - bottom) / (top - bottom),
    valueAt(place) {
      const inner = bottom + place * (top - bottom)
      return Math.min(Math.max(nearest(byRatio ? exp(inner) : inner), low), high)
    },
  }
}
