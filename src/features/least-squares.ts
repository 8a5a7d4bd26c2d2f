/**
 * Least squares by Householder reflections, as far as a t test and nested models need it. `residuals[k]` is the sum of squares that the first k columns
 * leave of the target; `projection` what the last column explains, in the direction of its coefficient. The columns are overwritten.
 */
export function leastSquaresTail(columns: readonly Float64Array[], target: Float64Array): { projection: number; residuals: Float64Array } {
  const rows = target.length
  const y = target.slice()
  const signs = columns.map((column, k) => {
    const diagonal = reflect(column, k, [...columns.slice(k + 1), y])
    return diagonal < 0 ? -1 : 1
  })
  const size = columns.length
  const residuals = new Float64Array(size + 1)
  let sum = 0
  for (let i = rows - 1; i >= size; i--) sum += y[i]! * y[i]!
  residuals[size] = sum
  for (let k = size - 1; k >= 0; k--) residuals[k] = residuals[k + 1]! + y[k]! * y[k]!
  return { projection: size === 0 ? 0 : y[size - 1]! * signs[size - 1]!, residuals }
}

/** Turns the column's part from row k on into one number, which is returned, and the others along with it. */
function reflect(column: Float64Array, k: number, others: readonly Float64Array[]): number {
  const rows = column.length
  let square = 0
  for (let i = k; i < rows; i++) square += column[i]! * column[i]!
  const norm = Math.sqrt(square)
  if (norm === 0) return 0
  const diagonal = column[k]! > 0 ? -norm : norm
  column[k] = column[k]! - diagonal
  // Half the squared length of the reflection's vector.
  const half = -diagonal * column[k]!
  for (const other of others) {
    let dot = 0
    for (let i = k; i < rows; i++) dot += column[i]! * other[i]!
    const factor = dot / half
    for (let i = k; i < rows; i++) other[i] = other[i]! - factor * column[i]!
  }
  return diagonal
}
