import { type Booster, parseLightgbm } from '../boosting/index.js'
import { BarcastError, type Json } from '../core/index.js'
import type { Model, StoredBooster } from './model.js'
import { createRowModel } from './row-model.js'

/** A model over a trained booster. A binary booster's lone probability p becomes the two columns 1 − p and p. */
export function boosterModel(modelType: StoredBooster['modelType'], booster: Booster, classNames: readonly string[], params: Json): Model {
  const { featureNames } = booster
  return createRowModel({
    modelType,
    featureNames,
    classNames,
    params,
    predictRow(values, out) {
      booster.predictRow(values, out)
      if (booster.objective !== 'binary') return
      const p = out[0]!
      out[0] = 1 - p
      out[1] = p
    },
    toJson: () => ({ formatVersion: 1, modelType, featureNames, classNames, params, booster: booster.toLightgbmText() }),
  })
}

/** Total gain of the splits by each feature. */
export function gainByFeature(booster: Booster): Record<string, number> {
  const gains = booster.featureImportance('gain')
  return Object.fromEntries(booster.featureNames.map((name, k) => [name, gains[k]!]))
}

/** @throws BarcastError `models/booster-mismatch`, and the errors of LightGBM's text format. */
export function restoreBoosterModel({ modelType, featureNames, classNames, params, booster: text }: StoredBooster): Model {
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
  return boosterModel(modelType, booster, classNames, params)
}
