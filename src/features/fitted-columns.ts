import { BarcastError, type Frame } from '../core/index.js'

/* What scalers, imputers and outlier bounds share: they learn from each column of a frame, and are then held to those columns. */

/** Whose rule it is (the head of the error's code) and what was being done. */
export interface Fitted {
  readonly noun: 'scaler' | 'imputer' | 'outlier' | 'selection'
  readonly action: string
}

/** @throws BarcastError `features/exploration-only`. */
export function refuseExploration(frame: Frame, { action }: Fitted): void {
  if (frame.explorationOnly !== true) return
  throw new BarcastError(
    'features/exploration-only',
    `${action}: the frame must not be scaled by its own rows, found an exploration-only frame`,
  )
}

/** @throws BarcastError `features/<noun>-infinite`. */
export function refuseInfinity({ noun, action }: Fitted, column: string, row: number, value: number): never {
  throw new BarcastError(
    `features/${noun}-infinite`,
    `${action}: values must be finite or NaN, found ${value} in "${column}" at row ${row}`,
    { value, where: { column, row } },
  )
}

/** @throws BarcastError `features/<noun>-empty-column`. */
export function refuseEmptyColumn({ noun, action }: Fitted, column: string, rows: number): never {
  throw new BarcastError(
    `features/${noun}-empty-column`,
    `${action}: every column needs a value, found only NaN in "${column}" (${rows} rows)`,
    { where: { column } },
  )
}

/** @throws BarcastError `features/<noun>-names`, naming the first column that differs. */
export function checkColumns({ noun, action }: Fitted, expected: readonly string[], found: readonly string[]): void {
  const place = expected.findIndex((name, i) => name !== found[i])
  if (place < 0 && found.length === expected.length) return
  const at = place < 0 ? expected.length : place
  const quoted = (name: string | undefined): string => (name === undefined ? 'none' : `"${name}"`)
  throw new BarcastError(
    `features/${noun}-names`,
    `${action}: columns must be those of the ${noun} in its order, found ${quoted(found[at])} instead of ${quoted(expected[at])} at column ${at}`,
    { value: found[at], where: { column: expected[at] ?? found[at]! } },
  )
}

/** @throws BarcastError `features/<noun>-names`. */
export function checkRow({ noun, action }: Fitted, expected: number, values: Float64Array, out: Float64Array): void {
  if (values.length === expected && out.length === expected) return
  throw new BarcastError(
    `features/${noun}-names`,
    `${action}: need ${expected} values and as many to write, found ${values.length} and ${out.length}`,
    { value: values.length },
  )
}
