/*
 * The same path in every runtime: bars → features → labels → each type of model → walk-forward → signals → backtest → monitor → bundle → live bars.
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
import * as monitoring from 'barcast/monitoring'
import * as ports from 'barcast/ports'
import * as registry from 'barcast/registry'
import * as reports from 'barcast/reports'
import * as signals from 'barcast/signals'
import * as testing from 'barcast/testing'
import * as training from 'barcast/training'
import * as tuning from 'barcast/tuning'
import * as validation from 'barcast/validation'

/** Every entry but `cli` and the adapters, which need Node's modules: `main.mjs` imports those where they are. */
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
  monitoring,
  ports,
  registry,
  reports,
  signals,
  testing,
  training,
  tuning,
  validation,
}

const DAY_MS = 86_400_000
const PARAMS = {
  lightgbm: { num_iterations: 12, num_leaves: 7, bagging_freq: 1 },
  xgboost: { n_estimators: 8, max_depth: 3, subsample: 0.8, seed: 3 },
  random_forest: { n_estimators: 10, max_depth: 5, random_state: 2 },
  logistic_regression: { C: 0.5 },
}

function createRecord() {
  const parts = []
  return {
    parts,
    numbers: (name, values) => parts.push(`${name}:${core.sha256(core.encodeFloats(Float64Array.from(values)))}`),
    text: (name, text) => parts.push(`${name}:${core.sha256(text)}`),
  }
}

/** Every registered indicator with its defaults. */
function recordIndicators(record, history) {
  for (const [name, indicator] of Object.entries(indicators.indicators)) {
    const result = indicator(history)
    if (result instanceof Float64Array) record.numbers(name, result)
    else for (const [output, values] of Object.entries(result)) record.numbers(`${name}.${output}`, values)
  }
}

function walk(X, y, modelType, trials) {
  return training.runWalkForward(models.createModelManager(), {
    X,
    labels: y,
    splitter: validation.walkForward({ folds: 2, minTrainShare: 0.5, mode: 'expanding' }),
    modelType,
    params: PARAMS[modelType],
    trials,
    seed: 5,
  })
}

function recordBacktest(record, modelType, { outOfSample }, history) {
  const { timeMs, signals: signal, confidence } = outOfSample
  const engine = backtest.createBacktestEngine({
    initialCapital: 10_000,
    transactionCost: 0.001,
    slippageModel: 'fixed',
    slippageRate: 0.0005,
    maxPositionSize: 1,
  })
  record.numbers(`${modelType}.probabilities`, outOfSample.predictions.data)
  record.numbers(`${modelType}.equity`, engine.runBacktest({ timeMs, signal, confidence }, history).portfolioHistory.equity)
}

/** The last fold as a bundle, as text; fed bar by bar it says what the walk-forward said. */
function recordBundle(record, engineer, history, { folds, outOfSample }) {
  const { model, scaler, testFromMs: startMs } = folds.at(-1)
  const featureState = bundles.featureStateBefore(engineer, history, startMs)
  const { symbol, timeframeMs } = history
  const text = bundles.writeBundle(bundles.createBundle({ engineer, scaler, model, featureState, startMs, symbol, timeframeMs }))
  const strategy = bundles.createLiveStrategy(bundles.parseBundle(text))
  for (let row = 0; row < history.length; row++) {
    if (history.openTimeMs[row] < startMs) continue
    const { confidence } = strategy.next(core.barAt(history, row))
    const expected = outOfSample.confidence[outOfSample.timeMs.indexOf(history.openTimeMs[row])]
    if (!Object.is(confidence, expected)) throw new Error(`live bar ${row}: ${confidence} is not ${expected}`)
  }
  record.text('bundle', text)
}

function recordMonitor(record, X, { outOfSample }, classes) {
  const monitor = monitoring.createModelMonitor()
  const { timeMs, predictions, confidence, y } = outOfSample
  const from = X.timeMs.indexOf(timeMs[0])
  for (let at = 0; at + 30 <= timeMs.length; at += 30) {
    const predictedClass = models.predictedClasses({ rows: 30, classes, data: predictions.data.slice(at * classes, (at + 30) * classes) })
    const batch = { timeMs: timeMs.slice(at, at + 30), predictedClass, confidence: confidence.slice(at, at + 30) }
    monitor.recordPredictionBatch(batch, { actualClass: y.slice(at, at + 30) }, X.slice(from + at, from + at + 30), 'demo')
  }
  const { driftAnalysis, modelPerformance } = monitor.generateMonitoringReport('demo', 60)
  record.numbers(
    'drift',
    driftAnalysis.features.flatMap(({ ksStatistic, pValue, psi }) => [ksStatistic, pValue, psi]),
  )
  record.numbers('trend', [modelPerformance.accuracy, modelPerformance.accuracyTrend.pValue])
}

export async function runPipeline() {
  const record = createRecord()
  const history = testing.simulateBars({ seed: 11, length: 900, timeframeMs: DAY_MS })
  record.numbers('close', history.close)
  recordIndicators(record, history)
  for (const set of features.FEATURE_SETS) {
    const X = features.createFeatureEngineer({ set, timeframeMs: DAY_MS }).engineerFeatures(history)
    for (const name of X.names) record.numbers(`${set}.${name}`, X.column(name))
  }
  const engineer = features.createFeatureEngineer({ set: 'classic', timeframeMs: DAY_MS })
  const X = engineer.engineerFeatures(history)
  const thresholds = { strongBuy: Infinity, buy: 0.005, sell: -0.005, strongSell: -Infinity }
  const y = labels
    .createDataLabeler({ horizonBars: [5], thresholds })
    .labelData(history, { method: 'return_based' })
    .spans('label_5bars')
  for (const modelType of Object.keys(PARAMS)) {
    const result = await walk(X, y, modelType, modelType === 'lightgbm' ? 3 : 0)
    recordBacktest(record, modelType, result, history)
    if (modelType !== 'lightgbm') continue
    recordBundle(record, engineer, history, result)
    recordMonitor(record, X, result, y.classes.length)
  }
  const study = tuning.createStudy({ direction: 'minimize', seed: 7 })
  await study.optimize((trial) => (trial.suggestFloat('x', -5, 5) - 2) ** 2 + trial.suggestInt('k', 1, 9), { trials: 30 })
  record.numbers(
    'study',
    study.trials.map(({ value }) => value),
  )
  return { hash: core.sha256(record.parts.join('\n')), parts: record.parts }
}
