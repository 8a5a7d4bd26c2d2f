import { BarcastError } from '../core/index.js'
import { Forest } from './forest.js'
import { featureImportance, type ImportanceType } from './importance.js'
import { writeLightgbm } from './lightgbm-writer.js'
import { applyLink, classesOf, type Link } from './link.js'
import { type Matrix, toRowReader } from './matrix.js'
import type { Tree } from './tree.js'

/** Everything a trained model consists of. */
export interface BoosterParts {
  readonly link: Link
  readonly featureNames: readonly string[]
  /** LightGBM's `feature_infos`: `[min:max]` of each column's training values, `none` for a column that no split could use. */
  readonly featureInfos: readonly string[]
  /** Round after round, within a round one tree per class. */
  readonly trees: readonly Tree[]
  /** Lines of the `parameters` section of the model text. */
  readonly parameters: readonly string[]
  readonly bestIteration?: number
  /** Raw scores are the mean of the rounds' instead of their sum (random forests). */
  readonly averaged?: boolean
  /** Models with XGBoost's semantics: raw scores are float32 sums that begin at these scores, one per class. */
  readonly float32?: { readonly startScores: Float32Array }
  /** Python's category values of each categorical column in order, from `pandas_categorical` of the text. */
  readonly pandasCategories?: readonly (readonly (string | number | boolean)[])[]
}

/**
 * A trained model. Results are row-major: with several classes, row `i` stands at `i * numClasses`. NaN in the features means missing.
 * A Frame is read by column names, which must be exactly `featureNames`; other matrices need `numFeatures` columns in that order.
 *
 * Every method that takes `x` throws BarcastError `boosting/feature-names`, `boosting/feature-count`, `boosting/matrix-shape` or
 * `boosting/exploration-only`.
 */
export interface Booster {
  readonly objective: Link['objective']
  readonly numFeatures: number
  readonly featureNames: readonly string[]
  /** Numbers per row of {@link predict}: the classes of a multiclass model, otherwise 1. */
  readonly numClasses: number
  /** Boosting rounds that are in the model. */
  readonly numIterations: number
  readonly numTrees: number
  /** The round (from 1) that early stopping chose; later trees are not in the model. Undefined without early stopping. */
  readonly bestIteration: number | undefined
  /** Probability of class 1 (binary), of every class (multiclass), or the predicted value (regression). */
  predict(x: Matrix): Float64Array
  /** Sums of leaf values before the logistic function or softmax; the same bits as LightGBM's raw score. */
  predictRaw(x: Matrix): Float64Array
  /** The leaf number in every tree: row `i`, tree `t` at `i * numTrees + t`. */
  predictLeaf(x: Matrix): Float64Array
  /**
   * One row without allocation: writes `numClasses` numbers to `out`, the same bits as {@link predict}.
   * @param values in the order of `featureNames`
   */
  predictRow(values: Float64Array, out: Float64Array): void
  /** `gain`: summed gain of the splits on each feature; `split`: their number. As LightGBM counts them. */
  featureImportance(type: ImportanceType): Float64Array
  /** The model in LightGBM's text format; `lightgbm.Booster(model_str=text)` in Python loads it and predicts the same. */
  toLightgbmText(): string
}

const ACTION = 'Predict'

function checkRow(values: Float64Array, out: Float64Array, features: number, classes: number): void {
  if (values.length !== features)
    throw new BarcastError('boosting/feature-count', `${ACTION}: a row must have ${features} values, found ${values.length}`, {
      value: values.length,
    })
  if (out.length < classes)
    throw new BarcastError('boosting/matrix-shape', `${ACTION}: out must have room for ${classes} numbers, found ${out.length}`, {
      value: out.length,
    })
}

const partsByBooster = new WeakMap<Booster, BoosterParts>()

/**
 * What a booster of this library was made of.
 *
 * @throws BarcastError `boosting/booster` for any other object.
 */
export function partsOf(booster: Booster, action: string): BoosterParts {
  const parts = partsByBooster.get(booster)
  if (parts !== undefined) return parts
  throw new BarcastError('boosting/booster', `${action}: the booster must come from this library, found ${typeof booster}`, {
    value: booster,
  })
}

export function createBooster(parts: BoosterParts): Booster {
  const { link, featureNames, trees, bestIteration } = parts
  const numFeatures = featureNames.length
  const numClasses = classesOf(link)
  const forest = new Forest(trees)
  const forEachRow = (x: Matrix, width: number, write: (values: Float64Array, out: Float64Array, at: number) => void): Float64Array => {
    const reader = toRowReader(x, featureNames, ACTION)
    const values = new Float64Array(numFeatures)
    const out = new Float64Array(reader.rows * width)
    for (let row = 0; row < reader.rows; row++) {
      reader.fill(row, values)
      write(values, out, row * width)
    }
    return out
  }
  const booster: Booster = {
    objective: link.objective,
    numFeatures,
    featureNames,
    numClasses,
    numIterations: trees.length / numClasses,
    numTrees: trees.length,
    bestIteration,
    predict: (x) =>
      forEachRow(x, numClasses, (values, out, at) => {
        forest.addScores(values, out, at, numClasses)
        applyLink(link, out, at)
      }),
    predictRaw: (x) => forEachRow(x, numClasses, (values, out, at) => forest.addScores(values, out, at, numClasses)),
    predictLeaf: (x) => forEachRow(x, trees.length, (values, out, at) => forest.writeLeaves(values, out, at)),
    predictRow(values, out) {
      checkRow(values, out, numFeatures, numClasses)
      out.fill(0, 0, numClasses)
      forest.addScores(values, out, 0, numClasses)
      applyLink(link, out, 0)
    },
    featureImportance: (type) => featureImportance(trees, numFeatures, type),
    toLightgbmText: () => writeLightgbm(parts),
  }
  partsByBooster.set(booster, parts)
  return booster
}
