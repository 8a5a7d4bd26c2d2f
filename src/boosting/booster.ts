import { BarcastError } from '../core/index.js'
import { writeBytes } from './binary/writer.js'
import { Explainer } from './contributions/explainer.js'
import { featureImportance, type ImportanceType } from './importance.js'
import type { Category } from './lightgbm/pandas-categories.js'
import { writeLightgbm } from './lightgbm/writer.js'
import { classesOf, type Link, outputsOf } from './link.js'
import { applyLinkToRows } from './link-kernel.js'
import { type Matrix, toRowReader } from './matrix.js'
import { Predictor } from './predictor/predictor.js'
import { type PredictOptions, type Rounds, resolveRounds } from './predictor/rounds.js'
import type { Tree } from './tree.js'
import { writeXgboostJson, writeXgboostUbjson } from './xgboost/writer.js'

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
  /** Predictions are made from the mean of the rounds instead of their sum (random forests); raw scores stay sums, as in LightGBM. */
  readonly averaged?: boolean
  /** Models with XGBoost's semantics: raw scores are float32 sums that begin at these scores, one per class. */
  readonly float32?: { readonly startScores: Float32Array }
  /** Trees of each class in a round (XGBoost's forests), 1 by default; within a round the classes take turns. */
  readonly parallelTrees?: number
  /** Python's category values of each categorical column in order, from `pandas_categorical` of the text. */
  readonly pandasCategories?: readonly (readonly Category[])[]
  /** Per column 1 (outputs never fall with it), −1 (never rise) or 0, as the model was trained. */
  readonly monotoneConstraints?: readonly number[]
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
  /**
   * Numbers per row of {@link predictRaw} and {@link predict}: the classes of a multiclass model, otherwise 1. XGBoost's `multi:softmax`
   * predicts one number per row, that of the class.
   */
  readonly numClasses: number
  /** Boosting rounds that are in the model. */
  readonly numIterations: number
  readonly numTrees: number
  /** The round (from 1) that early stopping chose; later trees are not in the model. Undefined without early stopping. */
  readonly bestIteration: number | undefined
  /**
   * The categories of each categorical column of the pandas DataFrame that the model was trained on, in the columns' order; `categoryCodes`
   * turns values into the numbers that the model knows. Undefined if it was not trained on a DataFrame.
   */
  readonly pandasCategories: readonly (readonly Category[])[] | undefined
  /** Probability of class 1 (binary), of every class (multiclass), or the predicted value (regression). */
  predict(x: Matrix, options?: PredictOptions): Float64Array
  /**
   * Sums of leaf values before the logistic function or softmax; the same bits as LightGBM's raw score. As there, the raw score of a random
   * forest is the sum of its trees, of which {@link predict} takes the mean.
   */
  predictRaw(x: Matrix, options?: PredictOptions): Float64Array
  /** The leaf number in every tree of the rounds: row `i`, tree `t` at `i * trees + t`. */
  predictLeaf(x: Matrix, options?: Omit<PredictOptions, 'earlyStop'>): Float64Array
  /**
   * Predictions of matrices that come one after the other, such as the chunks of a file; only one of them is held at a time. Each is
   * predicted when the next result is asked for.
   */
  predictBatches(source: AsyncIterable<Matrix> | Iterable<Matrix>, options?: PredictOptions): AsyncGenerator<Float64Array, void>
  /**
   * One row without allocation: writes `numClasses` numbers to `out`, the same bits as {@link predict}.
   * @param values in the order of `featureNames`
   */
  predictRow(values: Float64Array, out: Float64Array): void
  /**
   * Exact SHAP values of the raw scores: for row `i` and class `k` the contributions of all columns and, last, the expected value stand at
   * `(i · numClasses + k) · (numFeatures + 1)`; they add up to {@link predictRaw}. By the training rows at each node, as LightGBM's
   * `pred_contrib` and XGBoost's `pred_contribs`.
   *
   * @throws BarcastError `boosting/node-weights` for files without row counts, `boosting/linear-contributions` for linear trees, whose
   * contributions LightGBM does not define either.
   */
  predictContributions(x: Matrix, options?: Omit<PredictOptions, 'earlyStop'>): Float64Array
  /**
   * Exact SHAP interaction values of the raw scores: for each row and class a symmetric square of `numFeatures + 1` rows and columns, with what
   * a feature does by itself on the diagonal and the expected value as the last number. Each row adds up to the feature's contribution.
   *
   * @throws as {@link predictContributions}.
   */
  predictInteractions(x: Matrix, options?: Omit<PredictOptions, 'earlyStop'>): Float64Array
  /** `gain`: summed gain of the splits on each feature; `split`: their number. As LightGBM counts them. */
  featureImportance(type: ImportanceType): Float64Array
  /** The model in LightGBM's text format; `lightgbm.Booster(model_str=text)` in Python loads it and predicts the same. */
  toLightgbmText(): string
  /**
   * The model as XGBoost's JSON (version 3), which `xgboost.Booster(model_file=…)` in Python loads. Models read from or trained like XGBoost
   * predict the same there. Others lose what float32 cannot hold: thresholds become the float32 cuts that decide float32 values alike, so
   * only values that change sides when rounded may go elsewhere; leaf values and their sums are rounded to float32.
   *
   * @throws BarcastError `boosting/unsupported-model` for what XGBoost cannot say: linear leaves, nodes of `zero_as_missing` that send zeros
   * elsewhere, categories from 2 ** 24 on, objectives without a counterpart.
   */
  toXgboostJson(): string
  /** The same as {@link toXgboostJson}, as UBJSON: smaller, and read faster. */
  toXgboostUbjson(): Uint8Array<ArrayBuffer>
  /**
   * The model in this library's own format: every model, smaller than text and much faster to read with {@link parseBooster}. Versioned, with a
   * checksum; the same bytes on every machine.
   */
  toBytes(): Uint8Array<ArrayBuffer>
}

const ACTION = 'Predict'

function checkRow(values: Float64Array, out: Float64Array, features: number, classes: number): void {
  if (!(values instanceof Float64Array && out instanceof Float64Array))
    throw new BarcastError('boosting/matrix-shape', `${ACTION}: values and out must be Float64Arrays, found ${typeof values}`, {
      value: values,
    })
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
  const { link, featureNames, trees, bestIteration, float32 } = parts
  const numFeatures = featureNames.length
  const numClasses = classesOf(link)
  const { parallelTrees = 1 } = parts
  const numIterations = trees.length / numClasses / parallelTrees
  const outputs = outputsOf(link)
  const predicted = { trees, features: numFeatures, classes: numClasses, float32 }
  const predictor = new Predictor(predicted)
  const explainer = new Explainer(predicted, 'Explain')
  /** Rounds of one tree per class. */
  const singleRounds = (options: PredictOptions | undefined): Rounds => {
    const { first, end, earlyStop } = resolveRounds(options, numIterations, link.objective)
    const stop = earlyStop === undefined ? undefined : { margin: earlyStop.margin, freq: earlyStop.freq * parallelTrees }
    return { first: first * parallelTrees, end: end * parallelTrees, earlyStop: stop }
  }
  const allRounds = singleRounds(undefined)
  const roundsOf = (options: PredictOptions | undefined): Rounds => (options === undefined ? allRounds : singleRounds(options))
  /** From raw scores to predictions, one row after the other. */
  const finish = (out: Float64Array, rows: number, { first, end }: Rounds): void => {
    if (parts.averaged === true) for (let i = 0; i < rows * numClasses; i++) out[i]! /= end - first
    applyLinkToRows(link, out.length === rows * numClasses ? out : out.subarray(0, rows * numClasses))
  }
  const predictRaw = (x: Matrix, rounds: Rounds): Float64Array => {
    const reader = toRowReader(x, featureNames, ACTION)
    const out = new Float64Array(reader.rows * numClasses)
    predictor.writeScores(reader, rounds, out)
    return out
  }
  const booster: Booster = {
    objective: link.objective,
    numFeatures,
    featureNames,
    numClasses,
    numIterations,
    numTrees: trees.length,
    bestIteration,
    pandasCategories: parts.pandasCategories,
    predict(x, options) {
      const rounds = roundsOf(options)
      const out = predictRaw(x, rounds)
      const rows = out.length / numClasses
      finish(out, rows, rounds)
      return outputs === numClasses ? out : Float64Array.from({ length: rows }, (_, row) => out[row * numClasses]!)
    },
    predictRaw: (x, options) => predictRaw(x, roundsOf(options)),
    predictLeaf(x, options) {
      const rounds = roundsOf(options)
      const reader = toRowReader(x, featureNames, ACTION)
      const out = new Float64Array(reader.rows * (rounds.end - rounds.first) * numClasses)
      predictor.writeLeaves(reader, rounds, out)
      return out
    },
    async *predictBatches(source, options) {
      for await (const x of source) yield booster.predict(x, options)
    },
    predictRow(values, out) {
      checkRow(values, out, numFeatures, numClasses)
      predictor.scoreRow(values, allRounds, out, 0)
      finish(out, 1, allRounds)
    },
    predictContributions: (x, options) => explainer.contributions(toRowReader(x, featureNames, 'Explain'), roundsOf(options)),
    predictInteractions: (x, options) => explainer.interactions(toRowReader(x, featureNames, 'Explain'), roundsOf(options)),
    featureImportance: (type) => featureImportance(trees, numFeatures, type),
    toLightgbmText: () => writeLightgbm(parts),
    toXgboostJson: () => writeXgboostJson(parts),
    toXgboostUbjson: () => writeXgboostUbjson(parts),
    toBytes: () => writeBytes(parts),
  }
  partsByBooster.set(booster, parts)
  return booster
}
