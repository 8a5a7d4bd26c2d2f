import { checkChoice, checkCount, checkLabels, checkNames, checkRows } from './observation.js'

/** Counts of true class (row) against predicted class (column): `data[trueClass * classes + predictedClass]`. */
export interface ConfusionMatrix {
  classes: number
  data: Int32Array
}

/** Scores of every class by itself, one entry per class. */
export interface ClassScores {
  precision: Float64Array
  recall: Float64Array
  f1Score: Float64Array
  /** Rows whose true class it is. */
  support: Int32Array
}

/**
 * `macro` (default) is the plain mean over classes, `weighted` weighs each by its true rows. Without `classes` the mean runs over the
 * classes that occur in `yTrue` or `yPred`; with it over 0 … classes − 1, an absent class scoring 0.
 */
export interface AverageOptions {
  average?: 'macro' | 'weighted'
  classes?: number
}

function checkPair(yTrue: Int32Array, yPred: Int32Array, classes: number | undefined, action: string): void {
  if (classes !== undefined) checkCount(classes, 1, 10_000, action, 'classes')
  checkLabels(yTrue, classes ?? Infinity, action, 'yTrue')
  checkLabels(yPred, classes ?? Infinity, action, 'yPred')
  checkRows(yTrue.length, yPred.length, action, 'yPred')
}

/**
 * Share of rows predicted right.
 *
 * @param yTrue class numbers, n rows
 * @param yPred predicted class numbers, n rows
 * @returns hits / n, as scikit-learn's `accuracy_score`
 * @throws BarcastError `metrics/empty`, `metrics/length`, `metrics/label-range` (−1, a missing label, is refused), `metrics/column-type`
 */
export function accuracy(yTrue: Int32Array, yPred: Int32Array): number {
  checkPair(yTrue, yPred, undefined, 'Compute accuracy')
  let hits = 0
  for (let i = 0; i < yTrue.length; i++) if (yTrue[i] === yPred[i]) hits += 1
  return hits / yTrue.length
}

/**
 * Counts of true against predicted classes, as scikit-learn's `confusion_matrix` with `labels = 0 … classes − 1`.
 * `classes` defaults to the highest label that occurs + 1.
 *
 * @throws BarcastError as {@link accuracy}, and `metrics/option` for `classes`
 */
export function confusionMatrix(yTrue: Int32Array, yPred: Int32Array, options: { classes?: number } = {}): ConfusionMatrix {
  checkNames(options, ['classes'], 'Count the confusion matrix')
  checkPair(yTrue, yPred, options.classes, 'Count the confusion matrix')
  let highest = 0
  for (let i = 0; i < yTrue.length; i++) highest = Math.max(highest, yTrue[i]!, yPred[i]!)
  const classes = options.classes ?? highest + 1
  const data = new Int32Array(classes * classes)
  for (let i = 0; i < yTrue.length; i++) data[yTrue[i]! * classes + yPred[i]!]! += 1
  return { classes, data }
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

/**
 * Precision tp / (tp + fp), recall tp / (tp + fn) and F1 2tp / (2tp + fp + fn) of each class against the rest; 0 where the denominator
 * is 0, as scikit-learn's `precision_recall_fscore_support` with `zero_division=0`.
 *
 * @throws BarcastError as {@link confusionMatrix}
 */
export function classScores(yTrue: Int32Array, yPred: Int32Array, options: { classes?: number } = {}): ClassScores {
  return confusionScores(confusionMatrix(yTrue, yPred, options))
}

/** The scores of {@link classScores} from counts that are already there. */
export function confusionScores({ classes, data }: ConfusionMatrix): ClassScores {
  const scores: ClassScores = {
    precision: new Float64Array(classes),
    recall: new Float64Array(classes),
    f1Score: new Float64Array(classes),
    support: new Int32Array(classes),
  }
  for (let k = 0; k < classes; k++) {
    let predicted = 0
    let support = 0
    for (let j = 0; j < classes; j++) {
      support += data[k * classes + j]!
      predicted += data[j * classes + k]!
    }
    const hits = data[k * classes + k]!
    scores.precision[k] = ratio(hits, predicted)
    scores.recall[k] = ratio(hits, support)
    scores.f1Score[k] = ratio(2 * hits, predicted + support)
    scores.support[k] = support
  }
  return scores
}

function average(score: 'precision' | 'recall' | 'f1Score', yTrue: Int32Array, yPred: Int32Array, options: AverageOptions): number {
  checkNames(options, ['average', 'classes'], 'Average class scores')
  checkChoice(options.average ?? 'macro', ['macro', 'weighted'], 'Average class scores', 'average')
  const matrix = confusionMatrix(yTrue, yPred, options.classes === undefined ? {} : { classes: options.classes })
  const scores = confusionScores(matrix)
  let total = 0
  let weights = 0
  for (let k = 0; k < matrix.classes; k++) {
    const occurs = options.classes !== undefined || scores.support[k]! > 0 || yPred.includes(k)
    const weight = options.average === 'weighted' ? scores.support[k]! : occurs ? 1 : 0
    total += weight * scores[score][k]!
    weights += weight
  }
  return total / weights
}

/**
 * Averaged precision: of the rows predicted as a class, the share that are of it; 0 for a class never predicted.
 * As scikit-learn's `precision_score(average='macro' | 'weighted', zero_division=0)`.
 *
 * @throws BarcastError as {@link confusionMatrix}
 */
export function precision(yTrue: Int32Array, yPred: Int32Array, options: AverageOptions = {}): number {
  return average('precision', yTrue, yPred, options)
}

/**
 * Averaged recall: of the rows of a class, the share predicted as it; 0 for a class without rows.
 * As scikit-learn's `recall_score(average='macro' | 'weighted', zero_division=0)`.
 *
 * @throws BarcastError as {@link confusionMatrix}
 */
export function recall(yTrue: Int32Array, yPred: Int32Array, options: AverageOptions = {}): number {
  return average('recall', yTrue, yPred, options)
}

/**
 * Averaged F1, the harmonic mean of a class's precision and recall.
 * As scikit-learn's `f1_score(average='macro' | 'weighted', zero_division=0)`.
 *
 * @throws BarcastError as {@link confusionMatrix}
 */
export function f1Score(yTrue: Int32Array, yPred: Int32Array, options: AverageOptions = {}): number {
  return average('f1Score', yTrue, yPred, options)
}
