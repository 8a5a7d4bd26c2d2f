import { BarcastError, type Frame, type Json } from '../../core/index.js'
import { classFactors, weighClasses, weighRows } from '../class-weight.js'
import { keepWeighted } from '../kept-rows.js'
import type { Model, StoredRegression } from '../model.js'
import type { Fit, FitOptions } from '../model-family.js'
import { spellParams } from '../parameter-names.js'
import { createRowModel } from '../row-model.js'
import { runSteps } from '../stepping.js'
import { type LogisticRegressionParams, parseRegressionParams } from './config.js'
import { type FittedRegression, fitRegression } from './fitting.js'
import type { LogisticRegressionPayload } from './format.js'
import { softmax } from './softmax.js'

export type { LogisticRegressionParams } from './config.js'

type Regression = LogisticRegressionPayload['regression']

/** A score beyond this is as good as infinite, and keeping below it keeps sums of them finite. */
const HIGHEST_SCORE = 1e300

/** Scores of a row by more careful sums, for values so large that a plain sum is not finite. */
function boundedScore(coefficients: Float64Array, intercept: number, values: Float64Array): number {
  let score = intercept
  for (let j = 0; j < values.length; j++) {
    score = Math.max(
      -HIGHEST_SCORE,
      Math.min(HIGHEST_SCORE, score + Math.max(-HIGHEST_SCORE, Math.min(HIGHEST_SCORE, coefficients[j]! * values[j]!))),
    )
  }
  return score
}

function scoreOf(coefficients: Float64Array, intercept: number, values: Float64Array): number {
  let score = intercept
  for (let j = 0; j < values.length; j++) score += coefficients[j]! * values[j]!
  return Number.isFinite(score) ? score : boundedScore(coefficients, intercept, values)
}

/** Probabilities are the softmax of one linear score per class; with two fitted classes, the first one's score is 0. */
function regressionModel(regression: Regression, featureNames: readonly string[], classNames: readonly string[], params: Json): Model {
  const { fittedClasses, intercepts } = regression
  const coefficients = regression.coefficients.map((row) => Float64Array.from(row))
  const scores = new Float64Array(fittedClasses.length)
  const first = fittedClasses.length - coefficients.length
  return createRowModel({
    modelType: 'logistic_regression',
    featureNames,
    classNames,
    params,
    predictRow(values, out) {
      scores[0] = 0
      for (let k = 0; k < coefficients.length; k++) scores[first + k] = scoreOf(coefficients[k]!, intercepts[k]!, values)
      softmax(scores, 0)
      out.fill(0)
      for (let k = 0; k < scores.length; k++) out[fittedClasses[k]!] = scores[k]!
    },
    toJson: () => ({ formatVersion: 1, modelType: 'logistic_regression', featureNames, classNames, params, regression }),
  })
}

/** Classes with rows, by index. @throws BarcastError `models/one-class`. */
function classesToFit(value: Int32Array, classNames: readonly string[]): number[] {
  const counts = weighClasses(value, classNames.length, undefined)
  const fitted = [...counts.keys()].filter((k) => counts[k]! > 0)
  if (fitted.length >= 2) return fitted
  throw new BarcastError(
    'models/one-class',
    `Train model: rows of weight above 0 must hold two classes or more, found only "${classNames[fitted[0]!]}"`,
    { value: classNames[fitted[0]!], where: { column: 'y' } },
  )
}

/** Mean |coefficient| × the feature's standard deviation. */
function importanceOf(names: readonly string[], { coefficients, deviation }: FittedRegression): Record<string, number> {
  const mean = (j: number): number => coefficients.reduce((sum, row) => sum + Math.abs(row[j]!), 0) / coefficients.length
  return Object.fromEntries(names.map((name, j) => [name, mean(j) * deviation[j]!]))
}

/**
 * Trains a logistic regression with scikit-learn's `LogisticRegression` meanings: minimises C · Σ weight · cross-entropy + ½ ‖coefficients‖², by
 * one score for two classes and a softmax of one score per class for more; the intercept is not penalised.
 *
 * - The penalty makes coefficients depend on the features' units: give features of like scale (a fitted scaler). The columns are not
 *   scaled here; inside, the optimiser works in standardised coordinates with the penalty carried over, so columns of any size are fine.
 * - The minimum is unique and is followed to the last digits, past scikit-learn's `tol`: coefficients are within 1e-9 of the true minimum (times
 *   the column's range). `tol` and `max_iter` decide what counts as converged: `params.outcome` of the model has `converged` and
 *   `iterations`. A model that is not converged is still usable; raise `max_iter` or lower C.
 * - A class without rows (of weight above 0) is not fitted, as in scikit-learn, which knows the classes that occur only; its probability is 0. When
 *   two remain, they are fitted by one score.
 *
 * `featureImportance` is the mean over the scores of |coefficient| × the feature's standard deviation: comparable between features, in units of the score.
 *
 * @throws BarcastError `models/unknown-parameter`, `models/parameter-conflict`, `models/parameter-range`, `models/unknown-class`, `models/one-class`,
 * `models/weights`, `task/aborted`.
 */
export async function trainLogisticRegression(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  params: LogisticRegressionParams,
  { weights, signal, onProgress }: FitOptions,
): Promise<Fit> {
  const settings = parseRegressionParams(params, classNames)
  const rowWeights = weighRows(value, classFactors(settings.classWeight, value, classNames, weights), weights)
  const rows = keepWeighted(X, X.names, value, rowWeights)
  const fittedClasses = classesToFit(rows.value, classNames)
  const place = Int32Array.from(classNames, (_, k) => fittedClasses.indexOf(k))
  const { maxIter: total } = settings
  const onIteration = (done: number): void => onProgress?.({ done, total, step: `iteration ${done}, at most ${total}` })
  const fitted = await runSteps(
    fitRegression({ ...rows, value: rows.value.map((k) => place[k]!), classes: fittedClasses.length }, settings, onIteration),
    signal,
    'Train model',
  )
  const { coefficients, intercepts, converged, iterations } = fitted
  const outcome = { converged, iterations }
  return {
    model: regressionModel({ fittedClasses, coefficients, intercepts }, X.names, classNames, { ...spellParams(settings), outcome }),
    featureImportance: importanceOf(X.names, fitted),
  }
}

function refuse(message: string, value: unknown, path: string): never {
  throw new BarcastError('models/regression-mismatch', `Read model: ${message}, found ${String(value)}`, {
    value,
    where: { path: `regression.${path}` },
  })
}

/** @throws BarcastError `models/regression-mismatch` (coefficients for other features or classes). */
export function restoreLogisticRegression({ featureNames, classNames, params, regression }: StoredRegression): Model {
  const { fittedClasses, coefficients, intercepts } = regression
  fittedClasses.forEach((k, i) => {
    if (k >= classNames.length || (i > 0 && k <= fittedClasses[i - 1]!))
      refuse('fitted classes must ascend below the number of classes', k, `fittedClasses[${i}]`)
  })
  const logits = fittedClasses.length === 2 ? 1 : fittedClasses.length
  if (coefficients.length !== logits) refuse(`coefficients must have ${logits} rows`, coefficients.length, 'coefficients')
  if (intercepts.length !== logits) refuse(`intercepts must be ${logits}`, intercepts.length, 'intercepts')
  coefficients.forEach((row, k) => {
    if (row.length !== featureNames.length)
      refuse(`coefficients must be for ${featureNames.length} features`, row.length, `coefficients[${k}]`)
  })
  return regressionModel(regression, featureNames, classNames, params)
}
