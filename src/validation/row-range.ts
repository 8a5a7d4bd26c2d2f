/** The rows `from` (inclusive) to `to` (exclusive). */
export function rowRange(from: number, to: number): Int32Array {
  const rows = new Int32Array(to - from)
  for (let k = 0; k < rows.length; k++) rows[k] = from + k
  return rows
}
