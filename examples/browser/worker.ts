/*
 * The whole path off the page's thread: read, clean, features, labels, walk-forward, backtest, report.
 */
import { createBacktestEngine } from 'barcast/backtest'
import { cleanBars, readBars } from 'barcast/bars'
import { createFeatureEngineer } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { createModelManager } from 'barcast/models'
import { renderTearSheet, tearSheetOf } from 'barcast/reports'
import { runWalkForward } from 'barcast/training'
import { walkForward } from 'barcast/validation'
import type { FromWorker, ToWorker } from './messages.js'

const tell = (message: FromWorker): void => postMessage(message)

async function work(file: File): Promise<void> {
  tell({ kind: 'progress', share: 0, step: 'reading' })
  const symbol = file.name.replace(/\.(csv|json|gz)\b/gi, '')
  const { bars } = cleanBars(await readBars(file.stream(), { symbol }))
  const labels = createDataLabeler({ horizonBars: [5] })
    .labelData(bars, { method: 'volatility_adjusted' })
    .spans('label_5bars')
  const { outOfSample, totals, folds } = await runWalkForward(createModelManager(), {
    X: createFeatureEngineer({ set: 'classic', timeframeMs: bars.timeframeMs }).engineerFeatures(bars),
    labels,
    splitter: walkForward({ folds: 4 }),
    modelType: 'lightgbm',
    params: { num_iterations: 40, num_leaves: 8 },
    onProgress: ({ done, total, step }) => tell({ kind: 'progress', share: done / total, step }),
  })
  const { timeMs, signals: signal, confidence } = outOfSample
  const engine = createBacktestEngine({ transactionCost: 0.0005, slippageModel: 'fixed', maxPositionSize: 1 })
  const run = engine.runBacktest({ timeMs, signal, confidence }, bars)
  const sheet = tearSheetOf(run, {
    title: `${symbol}, out of sample`,
    symbol,
    timeframeMs: bars.timeframeMs,
    libraryVersion: '0.1.0',
    folds: folds.map((fold) => ({
      ...fold,
      params: fold.bestParams,
      accuracy: fold.metrics.accuracy,
      baselineAccuracy: fold.metrics.baselineAccuracy,
    })),
  })
  tell({
    kind: 'report',
    html: renderTearSheet(sheet),
    summary: `${bars.length} bars; accuracy ${totals.accuracy.toFixed(3)}, always the commonest class ${totals.baselineAccuracy.toFixed(3)}`,
    latest: `${new Date(timeMs.at(-1)!).toISOString()}: ${signal.at(-1)} with confidence ${confidence.at(-1)!.toFixed(3)}`,
  })
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  work(data.file).catch((error: unknown) => tell({ kind: 'problem', message: error instanceof Error ? error.message : String(error) }))
})
