import { log } from '../../core/index.js'
import { fitLogisticMap, sigmoid } from './logistic-map.js'

/** p ↦ σ(a ln p − b ln(1 − p) + c). */
export interface BetaMap {
  a: number
  b: number
  c: number
}

const EPSILON = 2 ** -52
/** betacal's 1 / C: all but none, it only keeps the coefficients of separable rows finite. */
const PENALTY = 1 / 99999999999

function clip(p: number): number {
  return Math.min(Math.max(p, EPSILON), 1 - EPSILON)
}

/**
 * Logistic regression on ln p and −ln(1 − p), with p clipped to [2⁻⁵², 1 − 2⁻⁵²]. A negative coefficient would turn the map around at one end: that term is left out and the other fitted
 * alone, first a, as betacal does.
 */
export function fitBeta(p: Float64Array, hit: Uint8Array, weights: Float64Array): BetaMap {
  const left = p.map((value) => log(clip(value)))
  const right = p.map((value) => -log(1 - clip(value)))
  const target = { target: Float64Array.from(hit), weights }
  const [a, b, c] = fitLogisticMap([left, right], target, PENALTY, 0)
  if (a! < 0) {
    const [alone, intercept] = fitLogisticMap([right], target, PENALTY, 0)
    return { a: 0, b: alone!, c: intercept! }
  }
  if (b! < 0) {
    const [alone, intercept] = fitLogisticMap([left], target, PENALTY, 0)
    return { a: alone!, b: 0, c: intercept! }
  }
  return { a: a!, b: b!, c: c! }
}

export function applyBeta({ a, b, c }: BetaMap, p: number): number {
  const clipped = clip(p)
  return sigmoid(a * log(clipped) - b * log(1 - clipped) + c)
}
