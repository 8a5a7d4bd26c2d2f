import { createFrame, type Frame, unknownNameError } from '../../core/index.js'
import { type GrowingColumns, readRows } from './growing-columns.js'

/** The first rows of the columns as a Frame. A column is copied when it is first asked for, so that the caller may do with it what they like. */
export function historyFrame(columns: GrowingColumns, timeMs: Float64Array): Frame {
  const { names } = columns
  const places = new Map(names.map((name, k) => [name, k]))
  const copied = new Map<string, Float64Array>()
  function column(name: string): Float64Array {
    const known = copied.get(name)
    if (known !== undefined) return known
    const k = places.get(name)
    if (k === undefined) throw unknownNameError('frame/unknown-column', 'Read frame', 'column', name, names)
    const copy = readRows(columns, k, timeMs.length, new Float64Array(timeMs.length))
    copied.set(name, copy)
    return copy
  }
  const whole = (): Frame => createFrame({ columns: new Map(names.map((name) => [name, column(name)])), timeMs })
  return {
    length: timeMs.length,
    timeMs,
    names,
    column,
    slice: (from, to) => whole().slice(from, to),
    rows: (indices) => whole().rows(indices),
  }
}
