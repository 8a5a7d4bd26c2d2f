/**
 * Rows that draw the same picture as all of them on a plot `columns` wide: per column the lowest and the highest value in
 * their order, the first and last finite rows, and one NaN row for every gap at least a column wide. Up to `2 * columns` rows
 * are kept as they are. `position` is ascending, 0 … 1.
 */
export function extremeRows(position: Float64Array, values: Float64Array, columns: number): number[] {
  const length = values.length
  if (length <= 2 * columns) return Array.from({ length }, (_, row) => row)
  const kept = new Set<number>()
  let column = -1
  let lowest = -1
  let highest = -1
  let lastFinite = -1
  const flush = (): void => {
    if (lowest < 0) return
    kept.add(lowest)
    kept.add(highest)
    lowest = -1
  }
  for (let row = 0; row < length; row++) {
    const value = values[row]!
    if (Number.isNaN(value)) continue
    const wide = position[row]! - (lastFinite < 0 ? position[row]! : position[lastFinite]!) >= 1 / columns
    if (lastFinite >= 0 && row - lastFinite > 1 && wide)
      kept
        .add(lastFinite)
        .add(lastFinite + 1)
        .add(row)
    if (lastFinite < 0) kept.add(row)
    lastFinite = row
    const here = Math.min(columns - 1, Math.floor(position[row]! * columns))
    if (here !== column) flush()
    column = here
    if (lowest < 0) lowest = highest = row
    if (value < values[lowest]!) lowest = row
    if (value > values[highest]!) highest = row
  }
  flush()
  if (lastFinite >= 0) kept.add(lastFinite)
  return [...kept].sort((a, b) => a - b)
}
