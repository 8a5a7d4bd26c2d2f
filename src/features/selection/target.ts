import { BarcastError, type Frame, type Labels } from '../../core/index.js'

/** What is to be predicted: classes with their spans (rows without a label are left out), or a number for each row (NaN rows are left out). */
export type SelectionTarget = Labels | Float64Array

/** A target as codes (−1 for none) or values (NaN for none). */
export type ReadTarget = { kind: 'classes'; codes: Int32Array; count: number } | { kind: 'values'; values: Float64Array }

function refuse(message: string, value: unknown): never {
  throw new BarcastError('features/selection-target', `Select features: ${message}`, { value })
}

/**
 * The target, row for row that of the frame.
 *
 * @throws BarcastError `features/selection-target` when lengths or times differ, or a value is infinite.
 */
export function readTarget(frame: Frame, target: SelectionTarget): ReadTarget {
  if (target.length !== frame.length) refuse(`the target must have the frame's ${frame.length} rows, found ${target.length}`, target.length)
  if (target instanceof Float64Array) {
    const bad = target.findIndex((x) => x === Infinity || x === -Infinity)
    if (bad >= 0) refuse(`the target's values must be finite or NaN, found ${target[bad]} at row ${bad}`, target[bad])
    return { kind: 'values', values: target }
  }
  const { timeMs } = target
  const shifted = timeMs.findIndex((time, i) => time !== frame.timeMs[i])
  if (shifted >= 0)
    refuse(
      `labels must be of the frame's rows, found time ${timeMs[shifted]} instead of ${frame.timeMs[shifted]} at row ${shifted}`,
      shifted,
    )
  return { kind: 'classes', codes: target.value, count: target.classes.length }
}

/** The values of a column in the rows where the target has one too. */
export interface Pairs {
  readonly x: Float64Array
  /** Codes or values of the target. */
  readonly y: Float64Array
}

/** @throws BarcastError `features/selection-infinite`. */
export function pairsOf(name: string, column: Float64Array, target: ReadTarget): Pairs {
  const x = new Float64Array(column.length)
  const y = new Float64Array(column.length)
  let n = 0
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!
    const other = target.kind === 'classes' ? (target.codes[i]! < 0 ? NaN : target.codes[i]!) : target.values[i]!
    if (Number.isNaN(value) || Number.isNaN(other)) continue
    if (value === Infinity || value === -Infinity)
      throw new BarcastError(
        'features/selection-infinite',
        `Select features: values must be finite or NaN, found ${value} in "${name}" at row ${i}`,
        {
          value,
          where: { column: name, row: i },
        },
      )
    x[n] = value
    y[n] = other
    n += 1
  }
  return { x: x.subarray(0, n), y: y.subarray(0, n) }
}

/** Mean and population deviation, in two passes. */
export function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  const mean = sum / values.length
  let squares = 0
  let rest = 0
  for (let i = 0; i < values.length; i++) {
    const distance = values[i]! - mean
    squares += distance * distance
    rest += distance
  }
  const variance = (squares - (rest * rest) / values.length) / values.length
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 0 }
}

/** True when no two values differ. */
export function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}
