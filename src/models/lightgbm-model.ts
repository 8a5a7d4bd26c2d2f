import { type BoosterParams, boosterParamName, trainBooster } from '../boosting/index.js'
import { BarcastError, type Frame, type Json } from '../core/index.js'
import { boosterModel, gainByFeature } from './booster-model.js'
import { numClassOf } from './class-count.js'
import { checkClassWeight, classFactors, weighRows } from './class-weight.js'
import { DEFAULT_PARAMS, type LightgbmParams, overDefaults } from './config.js'
import type { Fit, FitOptions } from './model-family.js'
import type { WatchedRows } from './watched-rounds.js'

const ACTION = 'Train model'

/** The objective that fits the classes, or the one asked for if it does. */
function objectiveOf(params: LightgbmParams, classCount: number): BoosterParams {
  const { objective = classCount === 2 ? 'binary' : 'multiclass' } = params
  if (objective === 'binary' && classCount !== 2) {
    throw new BarcastError('models/objective', `${ACTION}: objective binary needs two classes, found ${classCount}`, {
      value: classCount,
      where: { path: 'params.objective' },
    })
  }
  const asked = numClassOf(params)
  if (asked !== undefined && asked !== classCount) {
    throw new BarcastError('models/class-count', `${ACTION}: num_class must be ${classCount} like the classes, found ${asked}`, {
      value: asked,
      where: { path: 'params.num_class' },
    })
  }
  return objective === 'binary' ? { objective } : { objective, num_class: classCount }
}

function checkFactors(classWeight: unknown, classNames: readonly string[]): void {
  if (classWeight === 'balanced') return
  const isRecord = typeof classWeight === 'object' && classWeight !== null
  if (!isRecord || !Object.values(classWeight).every((factor) => typeof factor === 'number' && factor >= 0 && factor < Infinity)) {
    throw new BarcastError(
      'models/class-weight',
      `${ACTION}: class_weight must be 'balanced' or finite factors of at least 0 by class name, found ${JSON.stringify(classWeight)}`,
      { value: classWeight, where: { path: 'params.class_weight' } },
    )
  }
  checkClassWeight(classWeight as Record<string, number>, classNames)
}

/** Row weights times the class weights that LightGBM's scikit-learn interface takes: `balanced` counts rows, whatever they weigh. */
function weigh(
  classWeight: LightgbmParams['class_weight'],
  value: Int32Array,
  classNames: readonly string[],
  weights: Float64Array | undefined,
): Float64Array | undefined {
  if (classWeight === undefined) return weights
  checkFactors(classWeight, classNames)
  return weighRows(value, classFactors(classWeight, value, classNames, undefined), weights)
}

function watchedSet({ X, y, weights }: WatchedRows) {
  return weights === undefined ? { x: X, y } : { x: X, y, weight: weights }
}

/** Trains on class indices 0 … classNames.length − 1; the caller has checked rows, labels and weights. */
export async function trainLightgbm(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  params: LightgbmParams,
  { weights, validation, signal, onProgress }: FitOptions,
): Promise<Fit> {
  const { class_weight: classWeight, ...ofBooster } = params
  const objective = objectiveOf(ofBooster, classNames.length)
  const weight = weigh(classWeight, value, classNames, weights)
  const apart = ['objective', 'numClass', ...(validation === undefined ? [] : ['metric', 'earlyStoppingRound'])]
  const resolved: BoosterParams = { ...overDefaults(ofBooster, DEFAULT_PARAMS.lightgbm, boosterParamName, apart), ...objective }
  const history: { validationLoss: number[]; trainingLoss: number[] } = { validationLoss: [], trainingLoss: [] }
  const booster = await trainBooster({
    x: X,
    y: value,
    params: validation === undefined ? resolved : { ...resolved, early_stopping_round: validation.earlyStoppingRounds },
    ...(weight === undefined ? {} : { weight }),
    ...(validation === undefined ? {} : { valid: watchedSet(validation), trainingMetrics: true }),
    ...(signal === undefined ? {} : { signal }),
    onRound({ round, rounds, metric, value: loss, metrics }) {
      onProgress?.({ done: round, total: rounds, step: `round ${round} of ${rounds}` })
      if (metric === undefined) return
      history.validationLoss.push(loss!)
      history.trainingLoss.push(metrics.training![metric]!)
      validation?.onRound?.(round, loss!)
    },
  })
  const kept = { ...resolved, ...(classWeight === undefined ? {} : { class_weight: classWeight }) } as Json
  return {
    model: boosterModel('lightgbm', booster, booster.featureNames, classNames, kept),
    featureImportance: gainByFeature(booster),
    ...(validation === undefined ? {} : { rounds: { bestRound: booster.numIterations, ...history } }),
  }
}
