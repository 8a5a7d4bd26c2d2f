/** A smooth function of several numbers. Its methods may yield, so that the caller can pause long work. */
export interface Objective {
  /** The value at `x`; writes the gradient. */
  evaluate(x: Float64Array, gradient: Float64Array): Generator<void, number>
  /** Multiplies a vector, in place, by a positive definite guess at the inverse of the Hessian. The better the guess, the fewer iterations. */
  precondition(vector: Float64Array): void
  /** Called before each iteration (from 1), at the point where it starts: the moment to renew the guess. */
  prepare?(x: Float64Array, iteration: number): Generator<void>
}

export interface MinimiseOptions {
  maxIterations: number
  /** Stop once the value can be expected to fall by no more than half of this. */
  tolerance: number
  onIteration?: (iteration: number) => void
}

export interface Minimum {
  value: number
  gradient: Float64Array
  iterations: number
  /** gᵀH⁻¹g, twice the fall that one more step can be expected to bring. */
  decrement: number
}

/** Steps that the curvature is estimated from. */
const MEMORY = 10
const LINE_TRIES = 40
const SUFFICIENT = 1e-4
const FLATTER = 0.9
/** Differences of values below this share of the value may be rounding. */
const VALUE_NOISE = 1e-13

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function addScaled(target: Float64Array, factor: number, other: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * other[i]!
}

/** The last steps and the changes of gradient along them. */
class CurvatureMemory {
  private readonly steps: Float64Array[] = []
  private readonly changes: Float64Array[] = []

  remember(step: Float64Array, change: Float64Array): void {
    // A pair without positive curvature, which only rounding can bring about in a convex function, would spoil the estimate.
    if (!(dot(step, change) > 0)) return
    if (this.steps.length === MEMORY) {
      this.steps.shift()
      this.changes.shift()
    }
    this.steps.push(step)
    this.changes.push(change)
  }

  /** The estimated inverse Hessian times `vector`, in place. */
  apply(vector: Float64Array, objective: Objective): void {
    const { steps, changes } = this
    const factors = new Float64Array(steps.length)
    for (let m = steps.length - 1; m >= 0; m--) {
      factors[m] = dot(steps[m]!, vector) / dot(steps[m]!, changes[m]!)
      addScaled(vector, -factors[m]!, changes[m]!)
    }
    objective.precondition(vector)
    for (let m = 0; m < steps.length; m++) {
      const back = dot(changes[m]!, vector) / dot(steps[m]!, changes[m]!)
      addScaled(vector, factors[m]! - back, steps[m]!)
    }
  }
}

interface Point {
  x: Float64Array
  value: number
  gradient: Float64Array
}

/**
 * The next point along `direction` by the weak Wolfe conditions, with bisection; near the minimum, where values differ by rounding only, by
 * slopes alone (Hager and Zhang's approximate condition). Undefined when no step helps.
 */
function* searchLine(objective: Objective, from: Point, direction: Float64Array, slope: number): Generator<void, Point | undefined> {
  let low = 0
  let high = Infinity
  let step = 1
  for (let tries = 0; tries < LINE_TRIES; tries++) {
    const x = from.x.slice()
    addScaled(x, step, direction)
    const gradient = new Float64Array(x.length)
    const value = yield* objective.evaluate(x, gradient)
    const slopeThere = dot(gradient, direction)
    const fallsEnough = value <= from.value + SUFFICIENT * step * slope
    const isLevel = value <= from.value + VALUE_NOISE * Math.abs(from.value) && slopeThere <= (2 * SUFFICIENT - 1) * slope
    if (!fallsEnough && !isLevel) high = step
    else if (slopeThere < FLATTER * slope) low = step
    else return { x, value, gradient }
    step = high === Infinity ? 2 * step : (low + high) / 2
    yield
  }
  return undefined
}

/**
 * Minimises a convex function from `x`, which is overwritten, by L-BFGS (Nocedal 1980) with the objective's preconditioner as the initial
 * inverse Hessian. Deterministic. Ends when a step promises too little, none helps any more, or after `maxIterations`.
 *
 * @example
 * const steps = minimise({ *evaluate(x, g) { g[0] = 2 * x[0]!; return x[0]! ** 2 }, precondition: (v) => { v[0]! /= 2 } }, Float64Array.of(3), {
 *   maxIterations: 10,
 *   tolerance: 1e-20,
 * })
 */
export function* minimise(objective: Objective, x: Float64Array, options: MinimiseOptions): Generator<void, Minimum> {
  const memory = new CurvatureMemory()
  const gradient = new Float64Array(x.length)
  let at: Point = { x: x.slice(), value: yield* objective.evaluate(x, gradient), gradient }
  let iterations = 0
  let decrement = Infinity
  for (;;) {
    if (objective.prepare !== undefined) yield* objective.prepare(at.x, iterations + 1)
    const direction = at.gradient.map((slope) => -slope)
    memory.apply(direction, objective)
    const slope = dot(at.gradient, direction)
    decrement = -slope
    if (!(decrement > options.tolerance) || iterations === options.maxIterations) break
    const next: Point | undefined = yield* searchLine(objective, at, direction, slope)
    if (next === undefined) break
    const from = at
    memory.remember(
      next.x.map((value, i) => value - from.x[i]!),
      next.gradient.map((value, i) => value - from.gradient[i]!),
    )
    at = next
    iterations += 1
    options.onIteration?.(iterations)
    yield
  }
  x.set(at.x)
  return { value: at.value, gradient: at.gradient, iterations, decrement }
}
