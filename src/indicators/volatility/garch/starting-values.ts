import { GarchLikelihood } from './likelihood.js'
import { type GarchSpec, type Layout, layoutOf } from './model.js'
import type { Sample } from './sample.js'

const ALPHAS = [0.01, 0.05, 0.1, 0.2]
const MIDDLE_ALPHA = 0.1
const PERSISTENCES = [0.5, 0.7, 0.9, 0.98]
const LOG_GAMMAS = [-0.1, 0, 0.1]
/** Candidates are compared on so many of the first returns: a start only has to be in the right valley. */
const COMPARED = 2000

/** A candidate for returns of variance 1, each weight spread evenly over its lags. */
function candidate(spec: GarchSpec, layout: Layout, mean: number, alpha: number, gamma: number, persistence: number): Float64Array {
  const x = new Float64Array(layout.size)
  const isLog = spec.model === 'egarch'
  const ofVariances = isLog ? persistence : Math.max(0, persistence - alpha - gamma / 2)
  if (layout.mu >= 0) x[layout.mu] = mean
  x[layout.omega] = isLog ? 0 : 1 - persistence
  x.fill(alpha / layout.shockLags, layout.alpha, layout.gamma)
  x.fill(gamma / layout.signLags, layout.gamma, layout.beta)
  x.fill(ofVariances / layout.varianceLags, layout.beta, layout.beta + layout.varianceLags)
  return x
}

function firstRows(sample: Sample): Sample {
  const { floor, ceiling } = sample.bounds
  const part = (column: Float64Array): Float64Array => column.subarray(0, COMPARED)
  return { ...sample, returns: part(sample.returns), bounds: { floor: part(floor), ceiling: part(ceiling) } }
}

/** Degrees of freedom that the kurtosis of the standardised shocks asks for, 12 where it hardly exceeds the normal one. */
function startingNu({ shocks, variances }: { shocks: Float64Array; variances: Float64Array }): number {
  const count = shocks.length
  const z = shocks.map((shock, t) => shock / Math.sqrt(variances[t]!))
  let mean = 0
  for (const value of z) mean += value / count
  let [second, fourth] = [0, 0]
  for (const value of z) {
    const square = (value - mean) * (value - mean)
    second += square / count
    fourth += (square * square) / count
  }
  const kurtosis = fourth / (second * second)
  return kurtosis > 3.75 ? Math.max((4 * kurtosis - 6) / (kurtosis - 3), 4) : 12
}

/**
 * The candidate with the largest normal likelihood, of a grid searched by persistence, then asymmetry, then the weight of the shocks, and the degrees of freedom its
 * shocks ask for.
 */
export function startingValues(spec: GarchSpec, layout: Layout, sample: Sample): Float64Array {
  const normal: GarchSpec = { ...spec, distribution: 'normal' }
  const own = layoutOf(normal)
  const likelihood = new GarchLikelihood(normal, firstRows(sample))
  const gammas = spec.model === 'garch' ? [0] : spec.model === 'gjr' ? ALPHAS : LOG_GAMMAS
  let best: { value: number; x: Float64Array; gamma: number; persistence: number } = {
    value: Infinity,
    x: new Float64Array(own.size),
    gamma: 0,
    persistence: 0,
  }
  const consider = (alpha: number, gamma: number, persistence: number): void => {
    const x = candidate(normal, own, sample.mean, alpha, gamma, persistence)
    const value = likelihood.value(x)
    if (value < best.value) best = { value, x, gamma, persistence }
  }
  for (const persistence of PERSISTENCES) consider(MIDDLE_ALPHA, gammas[1] ?? 0, persistence)
  for (const gamma of gammas) if (gamma !== best.gamma) consider(MIDDLE_ALPHA, gamma, best.persistence)
  for (const alpha of ALPHAS) if (alpha !== MIDDLE_ALPHA) consider(alpha, best.gamma, best.persistence)
  const start = new Float64Array(layout.size)
  start.set(best.x)
  if (layout.inverseNu >= 0) {
    const whole = new GarchLikelihood(normal, sample)
    whole.value(best.x)
    start[layout.inverseNu] = 1 / startingNu(whole.recursion)
  }
  return start
}
