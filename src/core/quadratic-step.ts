/** Linear limits aᵢ · x ≥ bᵢ: the rows of `a` one after the other, as many as `b` has numbers. */
export interface LinearLimits {
  readonly a: Float64Array
  readonly b: Float64Array
}

/** Changes of the working set after which the step found so far is taken as it is. */
const MAX_CHANGES = 60
/** Multipliers and slopes below this share of their scale are rounding. */
const ROUNDING = 1e-12

/** Solves M y = r in place by elimination with row pivoting; `size` unknowns, M row-major. False for a singular matrix. */
export function solveLinear(matrix: Float64Array, vector: Float64Array, size: number): boolean {
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++)
      if (Math.abs(matrix[row * size + column]!) > Math.abs(matrix[pivot * size + column]!)) pivot = row
    const largest = matrix[pivot * size + column]!
    if (!(Math.abs(largest) > 0) || Math.abs(largest) === Infinity) return false
    if (pivot !== column) swapRows(matrix, vector, size, pivot, column)
    for (let row = column + 1; row < size; row++) {
      const factor = matrix[row * size + column]! / largest
      if (factor === 0) continue
      for (let k = column; k < size; k++) matrix[row * size + k]! -= factor * matrix[column * size + k]!
      vector[row]! -= factor * vector[column]!
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = vector[row]!
    for (let k = row + 1; k < size; k++) sum -= matrix[row * size + k]! * vector[k]!
    vector[row] = sum / matrix[row * size + row]!
  }
  return true
}

function swapRows(matrix: Float64Array, vector: Float64Array, size: number, one: number, other: number): void {
  for (let k = 0; k < size; k++) {
    const kept = matrix[one * size + k]!
    matrix[one * size + k] = matrix[other * size + k]!
    matrix[other * size + k] = kept
  }
  const kept = vector[one]!
  vector[one] = vector[other]!
  vector[other] = kept
}

function rowDot(a: Float64Array, row: number, x: Float64Array): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += a[row * x.length + k]! * x[k]!
  return sum
}

function rowSize(a: Float64Array, row: number, x: Float64Array): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += Math.abs(a[row * x.length + k]! * x[k]!)
  return sum
}

/** The step from `d` to the minimum of the model on the working set, then the multipliers of the working set; undefined if singular. */
function solveOnWorkingSet(
  hessian: Float64Array,
  gradient: Float64Array,
  limits: LinearLimits,
  working: readonly number[],
  d: Float64Array,
): Float64Array | undefined {
  const n = d.length
  const size = n + working.length
  const matrix = new Float64Array(size * size)
  const vector = new Float64Array(size)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) matrix[i * size + k] = hessian[i * n + k]!
    vector[i] = -(gradient[i]! + rowDot(hessian, i, d))
  }
  working.forEach((row, w) => {
    for (let k = 0; k < n; k++) {
      matrix[(n + w) * size + k] = limits.a[row * n + k]!
      matrix[k * size + n + w] = -limits.a[row * n + k]!
    }
  })
  return solveLinear(matrix, vector, size) ? vector : undefined
}

/**
 * The step d that minimises ½ dᵀHd + gᵀd with x + d within the limits, for a positive definite H and an x within them: primal active set method (Nocedal and Wright,
 * Numerical Optimization, 2nd edition 2006, algorithm 16.3), for problems of a few unknowns. Every step it may return is within the limits and no worse than none.
 */
export function quadraticStep(hessian: Float64Array, gradient: Float64Array, x: Float64Array, limits: LinearLimits): Float64Array {
  const n = x.length
  const count = limits.b.length
  const d = new Float64Array(n)
  const working: number[] = []
  for (let change = 0; change < MAX_CHANGES; change++) {
    const solved = solveOnWorkingSet(hessian, gradient, limits, working, d)
    if (solved === undefined) break
    const step = solved.subarray(0, n)
    let length = 1
    let blocking = -1
    for (let row = 0; row < count; row++) {
      if (working.includes(row)) continue
      const slope = rowDot(limits.a, row, step)
      // A row that depends on the working set has a slope of rounding only; taking it in as well would make the set singular.
      if (!(slope < -ROUNDING * rowSize(limits.a, row, step))) continue
      const room = rowDot(limits.a, row, x) - limits.b[row]! + rowDot(limits.a, row, d)
      const reach = Math.max(0, room) / -slope
      if (reach < length) {
        length = reach
        blocking = row
      }
    }
    for (let k = 0; k < n; k++) d[k]! += length * step[k]!
    if (blocking >= 0) {
      working.push(blocking)
      continue
    }
    let weakest = -1
    let least = 0
    working.forEach((row, w) => {
      const multiplier = solved[n + w]!
      if (multiplier < least - ROUNDING * Math.abs(rowDot(limits.a, row, gradient))) {
        least = multiplier
        weakest = w
      }
    })
    if (weakest < 0) break
    working.splice(weakest, 1)
  }
  return d
}
