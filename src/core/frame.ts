import { BarcastError } from './error.js'
import { unknownNameError } from './name.js'

/**
 * Named numeric columns on one time axis: features, scaled features, label values.
 * `slice` gives views over the same memory, `rows` copies.
 */
export interface Frame {
  readonly length: number
  /** Epoch milliseconds of each row (a bar's open time); row numbers when none were given. */
  readonly timeMs: Float64Array
  readonly names: readonly string[]
  /**
   * Set when the values were scaled with statistics of these very rows (no fitted scaler): fine for looking at,
   * refused by whatever trains or validates. `slice` and `rows` keep it.
   */
  readonly explorationOnly?: true
  /** @throws BarcastError `frame/unknown-column`, with the nearest name. */
  column(name: string): Float64Array
  slice(from: number, to: number): Frame
  /** @throws BarcastError `frame/row-range` for an index outside the frame. */
  rows(indices: Int32Array): Frame
}

export interface FrameColumns {
  columns: Readonly<Record<string, Float64Array>> | ReadonlyMap<string, Float64Array>
  /** Defaults to the row numbers 0, 1, 2 … */
  timeMs?: Float64Array
  explorationOnly?: true
}

/**
 * Builds a Frame over the given columns without copying them.
 *
 * @throws BarcastError `frame/column-length`, `frame/column-type`, `frame/time-order`.
 *
 * @example
 * const frame = createFrame({ columns: { rsi: Float64Array.of(40, 60) } })
 * frame.column('rsi')[1] // 60
 */
export function createFrame({ columns, timeMs, explorationOnly }: FrameColumns): Frame {
  const byName = new Map<string, Float64Array>(columns instanceof Map ? columns : Object.entries(columns))
  const first = byName.values().next().value
  const length = timeMs?.length ?? first?.length ?? 0
  for (const [name, column] of byName) {
    if (!(column instanceof Float64Array)) {
      throw new BarcastError('frame/column-type', `Create frame: column "${name}" must be a Float64Array, found ${typeof column}`, {
        value: column,
        where: { column: name },
      })
    }
    if (column.length !== length) {
      throw new BarcastError('frame/column-length', `Create frame: column "${name}" must have ${length} rows, found ${column.length}`, {
        value: column.length,
        where: { column: name },
      })
    }
  }
  const time = timeMs ?? Float64Array.from({ length }, (_, i) => i)
  for (let i = 1; i < length; i++) {
    if (!(time[i]! > time[i - 1]!)) {
      throw new BarcastError('frame/time-order', `Create frame: timeMs must ascend, found ${time[i]} after ${time[i - 1]} at row ${i}`, {
        value: time[i],
        where: { row: i, column: 'timeMs' },
      })
    }
  }
  return frameOf(byName, time, explorationOnly)
}

function frameOf(byName: Map<string, Float64Array>, timeMs: Float64Array, explorationOnly: true | undefined): Frame {
  const length = timeMs.length
  const derive = (time: Float64Array, of: (column: Float64Array) => Float64Array): Frame =>
    frameOf(new Map([...byName].map(([name, column]) => [name, of(column)])), time, explorationOnly)
  return {
    length,
    timeMs,
    names: [...byName.keys()],
    ...(explorationOnly === true ? { explorationOnly } : {}),
    column(name) {
      const column = byName.get(name)
      if (column === undefined) throw unknownNameError('frame/unknown-column', 'Read frame', 'column', name, byName.keys())
      return column
    },
    slice: (from, to) => derive(timeMs.subarray(from, to), (column) => column.subarray(from, to)),
    rows(indices) {
      for (let k = 0; k < indices.length; k++) {
        const index = indices[k]!
        if (index < 0 || index >= length)
          throw new BarcastError('frame/row-range', `Take rows: index must be in 0 … ${length - 1}, found ${index}`, {
            value: index,
            where: { row: k },
          })
      }
      return derive(take(timeMs, indices), (column) => take(column, indices))
    },
  }
}

function take(column: Float64Array, indices: Int32Array): Float64Array {
  const taken = new Float64Array(indices.length)
  for (let k = 0; k < indices.length; k++) taken[k] = column[indices[k]!]!
  return taken
}
