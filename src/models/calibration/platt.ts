import { log } from '../../core/index.js'
import { fitLogisticMap, sigmoid } from './logistic-map.js'

/** What Platt's sigmoid is fitted over. */
export type PlattScore = 'logOdds' | 'probability'

/** p ↦ σ(slope · score(p) + intercept). */
export interface PlattMap {
  slope: number
  intercept: number
}

const EPSILON = 2 ** -52

/** Score of a probability; log-odds of p clipped to [2⁻⁵², 1 − 2⁻⁵²]. */
function scoreOf(p: number, score: PlattScore): number {
  if (score === 'probability') return p
  const clipped = Math.min(Math.max(p, EPSILON), 1 - EPSILON)
  return log(clipped / (1 - clipped))
}

/** Fits the sigmoid to Platt's smoothed targets, (n₁ + 1) / (n₁ + 2) for hits and 1 / (n₀ + 2) for the rest, counted by weight. */
export function fitPlatt(p: Float64Array, hit: Uint8Array, weights: Float64Array, score: PlattScore): PlattMap {
  let hits = 0
  let misses = 0
  for (let i = 0; i < p.length; i++) {
    if (hit[i] === 1) hits += weights[i]!
    else misses += weights[i]!
  }
  const target = Float64Array.from(hit, (is) => (is === 1 ? (hits + 1) / (hits + 2) : 1 / (misses + 2)))
  const scores = p.map((value) => scoreOf(value, score))
  const [slope, intercept] = fitLogisticMap([scores], { target, weights }, 0, log((hits + 1) / (misses + 1)))
  return { slope: slope!, intercept: intercept! }
}

export function applyPlatt({ slope, intercept }: PlattMap, score: PlattScore, p: number): number {
  return sigmoid(slope * scoreOf(p, score) + intercept)
}
