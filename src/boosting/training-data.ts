import { BarcastError } from '../core/index.js'
import { checkCategories, resolveCategorical } from './categorical.js'
import type { BoosterSettings } from './config.js'
import { type Matrix, toColumns, toRowReader } from './matrix.js'
import type { Target } from './objective.js'

const ACTION = 'Train booster'

/** Rows to learn from or to validate on. */
export interface LabelledRows {
  /** Features; NaN means missing, ±Infinity are ordinary extreme values. */
  x: Matrix
  /** `binary`: 0 or 1; `multiclass`: 0 … numClass − 1; `regression`: any number (kept as float32, like LightGBM's labels). */
  y: ArrayLike<number>
  /** Weight of each row, ≥ 0 (kept as float32). */
  weight?: ArrayLike<number>
  /** Raw scores to start from instead of the mean, row-major with several classes. Predictions do not contain them. */
  initScore?: ArrayLike<number>
}

/** Checked rows to learn from. */
export interface TrainingData extends Target {
  rows: number
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

function refuse(rule: string, message: string, value: unknown, where: { row?: number; column?: string } = {}): never {
  throw new BarcastError(`boosting/${rule}`, `${ACTION}: ${message}`, { value, where })
}

const FLOAT_LIMIT = 1e38
function labelRule(objective: BoosterSettings['objective']): string {
  if (objective === 'binary') return 'must be 0 or 1'
  return objective === 'multiclass' ? 'must be a class number below numClass' : 'must be a number within ±1e38'
}

function checkLabels(y: ArrayLike<number>, rows: number, settings: BoosterSettings, name: string): Float32Array {
  if (typeof y !== 'object' || y === null || y.length !== rows)
    refuse('label-count', `${name} must have ${rows} labels like x has rows, found ${y?.length}`, y?.length)
  const labels = new Float32Array(rows)
  const classes = settings.objective === 'binary' ? 2 : settings.numClass
  for (let i = 0; i < rows; i++) {
    const label = y[i]!
    const fits =
      settings.objective === 'regression'
        ? typeof label === 'number' && Math.abs(label) <= FLOAT_LIMIT
        : Number.isInteger(label) && label >= 0 && label < classes
    if (!fits) refuse('label', `${name} ${labelRule(settings.objective)}, found ${label} at row ${i}`, label, { row: i, column: name })
    labels[i] = label
  }
  return labels
}

function checkWeights(weight: ArrayLike<number> | undefined, rows: number, name: string): Float32Array | undefined {
  if (weight === undefined) return undefined
  if (weight.length !== rows)
    refuse('weight-count', `${name} must have ${rows} numbers like x has rows, found ${weight.length}`, weight.length)
  const weights = new Float32Array(rows)
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const value = weight[i]!
    if (!(typeof value === 'number' && value >= 0 && value <= FLOAT_LIMIT))
      refuse('weight', `${name} must be 0 or above, found ${value} at row ${i}`, value, { row: i, column: name })
    weights[i] = value
    sum += value
  }
  if (!(sum > 0)) refuse('weight', `${name} must not be 0 everywhere`, sum, { column: name })
  return weights
}

function checkInitScore(scores: ArrayLike<number> | undefined, rows: number, classes: number, name: string): Float64Array | undefined {
  if (scores === undefined) return undefined
  if (scores.length !== rows * classes)
    refuse('init-score', `${name} must have ${rows * classes} numbers (rows × classes), found ${scores.length}`, scores.length)
  const byClass = new Float64Array(rows * classes)
  for (let i = 0; i < byClass.length; i++) {
    const value = scores[i]!
    const row = Math.floor(i / classes)
    if (!Number.isFinite(value)) refuse('init-score', `${name} must be finite, found ${value} at row ${row}`, value, { row, column: name })
    byClass[(i % classes) * rows + row] = value
  }
  return byClass
}

function checkClasses(labels: Float32Array, settings: BoosterSettings): void {
  if (settings.objective === 'regression') return
  for (let i = 1; i < labels.length; i++) if (labels[i] !== labels[0]) return
  refuse('one-class', `y must hold at least two classes, found only ${labels[0]}`, labels[0])
}

/** Names must survive LightGBM's text format, so what it refuses or replaces is refused. */
function checkNames(names: readonly string[], columns: number): void {
  if (names.length !== columns)
    refuse('feature-count', `featureNames must have one name for each of ${columns} columns, found ${names.length}`, names.length)
  const seen = new Set<string>()
  for (const name of names) {
    if (typeof name !== 'string' || !/^[^\s"',:[\]{}]+$/.test(name))
      refuse('feature-name', `feature names must have no spaces and none of " , : [ ] { }, found ${JSON.stringify(name)}`, name)
    if (seen.has(name)) refuse('feature-name', `feature names must be unique, found "${name}" twice`, name, { column: name })
    seen.add(name)
  }
}

export function checkTrainingData(
  data: LabelledRows,
  featureNames: readonly string[] | undefined,
  settings: BoosterSettings,
  categorical?: readonly (number | string)[],
): TrainingData {
  const { rows, columns, names } = toColumns(data.x, ACTION)
  if (rows === 0) refuse('empty', 'x must have at least one row, found 0', 0)
  if (columns.length === 0) refuse('empty', 'x must have at least one column, found 0', 0)
  if (names !== undefined && featureNames !== undefined && names.join('\n') !== featureNames.join('\n'))
    refuse('feature-names', "featureNames must be the Frame's own, found others", featureNames)
  const used = names ?? featureNames ?? columns.map((_, j) => `Column_${j}`)
  checkNames(used, columns.length)
  const { maxBinByFeature } = settings
  if (maxBinByFeature !== undefined && maxBinByFeature.length !== columns.length)
    refuse(
      'feature-count',
      `maxBinByFeature must have a number for each of ${columns.length} columns, found ${maxBinByFeature.length}`,
      maxBinByFeature,
    )
  const categories = resolveCategorical(categorical, used)
  for (const column of categories) checkCategories(columns[column]!, used[column]!, 0)
  const labels = checkLabels(data.y, rows, settings, 'y')
  const weights = checkWeights(data.weight, rows, 'weight')
  checkClasses(labels, settings)
  const initScore = checkInitScore(data.initScore, rows, settings.numClass, 'initScore')
  return { rows, columns, featureNames: [...used], categorical: categories, labels, weights, initScore }
}

export function checkValidationData(data: LabelledRows, featureNames: readonly string[], settings: BoosterSettings): ValidationData {
  const reader = toRowReader(data.x, featureNames, `${ACTION}: valid`)
  const { rows } = reader
  if (rows === 0) refuse('empty', 'valid.x must have at least one row, found 0', 0)
  const width = featureNames.length
  const values = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) reader.fill(row, values.subarray(row * width, row * width + width))
  return {
    rows,
    values,
    labels: checkLabels(data.y, rows, settings, 'valid.y'),
    weights: checkWeights(data.weight, rows, 'valid.weight'),
    initScore: checkInitScore(data.initScore, rows, settings.numClass, 'valid.initScore'),
  }
}
