import { type Booster, type BoosterParams, boosterParamName, parseLightgbm, trainBooster } from '../boosting/index.js'
import { BarcastError, type Frame, type Json, nearestName, type TaskOptions } from '../core/index.js'
import { checkFeatures, DEFAULT_PARAMS, type LightgbmParams, type ModelSpec } from './config.js'
import type { Model, Predictions, StoredModel } from './model.js'

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

/** Columns of the frame in the model's order. */
function columnsOf(X: Frame, featureNames: readonly string[]): Float64Array[] {
  const known = new Set(X.names)
  return featureNames.map((name) => {
    if (known.has(name)) return X.column(name)
    const nearest = nearestName(name, X.names)
    throw new BarcastError(
      'models/missing-feature',
      `Predict: X must have every feature of the model, found none named "${name}"${nearest === undefined ? '' : ` ("${nearest}" is near)`}`,
      { value: name, where: { column: name } },
    )
  })
}

/** A model over a trained booster. A binary booster's lone probability p becomes the two columns 1 − p and p. */
function lightgbmModel(booster: Booster, classNames: readonly string[], params: Json): Model {
  const featureNames = booster.featureNames
  const classes = classNames.length
  const predictRow = (values: Float64Array, out: Float64Array): void => {
    if (out.length !== classes) {
      throw new BarcastError('models/row-length', `Predict: need ${classes} places to write probabilities, found ${out.length}`, {
        value: out.length,
      })
    }
    booster.predictRow(values, out)
    if (booster.objective === 'binary') {
      const p = out[0]!
      out[0] = 1 - p
      out[1] = p
    }
  }
  return {
    modelType: 'lightgbm',
    featureNames,
    classNames,
    params,
    predictRow,
    predict(X): Predictions {
      checkFeatures(X, 'Predict')
      const columns = columnsOf(X, featureNames)
      const data = new Float64Array(X.length * classes)
      const values = new Float64Array(columns.length)
      const out = new Float64Array(classes)
      for (let row = 0; row < X.length; row++) {
        for (let j = 0; j < columns.length; j++) values[j] = columns[j]![row]!
        predictRow(values, out)
        data.set(out, row * classes)
      }
      return { rows: X.length, classes, data }
    },
    toJson: () => ({ formatVersion: 1, modelType: 'lightgbm', featureNames, classNames, params, booster: booster.toLightgbmText() }),
  }
}

export interface LightgbmFit {
  model: Model
  featureImportance: Record<string, number>
}

/** Trains on class indices 0 … classNames.length − 1; the caller has checked rows, labels and weights. */
export async function trainLightgbm(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  params: LightgbmParams,
  { weights, signal, onProgress }: TaskOptions & { weights?: Float64Array },
): Promise<LightgbmFit> {
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
  const gains = booster.featureImportance('gain')
  return {
    model: lightgbmModel(booster, classNames, resolved as Json),
    featureImportance: Object.fromEntries(booster.featureNames.map((name, k) => [name, gains[k]!])),
  }
}

/** @throws BarcastError `models/booster-mismatch`, and the errors of LightGBM's text format. */
export function restoreLightgbmModel({ featureNames, classNames, params, booster: text }: StoredModel): Model {
  const booster = parseLightgbm(text)
  const place = featureNames.findIndex((name, k) => booster.featureNames[k] !== name)
  if (place >= 0 || booster.featureNames.length !== featureNames.length) {
    const at = Math.max(place, 0)
    throw new BarcastError(
      'models/booster-mismatch',
      `Read model: trees must be for the features of the model, found "${booster.featureNames[at]}" instead of "${featureNames[at]}"`,
      { value: booster.featureNames[at], where: { path: `featureNames[${at}]` } },
    )
  }
  const columns = booster.objective === 'binary' ? 2 : booster.numClasses
  if (booster.objective === 'regression' || columns !== classNames.length) {
    throw new BarcastError(
      'models/booster-mismatch',
      `Read model: trees must give probabilities of ${classNames.length} classes, found ${booster.objective} with ${columns}`,
      { value: columns, where: { path: 'classNames' } },
    )
  }
  return lightgbmModel(booster, classNames, params)
}
