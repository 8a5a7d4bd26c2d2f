/**
 * Features: bars in, named columns out, over a whole history or one bar at a time with the same bits; the user's own as plain data or text
 * beside the sets; scaling and imputation that learn from the rows they are given only.
 *
 * @example
 * import { barAt } from 'barcast/core'
 * import { createFeatureEngineer } from 'barcast/features'
 * import { simulateBars } from 'barcast/testing'
 *
 * const bars = simulateBars({ seed: 1, length: 1000, timeframeMs: 900_000 })
 * const engineer = createFeatureEngineer({
 *   timeframeMs: 900_000,
 *   set: 'classic',
 *   higher: [{ timeframe: '1h', features: ['rsi_14'] }], // rsi_14_1h, of the last hour that has closed
 *   userFeatures: [{ name: 'rsi_gap', expression: 'rsi(close, 7) - rsi_14_1h' }],
 * })
 * const features = engineer.engineerFeatures(bars, { warmup: 'drop' })
 * const train = features.slice(0, 600)
 * const scaler = engineer.fitScaler(train, { kind: 'robust' })
 * const test = engineer.scaleFeatures(features.slice(600, features.length), { scaler })
 *
 * const live = engineer.stream()
 * let row = new Float64Array(0)
 * for (let i = 0; i < bars.length; i++) row = live.next(barAt(bars, i))
 * const place = engineer.names.indexOf('rsi_gap')
 * console.log(engineer.names.length, test.length > 0, row[place] === features.column('rsi_gap')[features.length - 1]) // 51 true true
 *
 * @module features
 */

export {
  type BenchmarkJoin,
  type BenchmarkJoinOptions,
  type BenchmarkSnapshot,
  createBenchmarkJoin,
  joinBenchmark,
} from './benchmark-join.js'
export {
  createFeatureCache,
  type FeatureCache,
  type FeatureCacheOptions,
  type FeatureCacheStats,
  type FeatureCacheWarning,
} from './cache/feature-cache.js'
export type { FeatureDefinition, FeatureGroup } from './column.js'
export type { ColumnQuality } from './column-quality.js'
export { type ColumnChoice, DEFAULT_LOOKBACK_PERIODS, type FeatureEngineerConfig, type HigherTimeframe } from './config.js'
export type { CrossSectionConfig, CrossSectionMethod, CrossSectionRules, Membership } from './cross-section/config.js'
export { type CrossSection, createCrossSection } from './cross-section/cross-section.js'
export type { CrossSectionSnapshot } from './cross-section/format.js'
export { compareAcross } from './cross-section/frames.js'
export type { CrossSectionStream } from './cross-section/stream.js'
export { type AdfOptions, type AdfResult, adfTest } from './dickey-fuller.js'
export {
  type DifferenceCandidate,
  type DifferenceOrder,
  type DifferenceOrderOptions,
  expandingDifference,
  findDifferenceOrder,
} from './difference-order.js'
export {
  type CloseSeries,
  createFeatureEngineer,
  type EngineerCode,
  type EngineerOptions,
  type FeatureEngineer,
} from './engineer.js'
export { type IndicatorTermOptions, indicatorTerm, operators } from './expressions/builders.js'
export { parseExpression } from './expressions/expression.js'
export { formatExpression } from './expressions/format.js'
export type { FeatureStream } from './feature-stream.js'
export { type FeatureSnapshot, type HigherSnapshot, parseImputer, parseOutlierBounds, parseScaler } from './format.js'
export { createForwardFill, type ForwardFill, type ForwardFillOptions, forwardFill } from './forward-fill.js'
export { createImportanceHistory, type ImportanceHistory, type ImportanceRun, type ImportanceTrend } from './importance-history.js'
export {
  applyImputer,
  type ConstantImputer,
  fitImputer,
  type Imputer,
  type ImputerOptions,
  imputeRow,
  type MeanImputer,
  type MedianImputer,
} from './imputer.js'
export type { OperatorName } from './operators.js'
export { clipOutliers, clipRow, dropOutliers, fitOutlierBounds, type OutlierBounds, type OutlierOptions, outlierFlags } from './outliers.js'
export { describeFeatures, type FeatureQuality } from './quality.js'
export {
  formatQuality,
  type QualityCode,
  type QualityOptions,
  type QualityReport,
  type QualityWarning,
  qualityReport,
} from './quality-report.js'
export {
  applyScaler,
  fitScaler,
  type MinMaxScaler,
  type QuantileScaler,
  type RobustScaler,
  type Scaler,
  type ScalerOptions,
  type StandardScaler,
  scaleFeatures,
  scaleRow,
} from './scaler.js'
export type { SealedFloats } from './sealed-floats.js'
export * from './selection/index.js'
export { FEATURE_SETS, type FeatureSet } from './sets.js'
export type { ColumnTerm, ExpressionText, FeatureTerm, IndicatorTerm, OperatorTerm, UserFeature } from './user-feature.js'
