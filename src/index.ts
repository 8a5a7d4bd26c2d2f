/**
 * The factories of the pipeline, from one entry: features, labels, models, training, backtest, monitoring. Each room is also an entry of its
 * own (`barcast/features`, `barcast/boosting` …), which is what size-conscious apps import.
 *
 * @module barcast
 */
export { createBacktestEngine } from './backtest/index.js'
export { alignBars, barsFromColumns, cleanBars, parseCsv, parseJson, readBars, resampleBars } from './bars/index.js'
export { createFeatureEngineer } from './features/index.js'
export { createDataLabeler } from './labels/index.js'
export { createModelManager } from './models/index.js'
export { createModelMonitor } from './monitoring/index.js'
export { createTrainingPipeline } from './training/index.js'
