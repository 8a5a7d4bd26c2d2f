import type { Frame, TaskOptions } from '../core/index.js'
import { applyScaler, fitScaler, type Scaler } from '../features/index.js'
import {
  type CalibrationMethod,
  calibrateModel,
  fitCalibrator,
  type Model,
  type ModelManager,
  type ModelSpec,
  type Predictions,
  type RoundHistory,
} from '../models/index.js'
import { type ClassWeight, classFactors, weighRows } from './class-balance.js'
import type { ScalerKind } from './config.js'
import { trainingParts } from './inner-split.js'
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
  readonly calibration: CalibrationMethod | 'none'
}

/** Everything learned from one training part, and from nothing else. */
export interface FittedFold {
  /** Undefined when features are not scaled. */
  scaler: Scaler | undefined
  /** Calibrated, where asked for. */
  model: Model
  /** Total gain by feature. */
  featureImportance: Record<string, number>
  /** With early stopping: the log loss round by round, and the round that the model ends at. */
  rounds: RoundHistory | undefined
}

/** A fold's model with the rows it was trained on, and its accuracy there. */
export interface FoldFit {
  fitted: FittedFold
  /** The training part without the rows that stop the rounds or calibrate. */
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
 * Fits the scaler, then the model, then the calibrator, each on rows of its own of the given samples: see {@link trainingParts}.
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
  const { earlyStopping, classWeight, calibration } = learning
  const parts = trainingParts(samples, learning, ACTION)
  const learned = takeSamples(samples, parts.learned)
  const { X, value, classNames } = learned
  const scaler = learning.scaler === 'none' ? undefined : fitScaler(X, { kind: learning.scaler })
  const scaled = (frame: Frame): Frame => (scaler === undefined ? frame : applyScaler(scaler, frame))
  const factors = classWeight === undefined ? undefined : classFactors(learned, classWeight)
  const weights = weighRows(learned, factors)
  const watched = parts.watched && takeSamples(samples, parts.watched)
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
  const calibrated = calibration === 'none' ? model : calibrateOn(takeSamples(samples, parts.calibrated!), { scaler, model }, calibration)
  return { fitted: { scaler, model: calibrated, featureImportance, rounds }, learned, trainingAccuracy: trainingScore }
}

/** The model with its probabilities fitted to how often classes came true; class weights have no part in that, the rows' own weights do. */
function calibrateOn({ X, value, weights }: Samples, fitted: Pick<FittedFold, 'scaler' | 'model'>, method: CalibrationMethod): Model {
  const calibrator = fitCalibrator(predictFold(fitted, X), value, { method, ...(weights === undefined ? {} : { weights }) })
  return calibrateModel(fitted.model, calibrator)
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
