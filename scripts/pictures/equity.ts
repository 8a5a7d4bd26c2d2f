import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBacktestEngine } from '../../src/backtest/index.js'
import { cleanBars, parseCsv } from '../../src/bars/index.js'
import { createFeatureEngineer } from '../../src/features/index.js'
import { createDataLabeler } from '../../src/labels/index.js'
import { createModelManager } from '../../src/models/index.js'
import { renderLineChart } from '../../src/reports/index.js'
import { runWalkForward } from '../../src/training/index.js'
import { walkForward } from '../../src/validation/index.js'
import { root } from '../rooms.js'

/** The account of a first walk-forward on real daily bars, nothing tuned, against buy and hold. */
export async function drawEquity(): Promise<string> {
  const file = readFileSync(join(root, 'examples/data/sp500-1d.csv'), 'utf8')
  const { bars } = cleanBars(parseCsv(file, { symbol: 'S&P 500' }))
  const thresholds = { strongBuy: Infinity, buy: 0.01, sell: -0.01, strongSell: -Infinity }
  const { outOfSample } = await runWalkForward(createModelManager(), {
    X: createFeatureEngineer({ set: 'classic', timeframeMs: bars.timeframeMs }).engineerFeatures(bars),
    labels: createDataLabeler({ horizonBars: [5], thresholds })
      .labelData(bars, { method: 'return_based' })
      .spans('label_5bars'),
    splitter: walkForward({ folds: 4 }),
    modelType: 'lightgbm',
    params: { num_iterations: 40, num_leaves: 8 },
  })
  const { timeMs, signals: signal, confidence } = outOfSample
  const engine = createBacktestEngine({ transactionCost: 0.0005, slippageModel: 'fixed', maxPositionSize: 1 })
  const { portfolioHistory, benchmark } = engine.runBacktest({ timeMs, signal, confidence }, bars)
  const series = [
    { name: 'strategy', values: portfolioHistory.equity },
    { name: benchmark.name, values: benchmark.equity },
  ]
  return `${renderLineChart({ title: 'Equity after costs, out of sample', timeMs: portfolioHistory.timeMs, series, yLabel: 'equity' })}\n`
}
