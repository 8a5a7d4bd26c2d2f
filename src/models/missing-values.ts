import { BarcastError, type Frame } from '../core/index.js'
import { applyImputer, fitImputer, imputeRow, type MedianImputer } from '../features/index.js'
import type { Model } from './model.js'
import { createRowModel } from './row-model.js'

/** How missing values (NaN) meet a model: filled with the training part's medians, or not filled. */
export type ImputerChoice = 'median' | 'none'

const NONE_ALLOWED = "features must have a value in every row (or train with imputer: 'median')"

function refuse(action: string, isMissing: boolean, column: string, row: number | undefined, value: number): never {
  const rule = isMissing ? NONE_ALLOWED : 'features must be finite or NaN'
  const place = row === undefined ? `"${column}"` : `"${column}" at row ${row}`
  throw new BarcastError(`models/${isMissing ? 'missing' : 'infinite'}-value`, `${action}: ${rule}, found ${value} in ${place}`, {
    value,
    where: row === undefined ? { column } : { column, row },
  })
}

/** The first row of a column that a model of finite numbers cannot take; −1 if there is none. */
function firstBad(column: Float64Array, mayBeMissing: boolean): number {
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!
    if (!Number.isFinite(value) && !(mayBeMissing && Number.isNaN(value))) return row
  }
  return -1
}

/** @throws BarcastError `models/missing-value`, `models/infinite-value`, with row and column. */
function checkValues(X: Frame, names: readonly string[], mayBeMissing: boolean, action: string): void {
  const known = new Set(X.names)
  for (const name of names) {
    if (!known.has(name)) continue
    const column = X.column(name)
    const row = firstBad(column, mayBeMissing)
    if (row >= 0) refuse(action, Number.isNaN(column[row]), name, row, column[row]!)
  }
}

/** Training rows as a model of finite numbers can take them, and what filled them. */
export function fillTraining(X: Frame, choice: ImputerChoice, action: string): { filled: Frame; imputer: MedianImputer | undefined } {
  checkValues(X, X.names, choice === 'median', action)
  if (choice === 'none') return { filled: X, imputer: undefined }
  const imputer = fitImputer(X)
  return { filled: applyImputer(imputer, X), imputer }
}

/**
 * A model of finite numbers that gets none but those: missing values filled by the imputer, or refused without one; infinite ones refused.
 * The imputer is part of what is stored.
 */
export function finiteModel(model: Model, imputer: MedianImputer | undefined): Model {
  const { featureNames } = model
  const mayBeMissing = imputer !== undefined
  const filled = new Float64Array(featureNames.length)
  const kept = imputer === undefined ? {} : { imputer }
  const perRow = createRowModel({
    ...model,
    ...kept,
    predictRow(values, out) {
      const bad = firstBad(values, mayBeMissing)
      if (bad >= 0) refuse('Predict', Number.isNaN(values[bad]), featureNames[bad]!, undefined, values[bad]!)
      model.predictRow(imputer === undefined ? values : imputeRow(imputer, values, filled), out)
    },
    toJson: () => ({ ...model.toJson(), ...kept }),
  })
  return {
    ...perRow,
    predict(X) {
      checkValues(X, featureNames, mayBeMissing, 'Predict')
      return perRow.predict(X)
    },
  }
}
