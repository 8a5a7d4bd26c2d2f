/** Which recursion the variance follows, how the shocks are distributed, whether returns have a mean, and how many lags it has. */
export interface GarchSpec {
  readonly model: 'garch' | 'gjr' | 'egarch'
  readonly distribution: 'normal' | 't'
  readonly mean: 'constant' | 'zero'
  /** Lags of the squared (EGARCH: standardised) shocks; GJR and EGARCH have as many asymmetric ones. */
  readonly shockLags: number
  /** Lags of the variance (EGARCH: of its logarithm). */
  readonly varianceLags: number
}

/**
 * Parameters of a GARCH model, in the unit of the returns. GARCH: h[t] = omega + Σ alpha[j]·e[t−j]² + Σ beta[j]·h[t−j]; GJR adds Σ gamma[j]·e[t−j]² where e[t−j] < 0; EGARCH: ln h[t] = omega +
 * Σ alpha[j]·(|z[t−j]| − √(2/π)) + Σ gamma[j]·z[t−j] + Σ beta[j]·ln h[t−j], with e = return − mu, z = e / √h.
 */
export interface GarchParameters {
  /** Mean return; only with `mean: 'constant'`. */
  mu?: number
  omega: number
  alpha: number[]
  /** Asymmetry; empty for `garch`. */
  gamma: number[]
  beta: number[]
  /** Degrees of freedom of Student's t; only with `distribution: 't'`. */
  nu?: number
}

/** Where each kind of parameter stands in the vector mu? omega alpha… gamma… beta… 1/nu? that the optimiser sees: in 1/nu the likelihood is closer to a parabola. */
export interface Layout {
  /** −1 without a mean. */
  readonly mu: number
  readonly omega: number
  readonly alpha: number
  readonly gamma: number
  readonly beta: number
  /** Of 1/nu; −1 without one. */
  readonly inverseNu: number
  readonly size: number
  readonly shockLags: number
  readonly signLags: number
  readonly varianceLags: number
}

export function layoutOf({ model, distribution, mean, shockLags, varianceLags }: GarchSpec): Layout {
  const signLags = model === 'garch' ? 0 : shockLags
  const omega = mean === 'constant' ? 1 : 0
  const alpha = omega + 1
  const gamma = alpha + shockLags
  const beta = gamma + signLags
  const end = beta + varianceLags
  const inverseNu = distribution === 't' ? end : -1
  return { mu: omega - 1, omega, alpha, gamma, beta, inverseNu, size: inverseNu < 0 ? end : end + 1, shockLags, signLags, varianceLags }
}

export function parametersOf(layout: Layout, x: Float64Array): GarchParameters {
  return {
    ...(layout.mu < 0 ? {} : { mu: x[layout.mu]! }),
    omega: x[layout.omega]!,
    alpha: [...x.subarray(layout.alpha, layout.gamma)],
    gamma: [...x.subarray(layout.gamma, layout.beta)],
    beta: [...x.subarray(layout.beta, layout.beta + layout.varianceLags)],
    ...(layout.inverseNu < 0 ? {} : { nu: 1 / x[layout.inverseNu]! }),
  }
}

/**
 * Between returns divided by `scale` (variance about 1) and their own unit: mu grows with the scale, omega with its square; EGARCH's by (1 − Σ beta) · ln scale².
 * `direction` 1 leads to the returns' unit, −1 back.
 */
export function rescale({ model }: GarchSpec, layout: Layout, x: Float64Array, scale: number, logScale: number, direction: 1 | -1): void {
  const factor = direction === 1 ? scale : 1 / scale
  if (layout.mu >= 0) x[layout.mu]! *= factor
  if (model !== 'egarch') {
    x[layout.omega]! *= factor * factor
    return
  }
  let memory = 0
  for (let j = 0; j < layout.varianceLags; j++) memory += x[layout.beta + j]!
  x[layout.omega]! += direction * (1 - memory) * 2 * logScale
}

/** The vector of given parameters; the inverse of {@link parametersOf}. */
export function vectorOf(layout: Layout, { mu = 0, omega, alpha, gamma, beta, nu = 0 }: GarchParameters): Float64Array {
  const x = new Float64Array(layout.size)
  if (layout.mu >= 0) x[layout.mu] = mu
  x[layout.omega] = omega
  x.set(alpha, layout.alpha)
  x.set(gamma, layout.gamma)
  x.set(beta, layout.beta)
  if (layout.inverseNu >= 0) x[layout.inverseNu] = 1 / nu
  return x
}
