import { type Model, writeModel } from '../models/index.js'
import type { FoldEvaluation } from './cross-validation.js'

export const TRAINING_COSTS = ['modelBytes', 'trainingMs'] as const

/**
 * What a search can make small beside its score, each a mean over folds. `modelBytes`: length of the model as `writeModel` writes it, which grows with trees and leaves
 * and is the same in every run and runtime. `trainingMs`: the time that the fit took by the pipeline's clock; trials then depend on the clock, so that two runs differ.
 */
export type TrainingCost = (typeof TRAINING_COSTS)[number]

export function modelBytesOf(model: Model): number {
  return new TextEncoder().encode(writeModel(model)).length
}

/** The fold's cost. */
export function costOf(cost: TrainingCost, { modelBytes, usage }: FoldEvaluation): number {
  return cost === 'modelBytes' ? modelBytes! : usage.trainingMs
}
