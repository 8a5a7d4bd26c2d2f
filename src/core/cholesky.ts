/** Pivots below this share of their diagonal element are raised to it, so that a matrix that is singular but for rounding has a factor. */
const LEAST_PIVOT = 1e-14

/**
 * The lower triangular factor L of a symmetric positive definite matrix (A = L Lᵀ), row-major, over the lower triangle of `matrix`; the
 * upper triangle is neither read nor written. Yields after each row.
 */
export function* factorCholesky(matrix: Float64Array, size: number): Generator<void> {
  for (let i = 0; i < size; i++) {
    const row = i * size
    for (let j = 0; j < i; j++) {
      const other = j * size
      let sum = matrix[row + j]!
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[other + k]!
      matrix[row + j] = sum / matrix[other + j]!
    }
    const diagonal = matrix[row + i]!
    let pivot = diagonal
    for (let k = 0; k < i; k++) pivot -= matrix[row + k]! * matrix[row + k]!
    matrix[row + i] = Math.sqrt(Math.max(pivot, LEAST_PIVOT * diagonal, Number.MIN_VALUE))
    yield
  }
}

/** Solves L Lᵀ x = b for the numbers `from` … `from + size − 1` of `vector`, in place. */
export function solveCholesky(factor: Float64Array, size: number, vector: Float64Array, from: number): void {
  for (let i = 0; i < size; i++) {
    let sum = vector[from + i]!
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * vector[from + k]!
    vector[from + i] = sum / factor[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    const solved = vector[from + i]! / factor[i * size + i]!
    vector[from + i] = solved
    for (let k = 0; k < i; k++) vector[from + k]! -= factor[i * size + k]! * solved
  }
}
