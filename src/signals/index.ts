/**
 * From a bundle to orders: a strategy that gives a signal a bar with stop and target, and a risk engine that sizes it.
 *
 * @example
 * import { createBundle } from 'barcast/bundles'
 * import { createFeatureEngineer } from 'barcast/features'
 * import { createDataLabeler } from 'barcast/labels'
 * import { createModelManager } from 'barcast/models'
 * import { createMLStrategy, createRiskEngine } from 'barcast/signals'
 * import { simulateBars } from 'barcast/testing'
 *
 * const bars = simulateBars({ seed: 3, length: 800 })
 * const engineer = createFeatureEngineer({ features: ['rsi_14', 'roc_12'] })
 * const X = engineer.engineerFeatures(bars, { warmup: 'drop' })
 * const labels = createDataLabeler({ horizonBars: [5] }).labelData(bars, { method: 'return_based' }).spans('label_5bars')
 * const y = Array.from(X.timeMs, (time) => labels.classes[Math.max(labels.value[bars.openTimeMs.indexOf(time)]!, 0)]!)
 * const { model } = await createModelManager().trainModel(X, y, { modelType: 'lightgbm', params: { num_iterations: 10 } })
 * const { symbol, timeframeMs } = bars
 * const featureState = engineer.stream().snapshot()
 * const bundle = createBundle({ engineer, scaler: undefined, model, featureState, startMs: bars.openTimeMs[0]!, symbol, timeframeMs })
 *
 * const strategy = createMLStrategy({ bundle, minConfidence: 0.4 })
 * const { signal, metadata } = strategy.generateSignal(bars)
 * const { entryPrice, slDistance, tpDistance } = metadata
 * const side = signal === 'SHORT' ? -1 : 1
 * const order = createRiskEngine({ riskPerTrade: 0.01 }).applyRiskToSignal({
 *   signal,
 *   equity: 10_000,
 *   entryPrice,
 *   stopLossPrice: entryPrice - side * slDistance,
 *   takeProfitPrice: entryPrice + side * tpDistance,
 * })
 * console.log(signal, metadata.reason, order.action, order.refusedBy)
 *
 * @module signals
 */
export type { RiskConfig, RiskSettings } from './config.js'
export type { MLStrategy, MLStrategyConfig } from './ml-strategy.js'
export { createMLStrategy } from './ml-strategy.js'
export type { RiskDecision, RiskEngine, RiskLimit, RiskRefusal, RiskRequest } from './risk-engine.js'
export { createRiskEngine } from './risk-engine.js'
export type { FlatReason, StrategySignal, TradeSignal } from './strategy-signal.js'
