import type { Frame, Json } from '../../core/index.js'
import { classFactors, weighRows } from '../class-weight.js'
import { keepWeighted } from '../kept-rows.js'
import type { Model, StoredForest } from '../model.js'
import type { Fit, FitOptions } from '../model-family.js'
import { spellParams } from '../parameter-names.js'
import { createRowModel } from '../row-model.js'
import { runSteps } from '../stepping.js'
import { parseForestParams, type RandomForestParams } from './config.js'
import { growForest } from './growth.js'
import { decodeTrees, encodeTrees } from './stored-trees.js'
import { addShares, type Trees } from './trees.js'

export type { RandomForestParams } from './config.js'

/** A row's probability of a class: the mean over the trees of the class's share in the leaf that the row reaches. */
function forestModel(trees: Trees, featureNames: readonly string[], classNames: readonly string[], params: Json): Model {
  const count = trees.root.length
  return createRowModel({
    modelType: 'random_forest',
    featureNames,
    classNames,
    params,
    predictRow(values, out) {
      out.fill(0)
      addShares(trees, values, out)
      for (let k = 0; k < out.length; k++) out[k]! /= count
    },
    toJson: () => ({ formatVersion: 1, modelType: 'random_forest', featureNames, classNames, params, forest: encodeTrees(trees) }),
  })
}

/**
 * Trains a random forest with scikit-learn's `RandomForestClassifier` meanings: classification trees on bootstrap samples, each node split on
 * the best of a few columns drawn at random.
 *
 * - Splits are searched on at most 255 bins per column. With no more different values than that, `bootstrap: false` and
 *   `max_features: null`, the trees are scikit-learn's wherever no two splits are equally good; thresholds lie mid-way between the
 *   neighbouring values of the node. Beyond 255 values, bins hold about equal weight.
 * - Values stay float64; scikit-learn rounds them to float32 and takes values within 1e-7 for equal.
 * - With `bootstrap`, weights (and class weights, but for `balanced_subsample`) are the rows' chances to be drawn, as in
 *   scikit-learn 1.9; without, they weigh in the splits. A row of weight 0 is as if it were not there.
 * - A class without rows gets probability 0.
 * - Columns are taken in the order of their names, so the order of the Frame's columns changes nothing.
 *
 * `featureImportance` is the mean decrease of impurity, adding up to 1 (zeros if no tree has a split). `params` of the model are all
 * parameters under scikit-learn's names; with `oob_score`, `params.outcome.oob_score` is the accuracy on rows by the trees that did not
 * see them, or null if there were none.
 *
 * @throws BarcastError `models/unknown-parameter`, `models/parameter-conflict`, `models/parameter-range`, `models/unknown-class`, `models/weights`,
 * `task/aborted`.
 */
export async function trainRandomForest(
  X: Frame,
  value: Int32Array,
  classNames: readonly string[],
  params: RandomForestParams,
  { weights, signal, onProgress }: FitOptions,
): Promise<Fit> {
  const settings = parseForestParams(params, classNames)
  const { classWeight, bootstrap, nEstimators: total } = settings
  const perTree = classWeight === 'balanced_subsample' && bootstrap
  const factors = perTree
    ? undefined
    : classFactors(classWeight === 'balanced_subsample' ? 'balanced' : classWeight, value, classNames, weights)
  // Ties go to the column drawn first; drawing from sorted names makes that independent of the Frame.
  const names = [...X.names].sort()
  const rows = keepWeighted(X, names, value, weighRows(value, factors, weights))
  const onTree = (done: number): void => onProgress?.({ done, total, step: `tree ${done} of ${total}` })
  const { trees, importance, oobScore } = await runSteps(
    growForest({ ...rows, classes: classNames.length }, settings, onTree),
    signal,
    'Train model',
  )
  const place = new Map(X.names.map((name, j) => [name, j]))
  const ordered = { ...trees, feature: trees.feature.map((j) => place.get(names[j]!)!) }
  const importanceOf = new Map(names.map((name, j) => [name, importance[j]!]))
  const outcome = oobScore === undefined ? {} : { outcome: { oob_score: oobScore } }
  return {
    model: forestModel(ordered, X.names, classNames, { ...spellParams(settings), ...outcome }),
    featureImportance: Object.fromEntries(X.names.map((name) => [name, importanceOf.get(name)!])),
  }
}

/** @throws BarcastError `models/forest-mismatch` (the trees are for other features or another number of classes), `json/base64`. */
export function restoreRandomForest({ featureNames, classNames, params, forest }: StoredForest): Model {
  return forestModel(decodeTrees(forest, featureNames.length, classNames.length), featureNames, classNames, params)
}
