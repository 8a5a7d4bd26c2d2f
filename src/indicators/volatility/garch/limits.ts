import type { LinearLimits } from '../../../core/index.js'
import type { GarchSpec, Layout } from './model.js'

/** Degrees of freedom of Student's t. */
const LEAST_NU = 2.05
const MOST_NU = 500
const LEAST_OMEGA = 1e-8
const MOST_OMEGA = 10
/** ln 10⁴ */
const LOG_OMEGA_RANGE = 9.210340371976184

/**
 * The limits of the parameters for returns of variance about 1, as `arch` has them: omega within 1e-8 … 10 times the variance (EGARCH: 1e-4 … 1e4), 0 ≤ alpha, beta ≤ 1, gamma within
 * −1 … 2 and alpha + gamma ≥ 0, persistence Σ alpha + Σ gamma / 2 + Σ beta ≤ 1 (EGARCH: Σ beta ≤ 1, each ≥ 0), nu within 2.05 … 500.
 */
export function limitsOf({ model }: GarchSpec, layout: Layout): LinearLimits {
  const a: number[] = []
  const b: number[] = []
  const atLeast = (least: number, ...terms: (readonly [place: number, factor: number])[]): void => {
    const row = new Array<number>(layout.size).fill(0)
    for (const [place, factor] of terms) row[place] = factor
    a.push(...row)
    b.push(least)
  }
  const within = (place: number, least: number, most: number): void => {
    atLeast(least, [place, 1])
    atLeast(-most, [place, -1])
  }
  const each = (from: number, count: number): number[] => Array.from({ length: count }, (_, j) => from + j)
  const betas = each(layout.beta, layout.varianceLags)
  if (model === 'egarch') {
    within(layout.omega, -LOG_OMEGA_RANGE, LOG_OMEGA_RANGE)
    for (const place of betas) atLeast(0, [place, 1])
    atLeast(-1, ...betas.map((place) => [place, -1] as const))
  } else {
    const alphas = each(layout.alpha, layout.shockLags)
    const gammas = each(layout.gamma, layout.signLags)
    within(layout.omega, LEAST_OMEGA, MOST_OMEGA)
    for (const place of [...alphas, ...betas]) within(place, 0, 1)
    gammas.forEach((place, j) => {
      within(place, -1, 2)
      atLeast(0, [alphas[j]!, 1], [place, 1])
    })
    const all = [...alphas, ...betas].map((place) => [place, -1] as const)
    atLeast(-1, ...all, ...gammas.map((place) => [place, -0.5] as const))
  }
  if (layout.inverseNu >= 0) within(layout.inverseNu, 1 / MOST_NU, 1 / LEAST_NU)
  return { a: Float64Array.from(a), b: Float64Array.from(b) }
}
