import { normalCdf, normalQuantile } from '../core/index.js'
import type { SearchDistribution } from './covariance-adaptation.js'

/** Which coordinates of [0, 1] hold values on a step, and how likely a neighbouring value must stay. */
export interface IntegerMargin {
  /** Distance of neighbouring values by coordinate; 0 where any number may be drawn. */
  readonly steps: readonly number[]
  readonly least: number
}

const LEAST_TAIL = 1e-10

/** Number of the last value. */
function lastOf(step: number): number {
  return Math.ceil((1 + step / 2) / step) - 1
}

/** The border between value `index` and the next. */
function borderOf(step: number, index: number): number {
  return (index * step + (index + 1) * step) / 2
}

/** Number of the nearest value; the lower one on a border. */
function indexOf(step: number, place: number): number {
  const last = lastOf(step)
  let index = Math.min(Math.max(Math.floor(place / step + 0.5), 0), last)
  if (index > 0 && place <= borderOf(step, index - 1)) index -= 1
  if (index < last && place > borderOf(step, index)) index += 1
  return index
}

/** The point that is tried: coordinates on a step are stretched about the mean by their scale and go to the nearest value. */
export function onSteps({ steps }: IntegerMargin, mean: Float64Array, scales: Float64Array, point: Float64Array): Float64Array {
  return point.map((value, i) => {
    const step = steps[i]!
    return step === 0 ? value : step * indexOf(step, (value - mean[i]!) * scales[i]! + mean[i]!)
  })
}

/** Distance from the mean, in standard deviations, that leaves this probability beyond it. */
function distanceOf(tail: number): number {
  return -normalQuantile(tail)
}

/** Mean and scale of one coordinate at one end of its values: the others keep at least the margin. */
function heldAtEnd(mean: number, spread: number, scale: number, border: number, least: number): [number, number] {
  const beyond = normalCdf(-Math.abs(mean - border) / (spread * scale))
  return beyond < least ? [border + Math.sign(mean - border) * spread * scale * distanceOf(least), scale] : [mean, scale]
}

/** Mean and scale of one coordinate between two borders: the values on either side keep at least half the margin each. */
function heldBetween(mean: number, spread: number, scale: number, lower: number, upper: number, least: number): [number, number] {
  const below = normalCdf((lower - mean) / (spread * scale))
  const above = 1 - normalCdf((upper - mean) / (spread * scale))
  const middle = 1 - (below + above)
  const low = Math.max(below, least / 2)
  const high = Math.max(above, least / 2)
  const share = (1 - low - high - middle) / (low + middle + high - (3 * least) / 2)
  const tailOf = (tail: number): number => Math.min(Math.max(tail + share * (tail - least / 2), LEAST_TAIL), 0.5 - LEAST_TAIL)
  const left = distanceOf(tailOf(low))
  const right = distanceOf(tailOf(high))
  return [(lower * right + upper * left) / (left + right), (upper - lower) / ((left + right) * spread)]
}

/**
 * The distribution with the mean of each stepped coordinate moved, and its scale changed, so that no value next to the mean's becomes less likely than the margin: CMA-ES with margin
 * (Hamano et al., "CMA-ES with Margin: Lower-Bounding Marginal Probability for Mixed-Integer Black-Box Optimization", 2022), as the Python package `cmaes` does it.
 */
export function holdMargin(
  { steps, least }: IntegerMargin,
  distribution: SearchDistribution,
  scales: Float64Array,
): { distribution: SearchDistribution; scales: Float64Array } {
  const { sigma, covariance } = distribution
  const mean = distribution.mean.slice()
  const size = mean.length
  const held = scales.slice()
  for (let i = 0; i < size; i++) {
    const step = steps[i]!
    if (step === 0) continue
    const index = indexOf(step, mean[i]!)
    const last = lastOf(step) - 1
    const lower = borderOf(step, Math.min(Math.max(index - 1, 0), last))
    const upper = borderOf(step, Math.min(Math.max(index, 0), last))
    const spread = sigma * Math.sqrt(covariance[i * (size + 1)]!)
    const [middle, scale] =
      lower === upper
        ? heldAtEnd(mean[i]!, spread, scales[i]!, upper, least)
        : heldBetween(mean[i]!, spread, scales[i]!, lower, upper, least)
    mean[i] = middle
    held[i] = scale
  }
  return { distribution: { ...distribution, mean }, scales: held }
}
