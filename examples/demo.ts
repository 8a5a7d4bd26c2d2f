/*
 * The whole path on real data: S&P 500 daily bars → features → labels → purged walk-forward → out-of-sample signals → backtest → report and
 * bundle, and then the bundle replayed live, one bar at a time, in a process of its own. Nothing here is tuned: the figures are what they are.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBacktestEngine } from 'barcast/backtest'
import { cleanBars, parseCsv, toCsv } from 'barcast/bars'
import { createBundle, featureStateBefore, writeBundle } from 'barcast/bundles'
import { encodeFloats, sliceBars } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { createModelManager } from 'barcast/models'
import { figuresOf, figureText, renderTable } from 'barcast/reports'
import { runWalkForward } from 'barcast/training'
import { walkForward } from 'barcast/validation'
import { watch } from './demo-monitor.js'
import { renderReport } from './demo-report.js'
import { createProgressLine } from './progress.js'

const root = join(import.meta.dirname, '..')
const out = join(root, 'out')
mkdirSync(out, { recursive: true })

const raw = parseCsv(readFileSync(join(import.meta.dirname, 'data/sp500-1d.csv'), 'utf8'), { symbol: 'S&P 500' })
const { bars, report } = cleanBars(raw)
const day = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10)
console.log(
  `${bars.length} bars of ${bars.symbol}, ${day(bars.openTimeMs[0]!)} to ${day(bars.openTimeMs.at(-1)!)}; dropped in cleaning: ${report.droppedRows}`,
)

const engineer = createFeatureEngineer({ timeframeMs: bars.timeframeMs })
const X = engineer.engineerFeatures(bars)
const labels = createDataLabeler({ horizonBars: [5], thresholds: { strongBuy: Infinity, buy: 0.01, sell: -0.01, strongSell: -Infinity } })
  .labelData(bars, { method: 'return_based' })
  .spans('label_5bars')

const progress = createProgressLine('walk-forward')
const rule = { minConfidence: 0.4 }
const walk = await runWalkForward(createModelManager(), {
  X,
  labels,
  splitter: walkForward({ folds: 5, minTrainShare: 0.4 }),
  innerSplitter: walkForward({ folds: 2 }),
  modelType: 'lightgbm',
  params: { num_iterations: 60, bagging_freq: 1 },
  trials: 4,
  space: {
    num_leaves: { type: 'int', low: 4, high: 16, log: true },
    learning_rate: { type: 'float', low: 0.01, high: 0.1, log: true },
    feature_fraction: { type: 'float', low: 0.3, high: 1 },
    bagging_fraction: { type: 'float', low: 0.5, high: 1 },
    min_child_samples: { type: 'int', low: 20, high: 200, log: true },
  },
  score: 'logLoss',
  seed: 1,
  rule,
  onProgress: progress.update,
})
progress.end()

const { timeMs, signals: signal, confidence } = walk.outOfSample
const engine = createBacktestEngine({
  initialCapital: 100_000,
  transactionCost: 0.0005,
  slippageModel: 'fixed',
  slippageRate: 0.0002,
  maxPositionSize: 1,
})
const run = engine.runBacktest({ timeMs, signal, confidence }, bars)

console.log(`\nOut of sample, ${day(timeMs[0]!)} to ${day(timeMs.at(-1)!)}, after ${5 + 2} bps of costs per trade`)
console.log(
  renderTable(figuresOf(run), [
    { title: 'Figure', text: ({ name }) => name },
    { title: 'Strategy', text: ({ strategy, unit }) => figureText(strategy, unit), align: 'right' },
    { title: 'Buy and hold', text: ({ benchmark, unit }) => (benchmark === undefined ? '' : figureText(benchmark, unit)), align: 'right' },
  ]),
)
const { accuracy, baselineAccuracy, rocAuc, logLoss } = walk.totals
console.log(
  `The model: accuracy ${accuracy.toFixed(3)} (always the commonest class: ${baselineAccuracy.toFixed(3)}), AUC ${rocAuc.toFixed(3)}, log loss ${logLoss.toFixed(3)}, ` +
    `${walk.folds.reduce((sum, fold) => sum + fold.trials.length, 0)} parameter sets tried`,
)
for (const warning of run.warnings) console.log(`Note: ${warning}`)

const lastFold = walk.folds.at(-1)!
const from = bars.openTimeMs.indexOf(lastFold.testFromMs)
const bundle = createBundle({
  engineer,
  scaler: lastFold.scaler,
  model: lastFold.model,
  rule,
  featureState: featureStateBefore(engineer, bars, lastFold.testFromMs),
  startMs: lastFold.testFromMs,
  symbol: bars.symbol,
  timeframeMs: bars.timeframeMs,
})
const bundleFile = join(out, 'bundle.json')
const liveBars = join(out, 'last-fold.csv')
writeFileSync(
  join(out, 'report.html'),
  renderReport(bars, walk, run, watch(X, walk), [{ reason: 'dropped in cleaning', rows: report.droppedRows }]),
)
writeFileSync(bundleFile, writeBundle(bundle))
writeFileSync(liveBars, toCsv(sliceBars(bars, from, bars.length)))

const live = execFileSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'live-replay.ts'), bundleFile, liveBars], {
  cwd: root,
  encoding: 'utf8',
})
const classes = walk.classNames.length
const first = timeMs.indexOf(lastFold.testFromMs)
const expected = [...signal.keys()]
  .slice(first)
  .map(
    (row) => `${timeMs[row]} ${signal[row]} ${encodeFloats(walk.outOfSample.predictions.data.slice(row * classes, (row + 1) * classes))}`,
  )
const lines = live.trim().split('\n')
const differing = expected.filter((line, i) => line !== lines[i]).length + Math.abs(lines.length - expected.length)
console.log(`\nLive replay of the last fold in a fresh process: ${lines.length} bars, ${differing} differ from the backtest`)
console.log('Wrote out/report.html and out/bundle.json')
if (differing > 0 || lines.length < 250) process.exit(1)
