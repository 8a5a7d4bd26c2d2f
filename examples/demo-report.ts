import type { BacktestResult } from 'barcast/backtest'
import type { Bars } from 'barcast/core'
import { confusionMatrix, reliabilityCurve } from 'barcast/metrics'
import { predictedClasses } from 'barcast/models'
import type { MonitoringReport } from 'barcast/monitoring'
import { renderTearSheet, tearSheetOf } from 'barcast/reports'
import type { WalkForwardResult } from 'barcast/training'

const LIBRARY_VERSION = '0.1.0'

/** Out-of-sample rows that have a label and a prediction. */
function scoredRows({ outOfSample }: WalkForwardResult): number[] {
  const { y, confidence } = outOfSample
  return [...y.keys()].filter((row) => y[row] !== -1 && !Number.isNaN(confidence[row]!))
}

/** The demo's result as one HTML page. */
export function renderReport(
  bars: Bars,
  walk: WalkForwardResult,
  run: BacktestResult,
  monitoring: MonitoringReport,
  cleaned: { reason: string; rows: number }[],
): string {
  const { classNames, folds, outOfSample, dropped, importance } = walk
  const { data, classes } = outOfSample.predictions
  const rows = scoredRows(walk)
  const y = Int32Array.from(rows, (row) => outOfSample.y[row]!)
  const buy = classNames.indexOf('buy')
  const predictions = {
    rows: rows.length,
    classes,
    data: Float64Array.from(rows.flatMap((row) => [...data.subarray(row * classes, (row + 1) * classes)])),
  }
  const sheet = tearSheetOf(run, {
    title: 'S&P 500, out of sample',
    symbol: bars.symbol,
    timeframeMs: bars.timeframeMs,
    libraryVersion: LIBRARY_VERSION,
    currency: 'USD',
    folds: folds.map((fold) => ({
      ...fold,
      params: fold.bestParams,
      accuracy: fold.metrics.accuracy,
      baselineAccuracy: fold.metrics.baselineAccuracy,
      auc: fold.metrics.rocAuc,
      logLoss: fold.metrics.logLoss,
    })),
    importance: {
      label: 'share of total gain, mean over the folds',
      features: Object.entries(importance).map(([name, value]) => ({ name, value })),
    },
    calibration: {
      className: 'buy',
      curve: reliabilityCurve(
        y.map((label) => (label === buy ? 1 : 0)),
        Float64Array.from(rows, (row) => data[row * classes + buy]!),
      ),
    },
    monitoring,
    confusion: { classNames, matrix: confusionMatrix(y, predictedClasses(predictions), { classes }) },
    assumptions: {
      trialsSearched: folds.reduce((sum, fold) => sum + fold.trials.length, 0),
      rowsDropped: [
        ...cleaned,
        { reason: 'a feature missing (warm-up)', rows: dropped.missingFeature },
        { reason: 'no label (the outcome lies after the end)', rows: dropped.missingLabel },
      ],
      notes: ['Every fold scaled, searched and trained on its own past only; labels that reach into a test part were purged.'],
    },
    warnings: ['Not tradable as such: these are the prices of the index itself, without dividends.'],
  })
  return renderTearSheet(sheet)
}
