/*
 * The same small path in every runtime: bars → features → labels → walk-forward → signals → backtest → bundle → live bars.
 * Returns a hash over every number it made, so that runtimes can be compared byte by byte.
 */

import * as root from 'barcast'
import * as backtest from 'barcast/backtest'
import * as bars from 'barcast/bars'
import * as boosting from 'barcast/boosting'
import * as bundles from 'barcast/bundles'
import * as core from 'barcast/core'
import * as features from 'barcast/features'
import * as indicators from 'barcast/indicators'
import * as labels from 'barcast/labels'
import * as memory from 'barcast/memory'
import * as metrics from 'barcast/metrics'
import * as models from 'barcast/models'
import * as ports from 'barcast/ports'
import * as registry from 'barcast/registry'
import * as reports from 'barcast/reports'
import * as testing from 'barcast/testing'
import * as training from 'barcast/training'
import * as validation from 'barcast/validation'

export const entries = {
  root,
  backtest,
  bars,
  boosting,
  bundles,
  core,
  features,
  indicators,
  labels,
  memory,
  metrics,
  models,
  ports,
  registry,
  reports,
  testing,
  training,
  validation,
}

export async function runPipeline() {
  const parts = []
  const record = (name, values) => parts.push(`${name}:${core.sha256(core.encodeFloats(Float64Array.from(values)))}`)
  const history = testing.simulateBars({ seed: 11, length: 900, timeframeMs: 86_400_000 })
  record('close', history.close)
  record('rsi', indicators.rsi(history, { period: 14 }))
  const engineer = features.createFeatureEngineer({ set: 'classic', timeframeMs: history.timeframeMs })
  const X = engineer.engineerFeatures(history)
  for (const name of X.names) record(name, X.column(name))
  const labeled = labels
    .createDataLabeler({ horizonBars: [5], thresholds: { strongBuy: Infinity, buy: 0.005, sell: -0.005, strongSell: -Infinity } })
    .labelData(history, { method: 'return_based' })
  const y = labeled.spans('label_5bars')
  const manager = models.createModelManager()
  const result = await training.runWalkForward(manager, {
    X,
    labels: y,
    splitter: validation.walkForward({ folds: 2, minTrainShare: 0.5, mode: 'expanding' }),
    modelType: 'lightgbm',
    params: { num_iterations: 12, num_leaves: 7 },
    trials: 2,
    seed: 5,
  })
  record('probabilities', result.outOfSample.predictions.data)
  const engine = backtest.createBacktestEngine({
    initialCapital: 10_000,
    transactionCost: 0.001,
    slippageModel: 'fixed',
    slippageRate: 0.0005,
    maxPositionSize: 1,
    rebalanceFrequency: 'signal',
  })
  const { timeMs, signals: signal, confidence } = result.outOfSample
  const run = engine.runBacktest({ timeMs, signal, confidence }, history)
  record('equity', run.portfolioHistory.equity)
  return { hash: core.sha256(parts.join('\n')), parts }
}
