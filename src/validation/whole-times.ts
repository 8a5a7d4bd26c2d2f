/** The first row of every time (rows of several symbols share one), and the row after the last. */
function timeEdges(t0: Float64Array): Int32Array {
  const edges = new Int32Array(t0.length + 1)
  let count = 0
  for (let row = 0; row < t0.length; row++) if (row === 0 || t0[row] !== t0[row - 1]) edges[count++] = row
  edges[count++] = t0.length
  return edges.slice(0, count)
}

/** Whether `row` begins a time, or follows the last row. */
const beginsTime = (t0: Float64Array, row: number): boolean => row <= 0 || row >= t0.length || t0[row] !== t0[row - 1]

/** The first row of the time that `row` belongs to. */
export function firstOfTime(t0: Float64Array, row: number): number {
  let first = row
  while (!beginsTime(t0, first)) first--
  return first
}

/** The first row at or after `row` that begins a time; the number of rows when none does. */
export function nextTime(t0: Float64Array, row: number): number {
  let next = row
  while (!beginsTime(t0, next)) next++
  return next
}

/**
 * Ascending cuts moved to the nearest rows that begin a time, so that all rows of a time lie on one side of each, with at least one time
 * between two of them; the last cut, the number of rows, stays. Undefined when the times are too few for that.
 */
export function cutsBetweenTimes(t0: Float64Array, cuts: readonly number[]): number[] | undefined {
  if (cuts.every((cut, k) => beginsTime(t0, cut) && (k === 0 || cut > cuts[k - 1]!))) return [...cuts]
  const edges = timeEdges(t0)
  let least = cuts[0] === 0 ? 0 : 1
  const moved: number[] = []
  for (const [k, cut] of cuts.entries()) {
    const most = edges.length - cuts.length + k
    if (least > most) return undefined
    let index = least
    while (index < most && Math.abs(edges[index + 1]! - cut) < Math.abs(edges[index]! - cut)) index++
    moved.push(edges[index]!)
    least = index + 1
  }
  return moved
}
