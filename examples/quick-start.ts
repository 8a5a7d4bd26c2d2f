/*
 * From a CSV to an honest backtest in one screen: `npx tsx examples/quick-start.ts`. Takes any file of bars as its first argument.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanBars, createBacktestEngine, createDataLabeler, createFeatureEngineer, createModelManager, parseCsv } from 'barcast'
import { figuresOf, figureText, renderTable } from 'barcast/reports'
import { runWalkForward } from 'barcast/training'
import { walkForward } from 'barcast/validation'

const file = process.argv[2] ?? join(import.meta.dirname, 'data/sp500-1d.csv')
const { bars } = cleanBars(parseCsv(readFileSync(file, 'utf8'), { symbol: 'S&P 500' }))

// What the model sees: 49 columns that use closed bars only.
const X = createFeatureEngineer({ set: 'classic', timeframeMs: bars.timeframeMs }).engineerFeatures(bars)

// What it shall foretell: whether the close five bars later is more than 1 % away.
const thresholds = { strongBuy: Infinity, buy: 0.01, sell: -0.01, strongSell: -Infinity }
const labels = createDataLabeler({ horizonBars: [5], thresholds })
  .labelData(bars, { method: 'return_based' })
  .spans('label_5bars')

// Each fold scales and trains on its own past; labels that reach into the test part are purged.
const { outOfSample, totals } = await runWalkForward(createModelManager(), {
  X,
  labels,
  splitter: walkForward({ folds: 4 }),
  modelType: 'lightgbm',
  params: { num_iterations: 40, num_leaves: 8 },
})

// Signals are known at the close and fill at the next open, with costs.
const engine = createBacktestEngine({ transactionCost: 0.0005, slippageModel: 'fixed', maxPositionSize: 1 })
const run = engine.runBacktest({ timeMs: outOfSample.timeMs, signal: outOfSample.signals, confidence: outOfSample.confidence }, bars)

console.log(
  renderTable(figuresOf(run), [
    { title: 'Out of sample', text: ({ name }) => name },
    { title: 'Strategy', text: ({ strategy, unit }) => figureText(strategy, unit), align: 'right' },
    { title: 'Buy and hold', text: ({ benchmark, unit }) => (benchmark === undefined ? '' : figureText(benchmark, unit)), align: 'right' },
  ]),
)
console.log(`accuracy ${totals.accuracy.toFixed(3)}, always the commonest class ${totals.baselineAccuracy.toFixed(3)}`)
