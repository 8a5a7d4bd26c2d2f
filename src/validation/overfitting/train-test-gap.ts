import { BarcastError } from '../../core/index.js'

const ACTION = 'Summarise train and test scores'

/** Scores by fold; larger is better. */
export interface FoldScores {
  /** Score of each fold's model on its own training part. */
  train: Float64Array
  /** Score of the same model on the fold's test part. */
  test: Float64Array
}

/** What {@link trainTestGap} finds. */
export interface TrainTestGap {
  meanTrain: number
  meanTest: number
  /** Mean of train − test: what the model knows by heart. */
  meanGap: number
  /** Sample deviation (n − 1) of the gaps; NaN for one fold. */
  gapDeviation: number
  /** Standard error of the mean gap if folds were independent (training parts overlap: it is too small rather than too large). */
  gapError: number
  /** Largest gap, and its fold. */
  worstGap: number
  worstFold: number
  /** Share of folds that score lower on the test part. */
  shareWorse: number
}

/**
 * How much better models score on what they were trained on than on what they had not seen, fold by fold.
 *
 * @throws BarcastError `validation/scores` for none, unequally many, or a score that is no finite number.
 *
 * @example
 * trainTestGap({ train: Float64Array.of(0.9, 0.88), test: Float64Array.of(0.54, 0.56) }).meanGap // 0.34
 */
export function trainTestGap({ train, test }: FoldScores): TrainTestGap {
  const folds = train.length
  if (folds === 0 || test.length !== folds) {
    throw new BarcastError(
      'validation/scores',
      `${ACTION}: one train and one test score per fold are needed, found ${folds} and ${test.length}`,
      {
        value: test.length,
      },
    )
  }
  for (const [name, scores] of Object.entries({ train, test })) {
    const fold = scores.findIndex((score) => !Number.isFinite(score))
    if (fold < 0) continue
    throw new BarcastError(
      'validation/scores',
      `${ACTION}: scores must be finite numbers, found ${scores[fold]} as ${name} score of fold ${fold}`,
      {
        value: scores[fold],
        where: { row: fold, column: name },
      },
    )
  }
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / folds
  const gaps = train.map((score, fold) => score - test[fold]!)
  const meanGap = mean(gaps)
  const gapDeviation = folds < 2 ? NaN : Math.sqrt((mean(gaps.map((gap) => (gap - meanGap) * (gap - meanGap))) * folds) / (folds - 1))
  const worstFold = gaps.reduce((worst, gap, fold) => (gap > gaps[worst]! ? fold : worst), 0)
  return {
    meanTrain: mean(train),
    meanTest: mean(test),
    meanGap,
    gapDeviation,
    gapError: gapDeviation / Math.sqrt(folds),
    worstGap: gaps[worstFold]!,
    worstFold,
    shareWorse: gaps.filter((gap) => gap > 0).length / folds,
  }
}
