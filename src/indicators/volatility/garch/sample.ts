import { log } from '../../../core/index.js'
import type { GarchSpec } from './model.js'
import { backcastOf, type VarianceBounds, varianceBoundsOf } from './variance-bounds.js'

/** Returns divided by the size of their shocks, so that all that follows is of the order of 1 whatever the unit. */
export interface Sample {
  readonly returns: Float64Array
  /** Divisor, and its logarithm. */
  readonly scale: number
  readonly logScale: number
  /** Mean of `returns`; 0 without a mean. */
  readonly mean: number
  /** Squared shock before the first. */
  readonly backcast: number
  readonly bounds: VarianceBounds
}

/** A spread of this share of the largest return is the rounding of returns that are all equal. */
const FLAT = 1e-12

/** The scaled returns; undefined where they do not vary (with `mean: 'zero'`: where all are 0). */
export function sampleOf(returns: Float64Array, mean: GarchSpec['mean']): Sample | undefined {
  const count = returns.length
  let largest = 0
  for (let t = 0; t < count; t++) largest = Math.max(largest, Math.abs(returns[t]!))
  if (largest === 0) return undefined
  // First by a power of two near the largest, so that no square overflows or vanishes.
  let unit = 1
  while (largest / unit > 2) unit *= 2
  while (largest / unit < 1) unit /= 2
  const scaled = new Float64Array(count)
  for (let t = 0; t < count; t++) scaled[t] = returns[t]! / unit
  let centre = 0
  if (mean === 'constant') {
    for (let t = 0; t < count; t++) centre += scaled[t]!
    centre /= count
  }
  let squares = 0
  for (let t = 0; t < count; t++) squares += (scaled[t]! - centre) * (scaled[t]! - centre)
  const size = Math.sqrt(squares / count)
  if (!(size > FLAT)) return undefined
  const shocks = new Float64Array(count)
  for (let t = 0; t < count; t++) {
    shocks[t] = (scaled[t]! - centre) / size
    scaled[t]! /= size
  }
  const backcast = Math.max(backcastOf(shocks), 1e-8)
  return {
    returns: scaled,
    scale: size * unit,
    logScale: log(size) + log(unit),
    mean: centre / size,
    backcast,
    bounds: varianceBoundsOf(shocks, backcast),
  }
}
