import { expm1, log, log1p } from '../core/index.js'
import { mean } from './mean.js'
import { quantileOfSorted } from './order-statistic.js'

/** A generalised Pareto distribution of what losses are beyond a threshold: P(excess > y) = (1 + shape · y / scale)^(−1 / shape). */
export interface ParetoTail {
  /** Loss from which on the tail is fitted; losses are positive. */
  threshold: number
  shape: number
  scale: number
  /** Losses beyond the threshold, and of how many returns. */
  exceedances: number
  observations: number
  logLikelihood: number
}

/** Fewer exceedances say nothing about a tail. */
const LEAST_EXCEEDANCES = 10

/** ξ(θ) = mean ln(1 + θy), the shape of greatest likelihood when shape / scale is θ. */
function shapeAt(theta: number, excesses: Float64Array): number {
  let total = 0
  for (let i = 0; i < excesses.length; i++) total += log1p(theta * excesses[i]!)
  return total / excesses.length
}

/** Slope of the profile likelihood over θ, up to a positive factor: (1 − θ ξ′(1 + 1/ξ)) / θ. */
function slopeAt(theta: number, excesses: Float64Array): number {
  const shape = shapeAt(theta, excesses)
  let total = 0
  for (let i = 0; i < excesses.length; i++) total += excesses[i]! / (1 + theta * excesses[i]!)
  return (1 - theta * (total / excesses.length) * (1 + 1 / shape)) / theta
}

/** θ where the slope turns from rising to falling between `low` and `high`, by halving down to neighbouring numbers. */
function summitBetween(low: number, high: number, excesses: Float64Array): number {
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (middle === 0 || slopeAt(middle, excesses) > 0) low = middle
    else high = middle
  }
}

/** Values of θ on both sides of 0, from just above −1 / greatest excess, where the density ends, to very heavy tails. */
function thetasFor(excesses: Float64Array): number[] {
  const greatest = excesses[excesses.length - 1]!
  const centre = mean(excesses)
  const thetas: number[] = []
  for (let k = 127; k >= 1; k--) thetas.push(-(k / 128) / greatest)
  for (let theta = 1e-3; theta < 1e4; theta *= 1.35) thetas.push(theta / centre)
  return thetas
}

/**
 * Fits the tail of the losses −r by maximum likelihood over the profile in θ = shape / scale: all its maxima are bracketed and the highest
 * taken. Undefined with fewer than 10 losses beyond the threshold, when they are equal, or when the likelihood has no maximum (a tail that
 * ends as abruptly as a uniform distribution's).
 *
 * @param ascending returns in ascending order
 * @param thresholdLevel share of the returns that are better than the threshold
 */
export function fitParetoTail(ascending: Float64Array, thresholdLevel: number): ParetoTail | undefined {
  const threshold = -quantileOfSorted(ascending, Math.round((1 - thresholdLevel) * 1e12) / 1e12)
  const beyond = ascending.findIndex((value) => -value <= threshold)
  const exceedances = beyond < 0 ? ascending.length : beyond
  if (exceedances < LEAST_EXCEEDANCES) return undefined
  // Ascending: the worst return comes first.
  const excesses = Float64Array.from({ length: exceedances }, (_, i) => -ascending[exceedances - 1 - i]! - threshold)
  if (excesses[0] === excesses[exceedances - 1]) return undefined
  const thetas = thetasFor(excesses)
  const slopes = thetas.map((theta) => slopeAt(theta, excesses))
  let best: ParetoTail | undefined
  for (let k = 1; k < thetas.length; k++) {
    if (!(slopes[k - 1]! > 0 && slopes[k]! <= 0)) continue
    const theta = summitBetween(thetas[k - 1]!, thetas[k]!, excesses)
    const shape = shapeAt(theta, excesses)
    const scale = shape / theta
    const logLikelihood = -exceedances * (log(scale) + shape + 1)
    if (best !== undefined && best.logLikelihood >= logLikelihood) continue
    best = { threshold, shape, scale, exceedances, observations: ascending.length, logLikelihood }
  }
  return best
}

/** Loss that is exceeded with probability `share`, which lies in the tail. */
export function paretoLoss({ threshold, shape, scale, exceedances, observations }: ParetoTail, share: number): number {
  const distance = -log((observations / exceedances) * share)
  return threshold + (scale / shape) * expm1(shape * distance)
}

/** Mean of the losses beyond {@link paretoLoss}; Infinity for a shape of 1 or more, whose tail has no mean. */
export function paretoShortfall(tail: ParetoTail, share: number): number {
  if (tail.shape >= 1) return Infinity
  return (paretoLoss(tail, share) + tail.scale - tail.shape * tail.threshold) / (1 - tail.shape)
}
