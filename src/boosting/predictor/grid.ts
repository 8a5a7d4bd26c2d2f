/** Equal cells over sorted limits: where in them the search for a value begins. */
export interface Grid {
  readonly low: number
  readonly scale: number
  /** The last cell's number; the first is 1. */
  readonly top: number
  /** Per cell, the limits in the cells before it; cell 0 is for missing values. */
  readonly starts: Uint16Array
  /** Steps of the search: a cell and what follows it are searched among 2 ** steps − 1 limits. */
  readonly steps: number
}

const MOST_CELLS = 4096
/** Adding it leaves a small number's nearest integer, as the kernel rounds. */
const SHIFT = 2 ** 52

function cellOf(value: number, low: number, scale: number, top: number): number {
  const scaled = (value - low) * scale
  return Math.min(top, scaled > 1 ? scaled : 1) + SHIFT - SHIFT
}

function makeGrid(limits: Float64Array, cells: number): Grid {
  const span = limits[limits.length - 1]! - limits[0]!
  const wished = (cells - 1) / span
  const scale = Number.isFinite(span) && Number.isFinite(wished) ? wished : 0
  const low = scale > 0 ? limits[0]! - 1 / scale : 0
  const counts = new Uint32Array(cells + 1)
  for (const limit of limits) counts[cellOf(limit, low, scale, cells)]! += 1
  const starts = new Uint16Array(cells + 1)
  for (let cell = 2; cell <= cells; cell++) starts[cell] = starts[cell - 1]! + counts[cell - 1]!
  const most = counts.reduce((high, count) => Math.max(high, count), 0)
  return { low, scale, top: cells, starts, steps: 32 - Math.clz32(most) }
}

/**
 * The smallest grid that leaves one step, or else the one that leaves fewest.
 *
 * @param limits ascending, without Infinity
 */
export function gridOf(limits: Float64Array): Grid {
  if (limits.length === 0) return { low: 0, scale: 0, top: 1, starts: new Uint16Array(2), steps: 0 }
  let best = makeGrid(limits, 1)
  for (let cells = 64; cells <= MOST_CELLS && best.steps > 1; cells *= 2) {
    const grid = makeGrid(limits, cells)
    if (grid.steps < best.steps) best = grid
  }
  return best
}
