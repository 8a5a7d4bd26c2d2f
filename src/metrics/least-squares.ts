/** A linear fit and what its errors are computed from. */
export interface LeastSquares {
  coefficients: Float64Array
  residuals: Float64Array
  /** (XᵀX)⁻¹, row by row. */
  inverse: Float64Array
}

/**
 * Least squares by Householder reflections, which lose no digits to squared condition numbers as the normal equations do. The columns are
 * overwritten in a copy. Undefined where a column is, but for rounding, a combination of those before it.
 */
export function leastSquares(columns: readonly Float64Array[], target: Float64Array): LeastSquares | undefined {
  const rows = target.length
  const count = columns.length
  const reflected = columns.map((column) => column.slice())
  const right = target.slice()
  const diagonal = new Float64Array(count)
  for (let k = 0; k < count; k++) {
    const column = reflected[k]!
    const before = Math.sqrt(squares(columns[k]!, 0))
    const norm = Math.sqrt(squares(column, k))
    if (!(norm > 1e-10 * before)) return undefined
    const pivot = column[k]! > 0 ? -norm : norm
    diagonal[k] = pivot
    column[k]! -= pivot
    const scale = -pivot * column[k]!
    for (const other of [...reflected.slice(k + 1), right]) {
      let product = 0
      for (let i = k; i < rows; i++) product += column[i]! * other[i]!
      const share = product / scale
      for (let i = k; i < rows; i++) other[i]! -= share * column[i]!
    }
  }
  const upper = (i: number, j: number): number => (i === j ? diagonal[i]! : reflected[j]![i]!)
  const coefficients = solveUpper(upper, right.subarray(0, count))
  const residuals = target.slice()
  for (const [j, column] of columns.entries()) for (let i = 0; i < rows; i++) residuals[i]! -= coefficients[j]! * column[i]!
  return { coefficients, residuals, inverse: inverseGram(upper, count) }
}

function squares(column: Float64Array, from: number): number {
  let total = 0
  for (let i = from; i < column.length; i++) total += column[i]! * column[i]!
  return total
}

/** x of R x = right for an upper triangle R. */
function solveUpper(upper: (i: number, j: number) => number, right: Float64Array): Float64Array {
  const x = right.slice()
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < x.length; j++) x[i]! -= upper(i, j) * x[j]!
    x[i]! /= upper(i, i)
  }
  return x
}

/** (RᵀR)⁻¹ = R⁻¹ R⁻ᵀ. */
function inverseGram(upper: (i: number, j: number) => number, count: number): Float64Array {
  const columns = Array.from({ length: count }, (_, k) =>
    solveUpper(
      upper,
      Float64Array.from({ length: count }, (__, i) => (i === k ? 1 : 0)),
    ),
  )
  const inverse = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) for (const column of columns) inverse[i * count + j]! += column[i]! * column[j]!
  }
  return inverse
}
