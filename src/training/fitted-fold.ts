import type { Frame, TaskOptions } from '../core/index.js'
import { applyScaler, fitScaler, type Scaler } from '../features/index.js'
import type { Model, ModelManager, ModelSpec, Predictions, RoundHistory } from '../models/index.js'
import { type ClassWeight, classFactors, weighRows } from './class-balance.js'
import type { ScalerKind } from './config.js'
import { cutLastShare } from './inner-split.js'
import { type Samples, takeSamples } from './samples.js'

/** Ends the training of a boosted type early, by rows of its own training part. */
export interface EarlyStopping {
  /** Rounds to wait for a smaller log loss. */
  rounds: number
  /** Share of the training part, its last rows, on which the log loss is watched. Default 0.2. */
  share?: number
}

/** How a model is learned from a training part; nothing in it looks outside that part. */
export interface Learning {
  readonly scaler: ScalerKind
  readonly classWeight: ClassWeight | undefined
  readonly earlyStopping: Required<EarlyStopping> | undefined
}

/** Everything learned from one training part, and from nothing else. */
export interface FittedFold {
  /** Undefined when features are not scaled. */
  scaler: Scaler | undefined
  model: Model
  /** Total gain by feature. */
  featureImportance: Record<string, number>
  /** With early stopping: the log loss round by round, and the round that the model ends at. */
  rounds: RoundHistory | undefined
}

/** A fold's model with the rows it was trained on, and its accuracy there. */
export interface FoldFit {
  fitted: FittedFold
  /** The training part without the rows that are only watched. */
  learned: Samples
  trainingAccuracy: number
}

/** What watching a training takes besides {@link TaskOptions}' signal. */
export interface FitTask {
  signal: AbortSignal | undefined
  onRound?: ((round: number, logLoss: number) => void) | undefined
}

const ACTION = 'Fit fold'

/**
 * Fits the scaler, then the model, on the given samples. With early stopping both learn from the samples before the last ones, which decide on the number of rounds.
 *
 * @throws BarcastError `training/inner-split`, and those of `models`.
 */
export async function fitFold(
  manager: ModelManager,
  samples: Samples,
  spec: ModelSpec,
  learning: Learning,
  { signal, onRound }: FitTask,
): Promise<FoldFit> {
  const { earlyStopping, classWeight } = learning
  const parts = earlyStopping === undefined ? undefined : cutLastShare(samples, earlyStopping.share, 'early stopping', ACTION)
  const learned = parts === undefined ? samples : takeSamples(samples, parts.rest)
  const { X, value, classNames } = learned
  const scaler = learning.scaler === 'none' ? undefined : fitScaler(X, { kind: learning.scaler })
  const scaled = (frame: Frame): Frame => (scaler === undefined ? frame : applyScaler(scaler, frame))
  const factors = classWeight === undefined ? undefined : classFactors(learned, classWeight)
  const weights = weighRows(learned, factors)
  const watched = parts === undefined ? undefined : takeSamples(samples, parts.last)
  const task: TaskOptions = signal === undefined ? {} : { signal }
  const { model, featureImportance, rounds, trainingScore } = await manager.trainModel(scaled(X), value, {
    ...spec,
    ...task,
    ...(weights === undefined ? {} : { weights }),
    ...(watched === undefined
      ? {}
      : { validation: watchedRows(watched, scaled(watched.X), weighRows(watched, factors), earlyStopping!.rounds, onRound) }),
    classes: classNames,
  })
  return { fitted: { scaler, model, featureImportance, rounds }, learned, trainingAccuracy: trainingScore }
}

function watchedRows(
  { value }: Samples,
  X: Frame,
  weights: Float64Array | undefined,
  earlyStoppingRounds: number,
  onRound: FitTask['onRound'],
) {
  return {
    X,
    y: value,
    earlyStoppingRounds,
    ...(weights === undefined ? {} : { weights }),
    ...(onRound === undefined ? {} : { onRound }),
  }
}

/** Predictions for unscaled features. */
export function predictFold({ scaler, model }: Pick<FittedFold, 'scaler' | 'model'>, X: Frame): Predictions {
  return model.predict(scaler === undefined ? X : applyScaler(scaler, X))
}
