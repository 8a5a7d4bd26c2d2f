import { BarcastError } from '../../core/index.js'
import type { LabelledRows } from '../training-data.js'

/** One set of rows, which reports call `valid`, or several by name. */
export type ValidSets = LabelledRows | { readonly [name: string]: LabelledRows }

/** Name of the training rows in reports. */
export const TRAINING_SET = 'training'
const ONLY_SET = 'valid'

function isRows(value: unknown): value is LabelledRows {
  return typeof value === 'object' && value !== null && 'x' in value && 'y' in value
}

/**
 * The sets by name.
 *
 * @throws BarcastError `boosting/valid-sets`.
 */
export function namedSets(valid: ValidSets | undefined, action: string): [name: string, rows: LabelledRows][] {
  if (valid === undefined) return []
  const entries = Object.entries(valid)
  // Sets may be called x and y.
  if (isRows(valid) && !entries.every(([, rows]) => isRows(rows))) return [[ONLY_SET, valid]]
  const sets = entries as [string, unknown][]
  for (const [name, rows] of sets) {
    if (name === TRAINING_SET || !isRows(rows)) {
      const found = name === TRAINING_SET ? `one called ${name}` : `${typeof rows} in ${name}`
      throw new BarcastError('boosting/valid-sets', `${action}: valid must be rows with x and y, or such rows by name, found ${found}`, {
        value: rows,
        where: { path: `valid.${name}` },
      })
    }
  }
  return sets as [string, LabelledRows][]
}
