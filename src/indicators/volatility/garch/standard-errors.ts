import { solveLinear } from '../../../core/index.js'
import { GarchLikelihood } from './likelihood.js'
import { type GarchParameters, type GarchSpec, type Layout, rescale, vectorOf } from './model.js'
import type { Sample } from './sample.js'

/** Differences are taken over this share of what the likelihood's curvature makes of a parameter. */
const STEP = 1e-3

/** Second derivatives by central differences of the analytic slopes. */
function hessianOf(likelihood: GarchLikelihood, x: Float64Array): Float64Array {
  const size = x.length
  const guess = likelihood.curvature(x)
  const hessian = new Float64Array(size * size)
  const above = new Float64Array(size)
  const below = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const step = STEP / Math.sqrt(guess[i * size + i]!)
    const moved = x.slice()
    moved[i] = x[i]! + step
    likelihood.evaluate(moved, above)
    moved[i] = x[i]! - step
    likelihood.evaluate(moved, below)
    for (let k = 0; k < size; k++) {
      const second = (above[k]! - below[k]!) / (2 * step)
      hessian[i * size + k]! += 0.5 * second
      hessian[k * size + i]! += 0.5 * second
    }
  }
  return hessian
}

/** Sample covariance of the rows' slopes, times their number. */
function scoreCovariance(columns: readonly Float64Array[]): Float64Array {
  const size = columns.length
  const count = columns[0]!.length
  for (const column of columns) {
    let mean = 0
    for (let t = 0; t < count; t++) mean += column[t]!
    mean /= count
    for (let t = 0; t < count; t++) column[t]! -= mean
  }
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      let sum = 0
      for (let t = 0; t < count; t++) sum += columns[i]![t]! * columns[k]![t]!
      matrix[i * size + k] = (sum * count) / (count - 1)
    }
  }
  return matrix
}

/** d reported parameter / d parameter of the optimiser, row-major. */
function jacobianOf({ model }: GarchSpec, layout: Layout, x: Float64Array, { scale, logScale }: Sample): Float64Array {
  const { size } = layout
  const jacobian = new Float64Array(size * size)
  for (let i = 0; i < size; i++) jacobian[i * size + i] = 1
  if (layout.mu >= 0) jacobian[layout.mu * size + layout.mu] = scale
  if (model !== 'egarch') jacobian[layout.omega * size + layout.omega] = scale * scale
  else for (let j = 0; j < layout.varianceLags; j++) jacobian[layout.omega * size + layout.beta + j] = -2 * logScale
  const place = layout.inverseNu
  if (place >= 0) jacobian[place * size + place] = -1 / (x[place]! * x[place]!)
  return jacobian
}

/**
 * Robust standard errors of the reported parameters (Bollerslev and Wooldridge, Econometric Reviews 11:2, 1992): the roots of the diagonal of J H⁻¹ S H⁻¹ Jᵀ with the Hessian H, the
 * covariance S of the rows' slopes, and J from the optimiser's parameters to the reported ones. NaN where H cannot be inverted.
 */
export function standardErrors(
  fit: GarchSpec & { readonly parameters: GarchParameters },
  sample: Sample,
): { layout: Layout; errors: Float64Array } {
  const likelihood = new GarchLikelihood(fit, sample)
  const { layout } = likelihood
  const { size } = layout
  const x = vectorOf(layout, fit.parameters)
  rescale(fit, layout, x, sample.scale, sample.logScale, -1)
  const hessian = hessianOf(likelihood, x)
  const covariance = scoreCovariance(likelihood.scores(x))
  const jacobian = jacobianOf(fit, layout, x, sample)
  const errors = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const row = jacobian.slice(i * size, (i + 1) * size)
    if (!solveLinear(hessian.slice(), row, size)) return { layout, errors: errors.fill(NaN) }
    let variance = 0
    for (let k = 0; k < size; k++) for (let l = 0; l < size; l++) variance += row[k]! * covariance[k * size + l]! * row[l]!
    errors[i] = Math.sqrt(variance)
  }
  return { layout, errors }
}
