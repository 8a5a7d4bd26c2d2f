/** A known value at a whole place of a grid. */
export interface Knot {
  column: number
  row: number
  value: number
}

/** Neighbours of a place inside the grid. */
function neighbours(place: number, columns: number, rows: number): number[] {
  const [column, row] = [place % columns, Math.floor(place / columns)]
  return [
    ...(row > 0 ? [place - columns] : []),
    ...(column > 0 ? [place - 1] : []),
    ...(column < columns - 1 ? [place + 1] : []),
    ...(row < rows - 1 ? [place + columns] : []),
  ]
}

/** Cholesky factor of a positive definite matrix whose rows hold the entries from `band` places left of the diagonal up to it; in place. */
function factorize(matrix: Float64Array, size: number, band: number): void {
  const width = band + 1
  for (let i = 0; i < size; i++) {
    for (let j = Math.max(0, i - band); j <= i; j++) {
      let sum = matrix[i * width + (j - i + band)]!
      for (let k = Math.max(0, i - band); k < j; k++) sum -= matrix[i * width + (k - i + band)]! * matrix[j * width + (k - j + band)]!
      matrix[i * width + (j - i + band)] = i === j ? Math.sqrt(sum) : sum / matrix[j * width + band]!
    }
  }
}

/** Solves L · Lᵀ · x = b in place of b. */
function solve(factor: Float64Array, b: Float64Array, band: number): void {
  const width = band + 1
  const size = b.length
  for (let i = 0; i < size; i++) {
    for (let k = Math.max(0, i - band); k < i; k++) b[i]! -= factor[i * width + (k - i + band)]! * b[k]!
    b[i]! /= factor[i * width + band]!
  }
  for (let i = size - 1; i >= 0; i--) {
    b[i]! /= factor[i * width + band]!
    for (let k = Math.max(0, i - band); k < i; k++) b[k]! -= factor[i * width + (k - i + band)]! * b[i]!
  }
}

/**
 * The harmonic surface through the knots: every other place of the grid is the mean of its neighbours, as plotly and Optuna fill the gaps of a contour plot. Several knots
 * of one place count with their mean. At most `columns` wide rows of a band matrix are factorised, so that the surface is exact, not iterated.
 *
 * @param knots one or more; finite values
 * @returns rows × columns values, row by row
 */
export function harmonicSurface(knots: readonly Knot[], columns: number, rows: number): Float64Array {
  const size = columns * rows
  const [sums, counts] = [new Float64Array(size), new Int32Array(size)]
  for (const { column, row } of knots) counts[row * columns + column]! += 1
  for (const { column, row, value } of knots) sums[row * columns + column]! += value / counts[row * columns + column]!
  const width = columns + 1
  const matrix = new Float64Array(size * width)
  for (let place = 0; place < size; place++) {
    if (counts[place]! > 0) {
      matrix[place * width + columns] = 1
      continue
    }
    const around = neighbours(place, columns, rows)
    matrix[place * width + columns] = around.length
    // A known neighbour goes to the right-hand side, which keeps the matrix symmetric.
    for (const other of around) {
      if (counts[other]! > 0) sums[place]! += sums[other]!
      else if (other < place) matrix[place * width + (other - place + columns)] = -1
    }
  }
  factorize(matrix, size, columns)
  solve(matrix, sums, columns)
  return sums
}
