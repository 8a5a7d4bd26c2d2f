import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BarcastError } from '../../core/index.js'
import { parseRunConfig } from '../config.js'
import { parseConfigText } from '../config-file.js'
import { type Context, textOption } from '../context.js'
import { backtestOne } from './backtest.js'

/** The demo as a config a user could have written. */
export const DEMO_CONFIG = `
data: { file: sp500-1d.csv }
features: { lookbackPeriods: [5, 15, 30, 60] }
labels:
  method: return_based
  horizonBars: [5]
  thresholds: { strongBuy: .inf, buy: 0.01, sell: -0.01, strongSell: -.inf }
model: { type: lightgbm, params: { num_iterations: 60, bagging_freq: 1 } }
search:
  trials: 4
  folds: 2
  score: logLoss
  seed: 1
  space:
    num_leaves: { type: int, low: 4, high: 16, log: true }
    learning_rate: { type: float, low: 0.01, high: 0.1, log: true }
    feature_fraction: { type: float, low: 0.3, high: 1 }
    bagging_fraction: { type: float, low: 0.5, high: 1 }
    min_child_samples: { type: int, low: 20, high: 200, log: true }
validation: { folds: 5, minTrainShare: 0.4 }
decision: { minConfidence: 0.4 }
backtest: { initialCapital: 100000, transactionCost: 0.0005, slippageModel: fixed, slippageRate: 0.0002, maxPositionSize: 1 }
`

/** The bundled bars: the package's root is some folders up, in the source tree and in the built package alike. */
function demoBars(): string {
  for (const up of ['../', '../../', '../../../', '../../../../']) {
    const file = fileURLToPath(new URL(`${up}examples/data/sp500-1d.csv`, import.meta.url))
    if (existsSync(file)) return file
  }
  throw new BarcastError('cli/file', 'Run demo: the package must hold examples/data/sp500-1d.csv, found none')
}

export async function demo(context: Context): Promise<void> {
  const file = parseConfigText(DEMO_CONFIG, 'demo.yaml')
  const config = parseRunConfig(file)
  const output = resolve(textOption(context, 'out') ?? 'out')
  await backtestOne(context, { config: { ...config, output }, file, inputs: [] }, { symbol: undefined, file: demoBars() })
}
