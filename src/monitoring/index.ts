/**
 * Watching models at work: drift of features and labels, loss of accuracy, data quality. Bounded memory, plain JSON snapshots, no clock of its own.
 * Tests equal SciPy's (`ks_2samp`, `chi2_contingency`).
 *
 * @example
 * import { createFrame, createRandom } from 'barcast/core'
 * import { createModelMonitor } from 'barcast/monitoring'
 *
 * const random = createRandom(1)
 * const monitor = createModelMonitor()
 * for (let hour = 0; hour < 96; hour++) {
 *   const predictedClass = Int32Array.from({ length: 50 }, () => random.integer(0, 3))
 *   const rightShare = hour < 48 ? 0.8 : 0.6
 *   const actualClass = predictedClass.map((k) => (random.uniform() < rightShare ? k : (k + 1) % 3))
 *   const confidence = Float64Array.from({ length: 50 }, () => 0.6 + 0.3 * random.uniform())
 *   const features = createFrame({ columns: { rsi: Float64Array.from({ length: 50 }, () => random.normal() + (hour < 48 ? 0 : 0.5)) } })
 *   const timeMs = Date.UTC(2024, 0, 1, hour)
 *   monitor.recordPredictionBatch({ timeMs, predictedClass, confidence }, { actualClass }, features, 'demo')
 * }
 * const report = monitor.generateMonitoringReport('demo')
 * console.log(report.alerts.map(({ type }) => type)) // [ 'accuracy_drop', 'accuracy_trend', 'feature_drift' ]
 * console.log(report.driftAnalysis.note)
 *
 * @module monitoring
 */
export type { Alert, AlertType } from './alert.js'
export type { ClassColumn } from './class-column.js'
export type { DriftThresholds, ModelMonitorConfig } from './config.js'
export type { FeatureDrift } from './feature-drift.js'
export { featureDrift } from './feature-drift.js'
export type { MonitorSnapshot } from './format.js'
export type { Window } from './history.js'
export type { KsTest } from './kolmogorov-smirnov.js'
export { ksTest } from './kolmogorov-smirnov.js'
export type { LabelDrift } from './label-drift.js'
export { labelDrift } from './label-drift.js'
export type { ModelMonitor } from './model-monitor.js'
export { createModelMonitor } from './model-monitor.js'
export { populationStabilityIndex } from './population-stability.js'
export type { ActualBatch, PredictionBatch } from './prediction-batch.js'
export type { DataQuality, DriftAnalysis, ModelPerformance, MonitoringReport, PerformancePoint } from './report.js'
export type { Trend } from './trend.js'
