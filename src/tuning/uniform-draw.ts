import { exp, log, type Random } from '../core/index.js'
import { type NumberDimension, type ParamValue, type SearchDimension, stepOf } from './search-space.js'
import { gridValue, stepsBetween } from './step-grid.js'

function drawLog(low: number, high: number, random: Random): number {
  const bottom = log(low)
  return exp(bottom + random.uniform() * (log(high) - bottom))
}

function drawNumber(dimension: NumberDimension, random: Random): number {
  const { type, low, high } = dimension
  const step = stepOf(dimension)
  if (dimension.log === true) {
    // Half a unit of room at both ends gives whole bounds their share.
    const value = type === 'int' ? Math.round(drawLog(low - 0.5, high + 0.5, random)) : drawLog(low, high, random)
    return Math.min(Math.max(value, low), high)
  }
  if (step !== undefined) return gridValue(low, step, random.integer(0, stepsBetween(low, high, step) + 1))
  return Math.min(low + random.uniform() * (high - low), high)
}

/** One value, each as likely as any other; with `log`, each ratio. */
export function drawUniformly(dimension: SearchDimension, random: Random): ParamValue {
  if (dimension.type === 'choice') return dimension.choices[random.integer(0, dimension.choices.length)]!
  return drawNumber(dimension, random)
}
