import type { BacktestResult } from '../backtest/index.js'
import { confusionMatrix, reliabilityCurve } from '../metrics/index.js'
import { type Predictions, predictedClasses } from '../models/index.js'
import { renderTearSheet, tearSheetOf } from '../reports/index.js'
import type { WalkForwardResult } from '../training/index.js'
import type { Experiment } from './experiment.js'
import { VERSION } from './version.js'
import { watchOutOfSample } from './watch.js'

interface ScoredRows {
  y: Int32Array
  predictions: Predictions
}

/** Out-of-sample rows that have both a label and a prediction. */
function scoredRows({ outOfSample }: WalkForwardResult): ScoredRows {
  const { y, confidence, predictions } = outOfSample
  const { data, classes } = predictions
  const rows = [...y.keys()].filter((row) => y[row] !== -1 && !Number.isNaN(confidence[row]!))
  const scored = new Float64Array(rows.length * classes)
  rows.forEach((row, at) => {
    scored.set(data.subarray(row * classes, (row + 1) * classes), at * classes)
  })
  return { y: Int32Array.from(rows, (row) => y[row]!), predictions: { rows: rows.length, classes, data: scored } }
}

/** The most bullish class is the one whose calibration matters to a buyer. */
function calibrationOf({ classNames }: WalkForwardResult, { y, predictions: { data, classes, rows } }: ScoredRows) {
  const index = classNames.length - 1
  const truth = y.map((label) => (label === index ? 1 : 0))
  if (!truth.includes(1)) return {}
  const probability = Float64Array.from({ length: rows }, (_, row) => data[row * classes + index]!)
  return { calibration: { className: classNames[index]!, curve: reliabilityCurve(truth, probability) } }
}

/** The whole result as one HTML page. */
export function renderReport(experiment: Experiment, walk: WalkForwardResult, run: BacktestResult): string {
  const { bars, droppedRows } = experiment
  const monitoring = watchOutOfSample(experiment, walk)
  const { classNames, folds, dropped, importance } = walk
  const scored = scoredRows(walk)
  const sheet = tearSheetOf(run, {
    title: `${bars.symbol}, out of sample`,
    symbol: bars.symbol,
    timeframeMs: bars.timeframeMs,
    libraryVersion: VERSION,
    folds: folds.map((fold) => ({
      ...fold,
      params: fold.bestParams,
      accuracy: fold.metrics.accuracy,
      baselineAccuracy: fold.metrics.baselineAccuracy,
      auc: fold.metrics.rocAuc,
      logLoss: fold.metrics.logLoss,
    })),
    importance: {
      label: 'share of importance, mean over the folds',
      features: Object.entries(importance).map(([name, value]) => ({ name, value })),
    },
    ...calibrationOf(walk, scored),
    ...(monitoring === undefined ? {} : { monitoring }),
    confusion: { classNames, matrix: confusionMatrix(scored.y, predictedClasses(scored.predictions), { classes: classNames.length }) },
    assumptions: {
      trialsSearched: folds.reduce((sum, fold) => sum + fold.trials.length, 0),
      rowsDropped: [
        { reason: 'dropped in cleaning', rows: droppedRows },
        { reason: 'a feature missing (warm-up)', rows: dropped.missingFeature },
        { reason: 'no label (the outcome lies after the end)', rows: dropped.missingLabel },
      ],
      notes: ['Every fold scaled, searched and trained on its own past only; labels that reach into a test part were purged.'],
    },
  })
  return renderTearSheet(sheet)
}
