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
export type { DataLabelerConfig } from './config.js'
export { DEFAULT_FORWARD_WINDOWS } from './config.js'
export type { DataLabeler, LabelMethod, LabelOptions } from './data-labeler.js'
export { createDataLabeler } from './data-labeler.js'
export type { LabelOverlap } from './label-overlap.js'
export { labelOverlap } from './label-overlap.js'
export type { LabelBalance, LabelConsistency } from './label-quality.js'
export { labelBalance, labelConsistency } from './label-quality.js'
export type { LabeledData, MissingLabels, RegressionTarget } from './labeled-data.js'
export type { OutcomeMethod } from './outcome-methods.js'
export type { ClosePrices } from './price-series.js'
export type { SignalOutcomeClass, TradedSignal } from './signal-outcome.js'
export { SIGNAL_OUTCOME_CLASSES } from './signal-outcome.js'
export { DIRECTION_CLASSES, POSITION_CLASSES, PROFITABLE_CLASSES } from './target-labels.js'
export type { ReturnMethod, Thresholds } from './thresholds.js'
export { DEFAULT_THRESHOLDS } from './thresholds.js'
