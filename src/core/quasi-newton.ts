import { type LinearLimits, quadraticStep } from './quadratic-step.js'

/** A smooth function of a few numbers. */
export interface SmoothFunction {
  /** The value at `x`; writes the gradient. A value that is not finite refuses the point. */
  evaluate(x: Float64Array, gradient: Float64Array): number
  /** A positive definite guess at the Hessian at `x`, row-major. */
  curvature(x: Float64Array): Float64Array
}

export interface BoundedMinimiseOptions {
  readonly limits: LinearLimits
  readonly maxIterations: number
  /** Stop once the value can be expected to fall by no more than half of this. */
  readonly tolerance: number
}

export interface BoundedMinimum {
  value: number
  gradient: Float64Array
  iterations: number
  /** −gᵀd, about twice the fall that one more step can be expected to bring. */
  decrement: number
}

const SUFFICIENT = 1e-4
const LINE_TRIES = 30
/** Powell's damping: the curvature along a step is taken to be at least this share of the estimate. */
const DAMPING = 0.2
/** Differences of values below this share of the value may be rounding. */
const VALUE_NOISE = 1e-14

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** BFGS update of the Hessian `h` by the step `s` and the change of gradient `y`, damped so that it stays positive definite. */
function updateCurvature(h: Float64Array, s: Float64Array, y: Float64Array): void {
  const n = s.length
  const hs = new Float64Array(n)
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) hs[i]! += h[i * n + k]! * s[k]!
  const along = dot(s, hs)
  const seen = dot(s, y)
  if (!(along > 0)) return
  const share = seen >= DAMPING * along ? 1 : ((1 - DAMPING) * along) / (along - seen)
  const change = y.map((value, i) => share * value + (1 - share) * hs[i]!)
  const curved = dot(s, change)
  if (!(curved > 0)) return
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) h[i * n + k]! += (change[i]! * change[k]!) / curved - (hs[i]! * hs[k]!) / along
}

/**
 * Minimises a smooth function of a few numbers within linear limits, from `x` within them, which is overwritten: sequential quadratic steps with a BFGS Hessian that begins with the
 * function's own guess, and backtracking. Deterministic; every point evaluated is within the limits (but for rounding). Ends when a step promises too little, none helps even with a
 * fresh Hessian, or after `maxIterations`. Reference: Nocedal and Wright, Numerical Optimization, 2nd edition 2006, chapter 18.
 */
export function minimiseWithin(fn: SmoothFunction, x: Float64Array, options: BoundedMinimiseOptions): BoundedMinimum {
  let gradient: Float64Array = new Float64Array(x.length)
  let value = fn.evaluate(x, gradient)
  let hessian = fn.curvature(x)
  let isFresh = true
  let iterations = 0
  let decrement = Infinity
  while (iterations < options.maxIterations) {
    const step = quadraticStep(hessian, gradient, x, options.limits)
    const slope = dot(gradient, step)
    decrement = -slope
    if (Math.abs(decrement) <= options.tolerance) break
    if (!(decrement > 0)) {
      // A Hessian that rounding has spoilt does not point downhill.
      decrement = Infinity
      if (isFresh) break
      hessian = fn.curvature(x)
      isFresh = true
      continue
    }
    let next: { x: Float64Array; value: number; gradient: Float64Array } | undefined
    let length = 1
    for (let tries = 0; tries < LINE_TRIES && next === undefined; tries++, length /= 2) {
      const there = x.map((from, k) => from + length * step[k]!)
      const slopes = new Float64Array(x.length)
      const found = fn.evaluate(there, slopes)
      if (found <= value + SUFFICIENT * length * slope + VALUE_NOISE * Math.abs(value)) next = { x: there, value: found, gradient: slopes }
    }
    if (next === undefined) {
      if (isFresh) break
      hessian = fn.curvature(x)
      isFresh = true
      continue
    }
    const { gradient: slopes, x: there } = next
    updateCurvature(
      hessian,
      there.map((to, k) => to - x[k]!),
      slopes.map((to, k) => to - gradient[k]!),
    )
    isFresh = false
    x.set(there)
    gradient = slopes
    value = next.value
    iterations += 1
  }
  return { value, gradient, iterations, decrement: Number.isNaN(decrement) ? Infinity : decrement }
}
