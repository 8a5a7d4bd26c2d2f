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

/** How `cells` cells lie over the limits; a scale of 0 puts all of them into cell 1. */
function placeCells(limits: Float64Array, cells: number): { low: number; scale: number } {
  const span = limits[limits.length - 1]! - limits[0]!
  const scale = (cells - 1) / span
  if (!(Number.isFinite(span) && Number.isFinite(scale) && scale > 0)) return { low: 0, scale: 0 }
  return { low: limits[0]! - 1 / scale, scale }
}

/** The most limits that share a cell. */
function fullestCell(limits: Float64Array, cells: number): number {
  const { low, scale } = placeCells(limits, cells)
  let most = 0
  let count = 0
  let before = 0
  for (const limit of limits) {
    const cell = cellOf(limit, low, scale, cells)
    count = cell === before ? count + 1 : 1
    before = cell
    if (count > most) most = count
  }
  return most
}

/**
 * The smallest grid that leaves one step, or else the one that leaves fewest.
 *
 * @param limits ascending, without Infinity
 */
export function gridOf(limits: Float64Array): Grid {
  if (limits.length === 0) return { low: 0, scale: 0, top: 1, starts: new Uint16Array(2), steps: 0 }
  let cells = 1
  let most = limits.length
  for (let more = 64; more <= MOST_CELLS && most > 1; more *= 2) {
    const fullest = fullestCell(limits, more)
    // A step more is needed at 2, 4, 8 … limits.
    if (Math.clz32(fullest) > Math.clz32(most)) {
      cells = more
      most = fullest
    }
  }
  const { low, scale } = placeCells(limits, cells)
  const starts = new Uint16Array(cells + 1)
  let cell = 1
  for (let limit = 0; limit < limits.length; limit++) {
    const last = cellOf(limits[limit]!, low, scale, cells)
    while (cell < last) starts[++cell] = limit
  }
  starts.fill(limits.length, cell + 1)
  return { low, scale, top: cells, starts, steps: 32 - Math.clz32(most) }
}
