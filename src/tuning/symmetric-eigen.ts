/** Eigenvalues of a symmetric matrix, and the eigenvector of the k-th in column k. */
export interface SymmetricEigen {
  readonly values: Float64Array
  /** size × size, row-major, orthonormal. */
  readonly vectors: Float64Array
}

const MAX_SWEEPS = 60

/** Turns the rows and columns p and q so that the element between them is 0. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const between = a[p * size + q]!
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * between)
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (let k = 0; k < size; k++) {
    const left = a[k * size + p]!
    const right = a[k * size + q]!
    a[k * size + p] = cosine * left - sine * right
    a[k * size + q] = sine * left + cosine * right
  }
  for (let k = 0; k < size; k++) {
    const upper = a[p * size + k]!
    const lower = a[q * size + k]!
    a[p * size + k] = cosine * upper - sine * lower
    a[q * size + k] = sine * upper + cosine * lower
    const left = vectors[k * size + p]!
    const right = vectors[k * size + q]!
    vectors[k * size + p] = cosine * left - sine * right
    vectors[k * size + q] = sine * left + cosine * right
  }
  a[p * size + q] = 0
  a[q * size + p] = 0
}

/**
 * The eigenvalues and eigenvectors of a symmetric matrix of finite numbers by Jacobi's cyclic rotations (Golub and Van Loan, "Matrix Computations", 8.5), in no
 * particular order: A = V diag(values) Vᵀ. Small matrices only: it takes some tens of size³ operations. `matrix` is not changed.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = matrix.slice()
  const vectors = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0))
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let turned = false
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        // What is lost in the rounding of both diagonal elements is 0.
        const between = Math.abs(a[p * size + q]!)
        if (between <= Number.EPSILON * 1e-3 * Math.sqrt(Math.abs(a[p * size + p]! * a[q * size + q]!))) continue
        if (between < Number.MIN_VALUE * 1e16) continue
        rotate(a, vectors, size, p, q)
        turned = true
      }
    }
    if (!turned) break
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * (size + 1)]!), vectors }
}
