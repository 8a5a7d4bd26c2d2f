import { BarcastError, type Frame, type TaskOptions } from '../core/index.js'
import { applyScaler, fitScaler, type Scaler } from '../features/index.js'
import type { Model, ModelManager, ModelSpec, Predictions } from '../models/index.js'
import type { Split, Splitter } from '../validation/index.js'
import type { ScalerKind } from './config.js'
import { type Samples, takeSamples } from './samples.js'

/** Everything learned from one training part, and from nothing else. */
export interface FittedFold {
  /** Undefined when features are not scaled. */
  scaler: Scaler | undefined
  model: Model
  featureImportance: Record<string, number>
}

function refuse(rule: string, action: string, fold: string, message: string, value: unknown): never {
  throw new BarcastError(`training/${rule}`, `${action}: ${fold}: ${message}`, { value, where: { path: fold } })
}

function checkFold({ train, test }: Split, { value, classNames, spans }: Samples, action: string, fold: string): void {
  if (train.length === 0) refuse('empty-fold', action, fold, 'one training row or more must remain after purging, found 0', 0)
  if (test.length === 0) refuse('empty-fold', action, fold, 'one test row or more is needed, found 0', 0)
  const testFrom = test.reduce((least, row) => Math.min(least, spans.t0[row]!), Infinity)
  const decided = train.reduce((most, row) => Math.max(most, spans.t1[row]!), -Infinity)
  if (!(decided < testFrom))
    refuse(
      'future-train',
      action,
      fold,
      `every training label must be decided before the first test row (${testFrom}), found ${decided}`,
      decided,
    )
  const first = value[train[0]!]!
  if (train.every((row) => value[row] === first))
    refuse(
      'fold-one-class',
      action,
      fold,
      `training rows must hold two classes or more, found only "${classNames[first]}"`,
      classNames[first],
    )
}

/**
 * All folds of a splitter, checked before anything is trained.
 *
 * @param name what a fold is called, for example `fold` or `fold 2, inner fold`
 * @throws BarcastError `training/no-fold`, `training/empty-fold`, `training/future-train`, `training/fold-one-class`, each naming the fold, and the splitter's errors.
 */
export function prepareFolds(splitter: Splitter, samples: Samples, action: string, name = 'fold'): Split[] {
  const folds = [...splitter(samples.spans)]
  if (folds.length === 0)
    throw new BarcastError('training/no-fold', `${action}: the splitter must yield one ${name} or more, found none`, { value: 0 })
  folds.forEach((fold, k) => {
    checkFold(fold, samples, action, `${name} ${k}`)
  })
  return folds
}

/** Fits the scaler, then the model, on the given samples. */
export async function fitFold(
  manager: ModelManager,
  { X, value, classNames }: Samples,
  spec: ModelSpec,
  scalerKind: ScalerKind,
  signal: AbortSignal | undefined,
): Promise<FittedFold> {
  const scaler = scalerKind === 'none' ? undefined : fitScaler(X, { kind: scalerKind })
  const task: TaskOptions = signal === undefined ? {} : { signal }
  const scaled = scaler === undefined ? X : applyScaler(scaler, X)
  const { model, featureImportance } = await manager.trainModel(scaled, value, { ...spec, ...task, classes: classNames })
  return { scaler, model, featureImportance }
}

/** Predictions for unscaled features. */
export function predictFold({ scaler, model }: FittedFold, X: Frame): Predictions {
  return model.predict(scaler === undefined ? X : applyScaler(scaler, X))
}

/** Fits on the training part and predicts the test part. */
export async function predictTestPart(
  manager: ModelManager,
  samples: Samples,
  { train, test }: Split,
  spec: ModelSpec,
  scalerKind: ScalerKind,
  signal: AbortSignal | undefined,
): Promise<{ value: Int32Array; predictions: Predictions }> {
  const fitted = await fitFold(manager, takeSamples(samples, train), spec, scalerKind, signal)
  const { X, value } = takeSamples(samples, test)
  return { value, predictions: predictFold(fitted, X) }
}
