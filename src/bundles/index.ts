/**
 * One file from research to live: feature definitions and state, scaler, model and decision rule. What was backtested is bit for bit what
 * trades.
 *
 * @example
 * import { barAt } from 'barcast/core'
 * import { createBundle, createLiveStrategy, featureStateBefore, parseBundle, writeBundle } from 'barcast/bundles'
 * import { createFeatureEngineer } from 'barcast/features'
 * import { createDataLabeler } from 'barcast/labels'
 * import { createModelManager } from 'barcast/models'
 * import { simulateBars } from 'barcast/testing'
 * import { runWalkForward } from 'barcast/training'
 * import { walkForward } from 'barcast/validation'
 *
 * const bars = simulateBars({ seed: 3, length: 800 })
 * const engineer = createFeatureEngineer({ set: 'classic' })
 * const { folds, outOfSample } = await runWalkForward(createModelManager(), {
 *   X: engineer.engineerFeatures(bars),
 *   labels: createDataLabeler({ horizonBars: [5] }).labelData(bars, { method: 'volatility_adjusted' }).spans('label_5bars'),
 *   splitter: walkForward({ folds: 1, minTrainShare: 0.7 }),
 *   modelType: 'lightgbm',
 *   params: { num_iterations: 10 },
 * })
 *
 * const { model, scaler, testFromMs: startMs } = folds[0]!
 * const featureState = featureStateBefore(engineer, bars, startMs)
 * const { symbol, timeframeMs } = bars
 * const text = writeBundle(createBundle({ engineer, scaler, model, featureState, startMs, symbol, timeframeMs }))
 *
 * const strategy = createLiveStrategy(parseBundle(text))
 * for (let i = 0; i < bars.length; i++) {
 *   if (bars.openTimeMs[i]! < startMs) continue
 *   const { signal, confidence } = strategy.next(barAt(bars, i))
 *   if (i === bars.length - 1) console.log(signal === outOfSample.signals.at(-1), confidence === outOfSample.confidence.at(-1)) // true true
 * }
 *
 * @module bundles
 */
export type { BundleContent } from './bundle.js'
export { createBundle, featureStateBefore, parseBundle, writeBundle } from './bundle.js'
export type { Bundle, LiveSnapshot } from './format.js'
export type { LiveDecision, LiveStrategy } from './live-strategy.js'
export { createLiveStrategy } from './live-strategy.js'
