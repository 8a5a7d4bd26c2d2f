import type { Frame } from 'barcast/core'
import { createModelMonitor, type MonitoringReport } from 'barcast/monitoring'
import type { WalkForwardResult } from 'barcast/training'

const BATCH_ROWS = 21

/** What a monitor beside the model would have seen: a batch a month, the first two years as baseline, the last half year now. */
export function watch(X: Frame, { classNames, outOfSample }: WalkForwardResult): MonitoringReport {
  const { timeMs, predictions, confidence, y } = outOfSample
  const monitor = createModelMonitor({ baselineWindowDays: 730 })
  const first = X.timeMs.indexOf(timeMs[0]!)
  for (let from = 0; from < timeMs.length; from += BATCH_ROWS) {
    const to = Math.min(from + BATCH_ROWS, timeMs.length)
    const rows = Array.from({ length: to - from }, (_, k) => from + k)
    const predictedClass = rows.map((row) => {
      const probabilities = predictions.data.subarray(row * predictions.classes, (row + 1) * predictions.classes)
      return classNames[probabilities.indexOf(confidence[row]!)]!
    })
    monitor.recordPredictionBatch(
      { timeMs: timeMs.slice(from, to), predictedClass, confidence: confidence.slice(from, to) },
      { actualClass: rows.map((row) => classNames[y[row]!] ?? '') },
      X.slice(first + from, first + to),
      'demo',
    )
  }
  return monitor.generateMonitoringReport('demo', 182)
}
