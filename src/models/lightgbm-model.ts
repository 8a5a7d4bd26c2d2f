import { type BoosterParams, boosterParamName, trainBooster } from '../boosting/index.js'
import { BarcastError, type Frame, type Json } from '../core/index.js'
import { boosterModel, gainByFeature } from './booster-model.js'
import { DEFAULT_PARAMS, type LightgbmParams, type ModelSpec } from './config.js'
import type { Fit, FitOptions } from './model-family.js'

const ACTION = 'Train model'

/** The number of classes that a specification asks for (LightGBM's `num_class`, under any of its names). */
export function classCountOf({ params = {} }: ModelSpec): number | undefined {
  const name = Object.keys(params).find((key) => boosterParamName(key) === 'numClass')
  return name === undefined ? undefined : (params as Record<string, number | undefined>)[name]
}

/** The objective that fits the classes, or the one asked for if it does. */
function objectiveOf(params: LightgbmParams, classCount: number): BoosterParams {
  const { objective = classCount === 2 ? 'binary' : 'multiclass' } = params
  if (objective === 'binary' && classCount !== 2) {
    throw new BarcastError('models/objective', `${ACTION}: objective binary needs two classes, found ${classCount}`, {
      value: classCount,
      where: { path: 'params.objective' },
    })
  }
  const asked = classCountOf({ modelType: 'lightgbm', params })
  if (asked !== undefined && asked !== classCount) {
    throw new BarcastError('models/class-count', `${ACTION}: num_class must be ${classCount} like the classes, found ${asked}`, {
      value: asked,
      where: { path: 'params.num_class' },
    })
  }
  return objective === 'binary' ? { objective } : { objective, num_class: classCount }
}

/** The caller's parameters over the defaults, whichever of a parameter's names was used. */
function resolveParams(params: LightgbmParams, classCount: number): BoosterParams {
  const given = Object.entries(params).filter(([name, value]) => value !== undefined && boosterParamName(name) !== 'numClass')
  const names = new Set(given.map(([name]) => boosterParamName(name)))
  const defaults = Object.entries(DEFAULT_PARAMS.lightgbm).filter(([name]) => !names.has(boosterParamName(name)))
  return { ...Object.fromEntries([...defaults, ...given]), ...objectiveOf(params, classCount) }
}

/** Trains on class indices 0 … classNames.length − 1; the caller has checked rows, labels and weights. */
export async function trainLightgbm(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  params: LightgbmParams,
  { weights, signal, onProgress }: FitOptions,
): Promise<Fit> {
  const resolved = resolveParams(params, classNames.length)
  const booster = await trainBooster({
    x: X,
    y: value,
    params: resolved,
    ...(weights === undefined ? {} : { weight: weights }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : { onRound: ({ round, rounds }) => onProgress({ done: round, total: rounds, step: `round ${round} of ${rounds}` }) }),
  })
  return { model: boosterModel('lightgbm', booster, classNames, resolved as Json), featureImportance: gainByFeature(booster) }
}
