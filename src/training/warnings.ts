import type { ModelType } from '../models/index.js'
import type { Learning } from './fitted-fold.js'
import type { Fold } from './folds.js'
import type { Samples } from './samples.js'

/** What may spoil a training run though nothing in it is wrong. */
export function trainingWarnings(modelType: ModelType, { scaler, classWeight, calibration }: Learning): string[] {
  const warnings: string[] = []
  if (modelType === 'logistic_regression' && scaler === 'none')
    warnings.push(
      "logistic_regression on unscaled features: its penalty then depends on their units; scaler 'standard' makes them comparable",
    )
  if (classWeight !== undefined && calibration === 'none')
    warnings.push(
      "classWeight shifts the probabilities of the model; they are no frequencies unless calibrated (calibration: 'beta' and others)",
    )
  return warnings
}

/** Folds whose training part lacks a class, and folds that train on what came after their test part. */
export function foldWarnings(folds: readonly Fold[], { value, classNames }: Samples): string[] {
  const occurring = new Set(value)
  const classesOf = folds.map(({ train }) => new Set(Array.from(train, (row) => value[row]!)))
  const warnings = classNames.flatMap((name, k) => {
    const without = [...classesOf.keys()].filter((fold) => occurring.has(k) && !classesOf[fold]!.has(k))
    return without.length === 0 ? [] : [`no training row of "${name}" in fold ${without.join(', ')}`]
  })
  if (folds.some(({ trainsOnFuture }) => trainsOnFuture))
    warnings.push('folds train on rows after their test part: their scores compare models, they are no track record')
  return warnings
}
