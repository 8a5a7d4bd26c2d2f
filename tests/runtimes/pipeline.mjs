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
import * as workers from 'barcast/workers'

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
  workers,
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

/** Quotes and trades beside the bars, for the indicators that read them. */
function withQuotes(history) {
  const { close, volume, high, low } = history
  const of = (column, share) => column.map((value, i) => value * share(i))
  const extra = {
    bid: of(close, (i) => 1 - (i % 7) / 5000),
    ask: of(close, (i) => 1 + (1 + (i % 5)) / 5000),
    bidSize: of(volume, (i) => (1 + (i % 9)) / 10),
    askSize: of(volume, (i) => (1 + (i % 11)) / 12),
    buyVolume: of(volume, (i) => (close[i] - low[i] + 1e-9) / (high[i] - low[i] + 1e-9)),
    sellVolume: of(volume, (i) => (high[i] - close[i]) / (high[i] - low[i] + 1e-9)),
  }
  return { ...history, extra }
}

/** Every registered indicator with its defaults. */
function recordIndicators(record, bars) {
  const history = withQuotes(bars)
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

/** Every way to calibrate, and what conformal thresholds leave possible, over a model's probabilities in the last 200 of 600 rows. */
function recordCalibration(record) {
  const random = core.createRandom(23)
  const rows = 600
  const powers = Array.from({ length: rows }, () => [0, 1, 2].map(() => core.exp(2 * random.normal())))
  const data = Float64Array.from(powers.flatMap((row) => row.map((power) => power / (row[0] + row[1] + row[2]))))
  const y = Int32Array.from(powers, ([a, b, c]) =>
    random.uniform() < 0.3 ? random.integer(0, 2) : a > b ? (a > c ? 0 : 2) : b > c ? 1 : 2,
  )
  const known = { rows: 400, classes: 3, data: data.slice(0, 1200) }
  const later = { rows: 200, classes: 3, data: data.slice(1200) }
  for (const method of ['platt', 'isotonic', 'beta', 'temperature']) {
    const calibrator = models.fitCalibrator(known, y.slice(0, 400), { method })
    record.text(`calibrator.${method}`, core.canonicalJson(calibrator))
    record.numbers(`calibrated.${method}`, models.applyCalibrator(calibrator, later).data)
  }
  for (const method of ['lac', 'aps']) {
    const threshold = models.conformalQuantile(models.labelScores(known, y.slice(0, 400), method), { alpha: 0.1 })
    record.numbers(`sets.${method}`, [threshold, ...models.predictionSets(later, threshold, method).data])
  }
}

/** How often each function of a WebAssembly kernel was called, and how many kernels stood over shared memory. */
const kernels = { calls: new Map(), shared: 0 }

/** Counts what kernels do, from outside: the library asks for `WebAssembly.Instance` whenever it needs one. */
function countKernels() {
  const { Instance } = WebAssembly
  const counted =
    (name, work) =>
    (...given) => {
      kernels.calls.set(name, (kernels.calls.get(name) ?? 0) + 1)
      return work(...given)
    }
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, given) {
      const { exports } = new target(...given)
      if (given[1]?.env?.memory?.buffer.constructor.name === 'SharedArrayBuffer') kernels.shared += 1
      const entries = Object.entries(exports).map(([name, value]) => [name, typeof value === 'function' ? counted(name, value) : value])
      return { exports: Object.fromEntries(entries) }
    },
  })
}

/** Every kernel that a model of `recordBoosting` must have been made, asked or explained by. */
const KERNEL_CALLS = [
  'findDistinct',
  'writeCodes',
  'binary',
  'softmax',
  'addBlock',
  'scanFromRight',
  'measure',
  'scan',
  'pack',
  'partition',
]
const MODEL_CALLS = ['codeColumns', 'codeCategories', 'findBlock', 'addTrees', 'codeRow', 'addSmallTrees', 'explainRows']

/** 3,000 rows of 20 columns, enough for threads: normal, in whole numbers, missing and infinite here and there; two hold categories. */
function boostingData() {
  const random = core.createRandom(17)
  const x = Array.from({ length: 20 }, (_, j) =>
    Float64Array.from({ length: 3000 }, () => {
      if (j === 4 || j === 9) return random.uniform() < 0.1 ? NaN : random.integer(0, j === 4 ? 4 : 40)
      if (j % 5 === 3) return Math.round(random.normal() * 4)
      const chance = random.uniform()
      return j % 3 === 1 && chance < 0.1 ? NaN : j === 7 && chance < 0.02 ? Infinity : random.normal()
    }),
  )
  const latent = x[0].map((value, i) => value + (x[4][i] % 2 === 1 ? 1 : 0) + (x[1][i] > 0 ? x[2][i] : 0) + random.normal())
  return { x, latent, weight: latent.map(() => 0.5 + random.uniform()) }
}

/** What a model says of rows, of one row, why, and as what it is written. */
function recordBooster(record, name, booster, x) {
  const some = x.map((column) => column.subarray(0, 200))
  const out = new Float64Array(booster.numClasses)
  const alone = []
  for (let row = 0; row < 50; row++) {
    booster.predictRow(
      Float64Array.from(x, (column) => column[row]),
      out,
    )
    alone.push(...out)
  }
  const predicted = booster.predict(x)
  if (alone.some((value, i) => !Object.is(value, predicted[i]))) throw new Error(`${name}: single rows are not the rows of a batch`)
  record.numbers(`${name}.predict`, predicted)
  record.numbers(`${name}.raw`, booster.predictRaw(x))
  record.numbers(`${name}.leaf`, booster.predictLeaf(some))
  record.numbers(`${name}.contributions`, booster.predictContributions(some))
  record.text(`${name}.text`, booster.toLightgbmText())
  record.parts.push(`${name}.bytes:${core.sha256(booster.toBytes())}`)
}

/** Both modes on missing values, categories and several classes; 2 threads must give the bytes of one. */
async function recordBoosting(record) {
  const { x, latent, weight } = boostingData()
  const labels = {
    binary: latent.map((value) => (value > 0.3 ? 1 : 0)),
    multiclass: latent.map((value) => Math.min(2, Math.max(0, Math.floor(value + 1)))),
    regression: latent,
  }
  for (const [objective, y] of Object.entries(labels)) {
    for (const mode of ['packed', 'exact']) {
      const params = { objective, mode, min_data_per_group: 10, ...(objective === 'multiclass' ? { num_class: 3 } : {}) }
      const train = (num_threads) =>
        boosting.trainBooster({ x, y, weight, categorical: [4, 9], params: { ...params, num_threads }, rounds: 8 })
      const booster = await train(1)
      if (core.sha256((await train(2)).toBytes()) !== core.sha256(booster.toBytes()))
        throw new Error(`${objective}, ${mode}: 2 threads give other bytes than 1`)
      recordBooster(record, `boosting.${objective}.${mode}`, booster, x)
    }
  }
  // Threads have a command of their own.
  const threaded = kernels.shared > 0 ? ['searchSplit'] : []
  const missing = [...KERNEL_CALLS, ...MODEL_CALLS, ...threaded].filter((name) => !kernels.calls.has(name))
  if (missing.length > 0) throw new Error(`kernels did not run: ${missing.join(', ')}`)
}

/** The hash of everything, and how many kernels had memory that threads share. */
export async function runPipeline() {
  countKernels()
  const record = createRecord()
  await recordBoosting(record)
  recordCalibration(record)
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
  return { hash: core.sha256(record.parts.join('\n')), parts: record.parts, sharedKernels: kernels.shared }
}
