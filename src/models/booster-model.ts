import { type Booster, parseLightgbm, parseXgboost } from '../boosting/index.js'
import { BarcastError, type Json } from '../core/index.js'
import type { Model, StoredBooster } from './model.js'
import { createRowModel } from './row-model.js'

/** Objectives whose predictions are probabilities of classes, and whether they are of one class only. */
const GIVES_LONE_PROBABILITY: Readonly<Record<string, boolean>> = {
  binary: true,
  'binary:logistic': true,
  multiclass: false,
  'multi:softprob': false,
}

/** XGBoost's float32 probabilities add up to 1 within a few units of the seventh digit; here they do in float64. */
function normalise(probabilities: Float64Array): void {
  let sum = 0
  for (let k = 0; k < probabilities.length; k++) sum += probabilities[k]!
  for (let k = 0; k < probabilities.length; k++) probabilities[k]! /= sum
}

/** A model over a trained booster. A lone probability p becomes the two columns 1 − p and p. */
export function boosterModel(
  modelType: StoredBooster['modelType'],
  booster: Booster,
  featureNames: readonly string[],
  classNames: readonly string[],
  params: Json,
): Model {
  return createRowModel({
    modelType,
    featureNames,
    classNames,
    params,
    predictRow(values, out) {
      booster.predictRow(values, out)
      if (GIVES_LONE_PROBABILITY[booster.objective] === true) {
        const p = out[0]!
        out[0] = 1 - p
        out[1] = p
      } else if (booster.objective === 'multi:softprob') normalise(out)
    },
    toJson: () => ({
      formatVersion: 1,
      modelType,
      featureNames,
      classNames,
      params,
      booster: booster.objective.includes(':') ? booster.toXgboostJson() : booster.toLightgbmText(),
    }),
  })
}

/** Total gain of the splits by each feature. */
export function gainByFeature(booster: Booster): Record<string, number> {
  const gains = booster.featureImportance('gain')
  return Object.fromEntries(booster.featureNames.map((name, k) => [name, gains[k]!]))
}

/** XGBoost's JSON, or LightGBM's text, in which earlier versions kept the trees of both types. */
function parseTrees(text: string): Booster {
  return text.startsWith('{') ? parseXgboost(text) : parseLightgbm(text)
}

/** The place of the first name that differs; −1 if none does. XGBoost's files do not hold names that were made up. */
function strangeName(found: readonly string[], expected: readonly string[]): number {
  const isNameless = found.every((name, k) => name === `f${k}`)
  if (found.length !== expected.length) return Math.min(found.length, expected.length)
  return isNameless ? -1 : expected.findIndex((name, k) => found[k] !== name)
}

/** @throws BarcastError `models/booster-mismatch`, and the errors of the boosters' formats. */
export function restoreBoosterModel({ modelType, featureNames, classNames, params, booster: text }: StoredBooster): Model {
  const booster = parseTrees(text)
  const at = strangeName(booster.featureNames, featureNames)
  if (at >= 0) {
    throw new BarcastError(
      'models/booster-mismatch',
      `Read model: trees must be for the features of the model, found "${booster.featureNames[at]}" instead of "${featureNames[at]}"`,
      { value: booster.featureNames[at], where: { path: `featureNames[${at}]` } },
    )
  }
  const isLone = GIVES_LONE_PROBABILITY[booster.objective]
  const columns = isLone === true ? 2 : booster.numClasses
  if (isLone === undefined || columns !== classNames.length) {
    throw new BarcastError(
      'models/booster-mismatch',
      `Read model: trees must give probabilities of ${classNames.length} classes, found ${booster.objective} with ${columns}`,
      { value: columns, where: { path: 'classNames' } },
    )
  }
  return boosterModel(modelType, booster, featureNames, classNames, params)
}
