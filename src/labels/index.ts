/**
 * Labels: what came after each bar, as classes with the span of time that decided them. Labels are a type of their own that no feature
 * reads, and every splitter of `barcast/validation` purges by their spans.
 *
 * @example
 * import { createDataLabeler } from 'barcast/labels'
 *
 * const close = Float64Array.of(100, 101, 103, 102, 102, 99)
 * const openTimeMs = close.map((_, i) => Date.UTC(2024, 0, 1) + i * 60_000)
 * const labeler = createDataLabeler({ forwardWindows: [2] })
 * const labeled = labeler.labelData({ openTimeMs, close }, { method: 'return_based' })
 *
 * console.log(labeled.label('label_2min')) // strong_buy, buy, sell, strong_sell, and '' for the last two
 * console.log(labeler.calculateLabelDistribution(labeled.label('label_2min')), labeled.missing('label_2min').afterEnd)
 *
 * @module labels
 */
export type { BothTouched } from './barrier-exit.js'
export { BARRIER_CLASSES } from './barrier-exit.js'
export type { ExcessOptions } from './benchmark-excess.js'
export { directionLabels, excessOverBenchmark } from './benchmark-excess.js'
export type { BetSizeOptions } from './bet-size.js'
export { averageActiveBets, betSize } from './bet-size.js'
export type { DataLabelerConfig } from './config.js'
export { DEFAULT_FORWARD_WINDOWS } from './config.js'
export type { DataLabeler, LabelMethod, LabelOptions } from './data-labeler.js'
export { createDataLabeler } from './data-labeler.js'
export type { CusumFilter, CusumState } from './event-sampling.js'
export { createCusumFilter, cusumEvents, zScoreEvents } from './event-sampling.js'
export type { LabelOverlap } from './label-overlap.js'
export { labelOverlap } from './label-overlap.js'
export type { LabelBalance, LabelConsistency } from './label-quality.js'
export { labelBalance, labelConsistency } from './label-quality.js'
export type { LabelReport } from './label-report.js'
export { labelReport } from './label-report.js'
export type { LabeledData, MissingLabels, RegressionTarget } from './labeled-data.js'
export { META_CLASSES, metaLabels } from './meta-labels.js'
export type { OutcomeMethod } from './outcome-methods.js'
export type { ClosePrices } from './price-series.js'
export { classWeights, returnWeights, timeDecay } from './sample-weights.js'
export type { SequentialBootstrapOptions } from './sequential-bootstrap.js'
export { sequentialBootstrap } from './sequential-bootstrap.js'
export type { SignalOutcomeClass, TradedSignal } from './signal-outcome.js'
export { SIGNAL_OUTCOME_CLASSES } from './signal-outcome.js'
export { DIRECTION_CLASSES, POSITION_CLASSES, PROFITABLE_CLASSES } from './target-labels.js'
export type { ReturnMethod, Thresholds } from './thresholds.js'
export { DEFAULT_THRESHOLDS } from './thresholds.js'
export { trailingVolatility } from './trailing-volatility.js'
export type { TrendLabels, TrendScanningOptions } from './trend-scanning.js'
export { trendScanningLabels } from './trend-scanning.js'
export type { BarrierWidth, MissingBarriers, TripleBarrierLabels, TripleBarrierOptions } from './triple-barrier.js'
export { tripleBarrierLabels } from './triple-barrier.js'
