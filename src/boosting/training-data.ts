import { BarcastError } from '../core/index.js'
import { checkCategories, resolveCategorical } from './categorical.js'
import type { BoosterSettings } from './config.js'
import type { BinnedDataset } from './dataset.js'
import { type Matrix, toColumns, toRowReader } from './matrix.js'
import { checkTarget } from './objectives/checked-target.js'
import type { Target } from './objectives/target.js'

const ACTION = 'Train booster'

/** Rows to learn from or to validate on. */
export interface LabelledRows {
  /** Features; NaN means missing, ±Infinity are ordinary extreme values. */
  x: Matrix
  /**
   * Labels, kept as float32 like LightGBM's. `binary`: 0 or 1; `multiclass`, `multiclassova`: 0 … numClass − 1; `cross_entropy` and
   * `cross_entropy_lambda`: 0 to 1; `poisson`, `tweedie`: ≥ 0; `gamma`: > 0; `lambdarank`, `rank_xendcg`: grades 0, 1, 2 …; otherwise any
   * number.
   */
  y: ArrayLike<number>
  /** Weight of each row, ≥ 0 (kept as float32). For `cross_entropy_lambda` > 0: the number of trials. */
  weight?: ArrayLike<number>
  /** Rankings: the number of rows of each query; a query's rows stand together. */
  group?: ArrayLike<number>
  /** Raw scores to start from instead of the mean, row-major with several classes. Predictions do not contain them. */
  initScore?: ArrayLike<number>
}

/** Checked rows to learn from. */
export interface TrainingData extends Target {
  rows: number
  /** The values; none where a dataset of chunks kept none. */
  columns: readonly Float64Array[]
  featureNames: readonly string[]
  /** Numbers of the columns that hold categories, ascending. */
  categorical: readonly number[]
  /** One class after the other. */
  initScore: Float64Array | undefined
}

/** Checked rows to validate on, row after row. */
export interface ValidationData extends Target {
  rows: number
  values: Float64Array
  initScore: Float64Array | undefined
}

function refuse(rule: string, message: string, value: unknown, action = ACTION, where: { row?: number; column?: string } = {}): never {
  throw new BarcastError(`boosting/${rule}`, `${action}: ${message}`, { value, where })
}

function checkInitScore(scores: ArrayLike<number> | undefined, rows: number, classes: number, name: string): Float64Array | undefined {
  if (scores === undefined) return undefined
  if (scores.length !== rows * classes)
    refuse('init-score', `${name} must have ${rows * classes} numbers (rows × classes), found ${scores.length}`, scores.length)
  const byClass = new Float64Array(rows * classes)
  for (let i = 0; i < byClass.length; i++) {
    const value = scores[i]!
    const row = Math.floor(i / classes)
    if (!Number.isFinite(value))
      refuse('init-score', `${name} must be finite, found ${value} at row ${row}`, value, ACTION, { row, column: name })
    byClass[(i % classes) * rows + row] = value
  }
  return byClass
}

/** Names must survive LightGBM's text format, so what it refuses or replaces is refused. */
function checkNames(names: readonly string[], columns: number, action: string): void {
  if (names.length !== columns)
    refuse('feature-count', `featureNames must have one name for each of ${columns} columns, found ${names.length}`, names.length, action)
  const seen = new Set<string>()
  for (const name of names) {
    if (typeof name !== 'string' || !/^[^\s"',:[\]{}]+$/.test(name))
      refuse('feature-name', `feature names must have no spaces and none of " , : [ ] { }, found ${JSON.stringify(name)}`, name, action)
    if (seen.has(name)) refuse('feature-name', `feature names must be unique, found "${name}" twice`, name, action, { column: name })
    seen.add(name)
  }
}

/**
 * The names of the columns: the Frame's own (`names`), those given, or `Column_0` …
 *
 * @throws BarcastError `boosting/empty`, `boosting/feature-names`, `boosting/feature-count`, `boosting/feature-name`.
 */
export function checkColumnNames(
  rows: number,
  columns: number,
  names: readonly string[] | undefined,
  featureNames: readonly string[] | undefined,
  { maxBinByFeature }: Pick<BoosterSettings, 'maxBinByFeature'>,
  action: string,
): readonly string[] {
  if (rows === 0) refuse('empty', 'x must have at least one row, found 0', 0, action)
  if (columns === 0) refuse('empty', 'x must have at least one column, found 0', 0, action)
  if (names !== undefined && featureNames !== undefined && names.join('\n') !== featureNames.join('\n'))
    refuse('feature-names', "featureNames must be the Frame's own, found others", featureNames, action)
  const used = names ?? featureNames ?? Array.from({ length: columns }, (_, j) => `Column_${j}`)
  checkNames(used, columns, action)
  if (maxBinByFeature !== undefined && maxBinByFeature.length !== columns) {
    const found = maxBinByFeature.length
    refuse('feature-count', `maxBinByFeature must have a number for each of ${columns} columns, found ${found}`, found, action)
  }
  return [...used]
}

export function checkTrainingData(
  data: LabelledRows,
  featureNames: readonly string[] | undefined,
  settings: BoosterSettings,
  categorical?: readonly (number | string)[],
): TrainingData {
  const { rows, columns, names } = toColumns(data.x, ACTION)
  const used = checkColumnNames(rows, columns.length, names, featureNames, settings, ACTION)
  const categories = resolveCategorical(categorical, used, ACTION)
  for (const column of categories) checkCategories(columns[column]!, used[column]!, 0, ACTION)
  const target = checkTarget(data, rows, settings)
  const initScore = checkInitScore(data.initScore, rows, settings.numClass, 'initScore')
  return { rows, columns, featureNames: used, categorical: categories, ...target, initScore }
}

/** What is learned from a dataset, whose rows are checked. */
export function checkDatasetTraining(
  { rows, columns, featureNames, categorical }: BinnedDataset,
  data: Omit<LabelledRows, 'x'>,
  settings: BoosterSettings,
): TrainingData {
  const target = checkTarget(data, rows, settings)
  const initScore = checkInitScore(data.initScore, rows, settings.numClass, 'initScore')
  return { rows, columns: columns ?? [], featureNames, categorical, ...target, initScore }
}

/** @param prefix how errors call the rows: `valid.` for `valid.x` … */
export function checkValidationData(
  data: LabelledRows,
  featureNames: readonly string[],
  settings: BoosterSettings,
  prefix = 'valid.',
): ValidationData {
  const reader = toRowReader(data.x, featureNames, prefix === '' ? ACTION : `${ACTION}: ${prefix.slice(0, -1)}`)
  const { rows } = reader
  if (rows === 0) refuse('empty', `${prefix}x must have at least one row, found 0`, 0)
  const width = featureNames.length
  const values = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) reader.fill(row, values.subarray(row * width, row * width + width))
  return {
    rows,
    values,
    ...checkTarget(data, rows, settings, prefix),
    initScore: checkInitScore(data.initScore, rows, settings.numClass, `${prefix}initScore`),
  }
}
