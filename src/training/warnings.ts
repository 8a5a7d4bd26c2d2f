import type { ModelType } from '../models/index.js'
import type { ScalerKind } from './config.js'

/** What may spoil a training run though nothing in it is wrong. */
export function trainingWarnings(modelType: ModelType, scaler: ScalerKind): string[] {
  if (modelType !== 'logistic_regression' || scaler !== 'none') return []
  return ["logistic_regression on unscaled features: its penalty then depends on their units; scaler 'standard' makes them comparable"]
}
