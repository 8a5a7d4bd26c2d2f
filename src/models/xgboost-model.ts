import { type TrainXgboosterOptions, trainXgbooster, type XgboosterParams, xgboosterParamName } from '../boosting/index.js'
import { BarcastError, type Frame, type Json } from '../core/index.js'
import { boosterModel, gainByFeature } from './booster-model.js'
import { DEFAULT_PARAMS, overDefaults, type XgboostParams } from './config.js'
import type { Fit, FitOptions } from './model-family.js'
import type { WatchedRows } from './watched-rounds.js'

const ACTION = 'Train model'

function refuse(rule: string, message: string, value: unknown, path: string): never {
  throw new BarcastError(`models/${rule}`, `${ACTION}: ${message}`, { value, where: { path: `params.${path}` } })
}

/** The objective that fits the classes, or the one asked for if it does. */
function objectiveOf(params: XgboostParams, classCount: number): XgboosterParams {
  const { objective = classCount === 2 ? 'binary:logistic' : 'multi:softprob', num_class, numClass } = params
  if (objective !== 'binary:logistic' && objective !== 'multi:softprob')
    refuse(
      'objective',
      `objective must be binary:logistic or multi:softprob, which give probabilities, found ${String(objective)}`,
      objective,
      'objective',
    )
  if (objective === 'binary:logistic' && classCount !== 2)
    refuse('objective', `objective binary:logistic needs two classes, found ${classCount}`, classCount, 'objective')
  const asked = num_class ?? numClass
  if (asked !== undefined && asked !== classCount)
    refuse('class-count', `num_class must be ${classCount} like the classes, found ${asked}`, asked, 'num_class')
  return objective === 'binary:logistic' ? { objective } : { objective, num_class: classCount }
}

/** The watched rows as the trainer takes them; each round's log loss goes to `losses`. */
function watch({ X, y, weights, onRound }: WatchedRows, losses: number[]): Pick<TrainXgboosterOptions, 'valid' | 'onRound'> {
  return {
    valid: weights === undefined ? { x: X, y } : { x: X, y, weight: weights },
    onRound({ round, metrics = {} }) {
      const loss = Object.values(metrics)[0]!
      losses.push(loss)
      onRound?.(round, loss)
    },
  }
}

/** Trains on class indices 0 … classNames.length − 1; the caller has checked rows, labels and weights. */
export async function trainXgboost(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  params: XgboostParams,
  { weights, validation, signal, onProgress }: FitOptions,
): Promise<Fit> {
  const objective = objectiveOf(params, classNames.length)
  const apart = ['objective', 'numClass', ...(validation === undefined ? [] : ['evalMetric', 'earlyStoppingRounds'])]
  const given = overDefaults(params, DEFAULT_PARAMS.xgboost, xgboosterParamName, apart)
  const resolved: XgboosterParams = { ...given, ...objective }
  const validationLoss: number[] = []
  const booster = await trainXgbooster({
    x: X,
    y: value,
    params: validation === undefined ? resolved : { ...resolved, early_stopping_rounds: validation.earlyStoppingRounds },
    ...(validation === undefined ? {} : watch(validation, validationLoss)),
    ...(weights === undefined ? {} : { weight: weights }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  return {
    model: boosterModel('xgboost', booster, booster.featureNames, classNames, resolved as Json),
    featureImportance: gainByFeature(booster),
    ...(validation === undefined ? {} : { rounds: { bestRound: booster.numIterations, validationLoss, trainingLoss: undefined } }),
  }
}
