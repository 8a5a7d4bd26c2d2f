/**
 * From a bundle to orders: a strategy that gives a signal a bar with stop and target, and a risk engine that sizes it.
 *
 * @example
 * import { createBundle, featureStateBefore } from 'barcast/bundles'
 * import { createFeatureEngineer } from 'barcast/features'
 * import { createDataLabeler } from 'barcast/labels'
 * import { createModelManager } from 'barcast/models'
 * import { createMLStrategy, createRiskEngine } from 'barcast/signals'
 * import { simulateBars } from 'barcast/testing'
 * import { runWalkForward } from 'barcast/training'
 * import { walkForward } from 'barcast/validation'
 *
 * const bars = simulateBars({ seed: 3, length: 800 })
 * const engineer = createFeatureEngineer({ set: 'classic' })
 * const { folds } = await runWalkForward(createModelManager(), {
 *   X: engineer.engineerFeatures(bars),
 *   labels: createDataLabeler({ horizonBars: [5] }).labelData(bars, { method: 'volatility_adjusted' }).spans('label_5bars'),
 *   splitter: walkForward({ folds: 1, minTrainShare: 0.7 }),
 *   modelType: 'lightgbm',
 *   params: { num_iterations: 10 },
 * })
 * const { model, scaler, testFromMs: startMs } = folds[0]!
 * const { symbol, timeframeMs } = bars
 * const featureState = featureStateBefore(engineer, bars, startMs)
 * const bundle = createBundle({ engineer, scaler, model, featureState, startMs, symbol, timeframeMs })
 *
 * const strategy = createMLStrategy({ bundle, minConfidence: 0.3 })
 * const { signal, metadata } = strategy.generateSignal(bars)
 * const { entryPrice, slDistance, tpDistance } = metadata
 * const side = signal === 'SHORT' ? -1 : 1
 * const { action, quantity, limitedBy, refusedBy } = createRiskEngine({ riskPerTrade: 0.01 }).applyRiskToSignal({
 *   signal,
 *   equity: 10_000,
 *   entryPrice,
 *   stopLossPrice: entryPrice - side * slDistance,
 *   takeProfitPrice: entryPrice + side * tpDistance,
 * })
 * console.log(signal, metadata.reason ?? '', action, quantity, limitedBy, refusedBy ?? '')
 *
 * @module signals
 */
export type { RiskConfig, RiskSettings } from './config.js'
export type { MLStrategy, MLStrategyConfig } from './ml-strategy.js'
export { createMLStrategy } from './ml-strategy.js'
export type { RiskDecision, RiskEngine, RiskLimit, RiskRefusal, RiskRequest } from './risk-engine.js'
export { createRiskEngine } from './risk-engine.js'
export type { FlatReason, StrategySignal, TradeSignal } from './strategy-signal.js'
