/** A symmetric system in row-major order; `size` equations. */
export interface NormalEquations {
  readonly size: number
  readonly matrix: Float64Array
  readonly right: Float64Array
}

/** Rows and columns as elimination has ordered them. */
interface Elimination {
  readonly rowOrder: number[]
  readonly columnOrder: number[]
  /** Number of pivots that are more than rounding. */
  readonly rank: number
}

function swap(order: number[], i: number, j: number): void {
  const kept = order[i]!
  order[i] = order[j]!
  order[j] = kept
}

/** Where the largest number is among those not eliminated yet; column by column, the first of equals. */
function findPivot(
  matrix: Float64Array,
  size: number,
  from: number,
  rows: number[],
  columns: number[],
): { i: number; j: number; peak: number } {
  let [i, j, peak] = [from, from, 0]
  for (let c = from; c < size; c++)
    for (let r = from; r < size; r++) {
      const value = Math.abs(matrix[rows[r]! * size + columns[c]!]!)
      if (value > peak) [i, j, peak] = [r, c, value]
    }
  return { i, j, peak }
}

/** Replaces the matrix by its factors L and U, with full pivoting. */
function eliminate(matrix: Float64Array, size: number): Elimination {
  const rowOrder = Array.from({ length: size }, (_, i) => i)
  const columnOrder = rowOrder.slice()
  const at = (r: number, c: number): number => rowOrder[r]! * size + columnOrder[c]!
  const peaks: number[] = []
  for (let k = 0; k < size; k++) {
    const { i, j, peak } = findPivot(matrix, size, k, rowOrder, columnOrder)
    if (peak === 0) break
    peaks.push(peak)
    swap(rowOrder, k, i)
    swap(columnOrder, k, j)
    for (let r = k + 1; r < size; r++) {
      matrix[at(r, k)]! /= matrix[at(k, k)]!
      const factor = matrix[at(r, k)]!
      for (let c = k + 1; c < size; c++) matrix[at(r, c)]! -= factor * matrix[at(k, c)]!
    }
  }
  const least = Math.max(0, ...peaks) * Number.EPSILON * size
  return { rowOrder, columnOrder, rank: peaks.filter((peak) => peak > least).length }
}

/** Solves L U x = the unit vector of equation `unit`; unknowns without a pivot are 0. */
function solveUnit(matrix: Float64Array, size: number, unit: number, { rowOrder, columnOrder, rank }: Elimination): Float64Array {
  const at = (r: number, c: number): number => rowOrder[r]! * size + columnOrder[c]!
  const steps = Float64Array.from(rowOrder, (row) => (row === unit ? 1 : 0))
  for (let r = 1; r < size; r++) for (let c = 0; c < r; c++) steps[r]! -= matrix[at(r, c)]! * steps[c]!
  for (let r = rank - 1; r >= 0; r--) {
    for (let c = r + 1; c < rank; c++) steps[r]! -= matrix[at(r, c)]! * steps[c]!
    steps[r]! /= matrix[at(r, r)]!
  }
  const solution = new Float64Array(size)
  for (let k = 0; k < rank; k++) solution[columnOrder[k]!] = steps[k]!
  return solution
}

/**
 * −A⁻¹ b by the inverse, which is found by elimination with full pivoting: what LightGBM asks of Eigen's `fullPivLu`. Where equations
 * repeat each other, the unknowns left over are 0. The equations' matrix is overwritten.
 */
export function solveNegative({ size, matrix, right }: NormalEquations): Float64Array {
  const elimination = eliminate(matrix, size)
  const solution = new Float64Array(size)
  for (let unit = 0; unit < size; unit++) {
    const column = solveUnit(matrix, size, unit, elimination)
    for (let i = 0; i < size; i++) solution[i]! -= column[i]! * right[unit]!
  }
  return solution
}
