/**
 * Splits samples into training and test parts by time, so that no training label was decided by prices that a test label also saw.
 * A splitter takes the spans of the labels (`barcast/labels` gives them) and yields row numbers. Beside them, tests of whether the best of
 * many trials is better than luck.
 *
 * @example
 * import { walkForward } from 'barcast/validation'
 *
 * // One sample a minute; each label is decided five minutes later.
 * const t0 = Float64Array.from({ length: 1000 }, (_, i) => Date.UTC(2024, 0, 1) + i * 60_000)
 * const t1 = t0.map((time) => time + 5 * 60_000)
 *
 * const splitter = walkForward({ folds: 4, minTrainShare: 0.5 })
 * for (const { train, test } of splitter({ t0, t1 })) {
 *   console.log(`train on ${train.length} rows up to ${train.at(-1)}, test on ${test[0]} … ${test.at(-1)}`)
 * }
 *
 * @module validation
 */
export { backtestPaths } from './backtest-paths.js'
export type { CombinatorialSplit, CombinatorialSplitter, PathPart } from './combinatorial-purged.js'
export { combinatorialPurged } from './combinatorial-purged.js'
export type {
  CombinatorialPurgedOptions,
  PurgedKFoldOptions,
  TimeSeriesSplitOptions,
  WalkForwardByFolds,
  WalkForwardByMonths,
  WalkForwardByRows,
  WalkForwardByWeeks,
  WalkForwardOptions,
} from './config.js'
export type { NestedSplit } from './nested.js'
export { nested } from './nested.js'
export type { BacktestOverfitting, StochasticDominance } from './overfitting/backtest-overfitting.js'
export { probabilityOfBacktestOverfitting } from './overfitting/backtest-overfitting.js'
export type {
  BacktestOverfittingOptions,
  BootstrapTestOptions,
  ShuffleOptions,
  StationaryBootstrapOptions,
} from './overfitting/config.js'
export type { PermutationTest, PermutationTestOptions } from './overfitting/permutation-test.js'
export { permutationTest } from './overfitting/permutation-test.js'
export { stationaryBootstrap } from './overfitting/stationary-bootstrap.js'
export type {
  ByRecentring,
  ComparisonOptions,
  RealityCheck,
  SuperiorPredictiveAbility,
  SuperiorPredictiveAbilityOptions,
} from './overfitting/superior-predictive-ability.js'
export { realityCheck, superiorPredictiveAbility } from './overfitting/superior-predictive-ability.js'
export type { FoldScores, TrainTestGap } from './overfitting/train-test-gap.js'
export { trainTestGap } from './overfitting/train-test-gap.js'
export type { PurgeOptions } from './purge.js'
export { purge } from './purge.js'
export { purgedKFold } from './purged-k-fold.js'
export type { Split, Splitter } from './splitter.js'
export { timeSeriesSplit } from './time-series-split.js'
export { walkForward } from './walk-forward.js'
