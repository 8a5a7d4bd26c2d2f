/** The value at `x`; writes the gradient. A value that is not finite refuses the point. */
export type Slope = (x: Float64Array, gradient: Float64Array) => number

export interface BoxDescentOptions {
  /** Bounds, −Infinity and Infinity where there are none. */
  readonly low: Float64Array
  readonly high: Float64Array
  readonly maxIterations: number
  /** Stop once no coordinate that may still move has a larger slope. */
  readonly slopeTolerance: number
}

interface Point {
  readonly x: Float64Array
  readonly value: number
  readonly gradient: Float64Array
}

interface Step {
  readonly move: Float64Array
  readonly turn: Float64Array
}

/** Steps that the curvature is estimated from. */
const MEMORY = 10
const LINE_TRIES = 20
const SUFFICIENT = 1e-4
const FLATTER = 0.9
/** A fall by less than this share of the value ends the descent. */
const LEAST_FALL = 2.2e-9
/** Pairs whose curvature is below this share of the turn's square would spoil the estimate. */
const LEAST_CURVATURE = 1e-10

function dot(a: Float64Array, b: Float64Array, isFree: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) if (isFree[i] === 1) sum += a[i]! * b[i]!
  return sum
}

function addScaled(target: Float64Array, factor: number, other: Float64Array, isFree: Uint8Array): void {
  for (let i = 0; i < target.length; i++) if (isFree[i] === 1) target[i]! += factor * other[i]!
}

/** Coordinates that do not press against a bound. */
function freeAt({ x, gradient }: Point, { low, high }: BoxDescentOptions): Uint8Array {
  return Uint8Array.from(x, (value, i) => ((value <= low[i]! && gradient[i]! > 0) || (value >= high[i]! && gradient[i]! < 0) ? 0 : 1))
}

/** Downhill over the free coordinates, by the two-loop recursion. */
function directionAt({ gradient }: Point, steps: readonly Step[], isFree: Uint8Array): Float64Array {
  const direction = gradient.map((slope, i) => (isFree[i] === 1 ? -slope : 0))
  const curved = steps.filter(({ move, turn }) => dot(move, turn, isFree) > LEAST_CURVATURE * dot(turn, turn, isFree))
  const factors = new Float64Array(curved.length)
  for (let m = curved.length - 1; m >= 0; m--) {
    const { move, turn } = curved[m]!
    factors[m] = dot(move, direction, isFree) / dot(move, turn, isFree)
    addScaled(direction, -factors[m]!, turn, isFree)
  }
  const last = curved.at(-1)
  const scale =
    last === undefined
      ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient, isFree)))
      : dot(last.move, last.turn, isFree) / dot(last.turn, last.turn, isFree)
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale
  curved.forEach(({ move, turn }, m) => {
    const back = dot(turn, direction, isFree) / dot(move, turn, isFree)
    addScaled(direction, factors[m]! - back, move, isFree)
  })
  return direction
}

/** The next point along a direction bent at the bounds, by the weak Wolfe conditions; undefined when no step helps. */
function searchLine(slope: Slope, from: Point, direction: Float64Array, { low, high }: BoxDescentOptions): Point | undefined {
  const all = new Uint8Array(direction.length).fill(1)
  const start = dot(from.gradient, direction, all)
  let best: Point | undefined
  let [near, far, length] = [0, Infinity, 1]
  for (let tries = 0; tries < LINE_TRIES; tries++) {
    const x = from.x.map((value, i) => Math.min(Math.max(value + length * direction[i]!, low[i]!), high[i]!))
    const gradient = new Float64Array(x.length)
    const value = slope(x, gradient)
    const promised = x.reduce((sum, there, i) => sum + from.gradient[i]! * (there - from.x[i]!), 0)
    if (!(value <= from.value + SUFFICIENT * promised)) {
      far = length
      const bent = (-start * length * length) / (2 * (value - from.value - start * length))
      length = near === 0 && bent > 0.1 * length && bent < 0.5 * length ? bent : (near + far) / 2
      continue
    }
    if (best === undefined || value < best.value) best = { x, value, gradient }
    const moving = Uint8Array.from(x, (there, i) => (there > low[i]! && there < high[i]! ? 1 : 0))
    const slopeThere = dot(gradient, direction, moving)
    if (!(slopeThere < FLATTER * start)) break
    near = length
    length = far === Infinity ? 2 * length : (near + far) / 2
  }
  return best
}

/**
 * Minimises a smooth function within bounds, from `x`, which is overwritten: limited-memory BFGS over the coordinates that do not press against a bound, along paths bent at the bounds
 * (Bertsekas, "Projected Newton methods for optimization problems with simple constraints", 1982). Deterministic. Returns the value there.
 */
export function descendInBox(slope: Slope, x: Float64Array, options: BoxDescentOptions): number {
  const gradient = new Float64Array(x.length)
  let at: Point = { x: x.slice(), value: slope(x, gradient), gradient }
  let steps: Step[] = []
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    const { gradient: slopes, value, x: here } = at
    const isFree = freeAt(at, options)
    if (!slopes.some((one, i) => isFree[i] === 1 && Math.abs(one) > options.slopeTolerance)) break
    let direction = directionAt(at, steps, isFree)
    if (!(dot(slopes, direction, isFree) < 0)) {
      steps = []
      direction = directionAt(at, steps, isFree)
    }
    const next = searchLine(slope, at, direction, options)
    if (next === undefined) {
      if (steps.length === 0) break
      steps = []
      continue
    }
    steps = [
      ...steps.slice(1 - MEMORY),
      { move: next.x.map((to, i) => to - here[i]!), turn: next.gradient.map((to, i) => to - slopes[i]!) },
    ]
    at = next
    if (value - next.value <= LEAST_FALL * Math.max(Math.abs(value), Math.abs(next.value), 1)) break
  }
  x.set(at.x)
  return at.value
}
