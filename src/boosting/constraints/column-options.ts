import { BarcastError } from '../../core/index.js'
import type { BoosterSettings } from '../config.js'

function refuse(rule: string, action: string, message: string, value: unknown, name: string): never {
  throw new BarcastError(`boosting/${rule}`, `${action}: ${message}`, { value, where: { path: `params.${name}` } })
}

/** Refuses options column by column that do not fit the data's columns. */
export function checkColumnOptions(settings: BoosterSettings, columns: number, categorical: readonly number[], action: string): void {
  const { monotoneConstraints, featureContri, interactionConstraints } = settings
  for (const [name, given] of Object.entries({ monotoneConstraints, featureContri })) {
    if (given !== undefined && given.length > 0 && given.length !== columns)
      refuse(
        'column-option',
        action,
        `${name} must have one number for each of ${columns} columns, found ${given.length}`,
        given.length,
        name,
      )
  }
  const ordered = categorical.find((column) => (monotoneConstraints?.[column] ?? 0) !== 0)
  if (ordered !== undefined) {
    const message = `monotoneConstraints must be 0 for categorical columns, found ${monotoneConstraints![ordered]} for column ${ordered}`
    refuse('column-option', action, message, monotoneConstraints![ordered], 'monotoneConstraints')
  }
  const outside = interactionConstraints?.flat().find((column) => column >= columns)
  if (outside !== undefined) {
    const message = `interactionConstraints must be column numbers below ${columns}, found ${outside}`
    refuse('column-option', action, message, outside, 'interactionConstraints')
  }
}
