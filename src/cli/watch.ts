import { createModelMonitor, type MonitoringReport } from '../monitoring/index.js'
import type { WalkForwardResult } from '../training/index.js'
import type { Experiment } from './experiment.js'

const BATCHES = 100
/** Shares of the out-of-sample time that are baseline and current window. */
const BASELINE_SHARE = 0.25
const CURRENT_SHARE = 0.1
const DAY_MS = 86_400_000

/** What a monitor would have seen out of sample: undefined when no row has a prediction. */
export function watchOutOfSample({ X, bars }: Experiment, { classNames, outOfSample }: WalkForwardResult): MonitoringReport | undefined {
  const { timeMs, predictions, confidence, y } = outOfSample
  const first = X.timeMs.indexOf(timeMs[0]!)
  const rows = [...timeMs.keys()].filter((row) => !Number.isNaN(confidence[row]!))
  if (rows.length === 0) return undefined
  const days = (timeMs.at(-1)! - timeMs[0]!) / DAY_MS
  const monitor = createModelMonitor({ baselineWindowDays: Math.max(1, Math.ceil(days * BASELINE_SHARE)) })
  const name = bars.symbol
  const batchRows = Math.max(1, Math.ceil(rows.length / BATCHES))
  for (let at = 0; at < rows.length; at += batchRows) {
    const batch = rows.slice(at, at + batchRows)
    const classOf = (row: number): string => {
      const probabilities = predictions.data.subarray(row * predictions.classes, (row + 1) * predictions.classes)
      return classNames[probabilities.indexOf(confidence[row]!)]!
    }
    monitor.recordPredictionBatch(
      {
        timeMs: Float64Array.from(batch, (row) => timeMs[row]!),
        predictedClass: batch.map(classOf),
        confidence: Float64Array.from(batch, (row) => confidence[row]!),
      },
      { actualClass: batch.map((row) => classNames[y[row]!] ?? '') },
      X.rows(Int32Array.from(batch, (row) => first + row)),
      name,
    )
  }
  return monitor.generateMonitoringReport(name, Math.max(1, Math.ceil(days * CURRENT_SHARE)))
}
