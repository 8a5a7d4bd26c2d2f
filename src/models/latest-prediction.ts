import { BarcastError, type Bars, type Frame, type Signal } from '../core/index.js'
import { applyScaler, type FeatureEngineer, type Scaler } from '../features/index.js'
import { createDecider, type DecisionRule } from './decision.js'
import type { Model } from './model.js'

const ACTION = 'Predict latest row'

/** Where the latest row comes from: feature rows, or bars and the engineer that makes features of them. */
export type FeatureSource = Frame | { bars: Bars; engineer: FeatureEngineer }

export interface LatestOptions {
  /** Fitted on the training part; applied to the row before the model sees it. */
  scaler?: Scaler
  /** How probabilities become a signal; needed where classes are not those of `SIGNAL_CLASSES`. */
  rule?: DecisionRule
}

/** What a model says of the latest row. */
export interface LatestPrediction {
  /** Time of the row: the bar's open time. */
  timeMs: number
  signal: Signal
  /** The most probable class, the first of equals; undefined without a prediction. */
  className: string | undefined
  /** Probability of that class; NaN without a prediction. */
  confidence: number
  /** Of each class, by name; NaN without a prediction. */
  probabilities: Record<string, number>
}

/** The latest row of features; `isComplete` is false when features of bars are still missing. */
function latestRow(source: FeatureSource): { row: Frame; isComplete: boolean } {
  const fromBars = 'bars' in source
  const frame = fromBars ? source.engineer.engineerFeatures(source.bars) : source
  if (frame.length === 0) throw new BarcastError('models/empty', `${ACTION}: need one row or more, found none`, { value: 0 })
  const row = frame.slice(frame.length - 1, frame.length)
  return { row, isComplete: !fromBars || row.names.every((name) => !Number.isNaN(row.column(name)[0])) }
}

/**
 * Predicts the latest row: features (of bars, made by the engineer), scaler, model, decision rule. The numbers are those of
 * `model.predict` over all rows. Of bars there is no prediction (HOLD, confidence NaN) while a feature is missing, as in the live
 * strategy; rows of a Frame are predicted as they stand, with what the model does about missing values.
 *
 * @throws BarcastError `models/empty`, those of the engineer, of {@link createDecider}, of `applyScaler` and of `model.predict`.
 */
export function predictWithFeatures(model: Model, source: FeatureSource, { scaler, rule }: LatestOptions = {}): LatestPrediction {
  const { classNames } = model
  const decider = createDecider(classNames, rule)
  const { row, isComplete } = latestRow(source)
  const data = isComplete
    ? model.predict(scaler === undefined ? row : applyScaler(scaler, row)).data
    : new Float64Array(classNames.length).fill(NaN)
  const confidence = decider.confidenceAt(data, 0)
  return {
    timeMs: row.timeMs[0]!,
    signal: decider.signalAt(data, 0),
    className: classNames[data.indexOf(confidence)],
    confidence,
    probabilities: Object.fromEntries(classNames.map((name, k) => [name, data[k]!])),
  }
}
