import { createFrame } from 'barcast/core'
import { accuracy, f1Score, precision, recall } from 'barcast/metrics'
import { createModelMonitor } from 'barcast/monitoring'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, recordAll, repeat, START } from './sample.js'

const alertTypes = (report: { alerts: readonly { type: string }[] }): string[] => report.alerts.map(({ type }) => type)
const one = (value = 0) => createFrame({ columns: { a: Float64Array.of(value) } })

describe('windows', () => {
  it('are the earliest and the latest quarter of the batches while the history is shorter than the baseline', () => {
    const monitor = createModelMonitor()
    recordAll(monitor, [...repeat(25, { accuracy: 1 }), ...repeat(50), ...repeat(25, { accuracy: 0.5 })])
    const { driftAnalysis, modelPerformance } = monitor.generateMonitoringReport('m')
    expect(driftAnalysis).toMatchObject({
      basis: 'quarters',
      baseline: { fromMs: START, toMs: START + 24 * HOUR, rows: 500, labelledRows: 500 },
      current: { fromMs: START + 75 * HOUR, toMs: START + 99 * HOUR, rows: 500 },
      sampledRows: { baseline: 500, current: 500 },
    })
    expect(driftAnalysis.note).toContain('earliest quarter')
    expect(modelPerformance.baselineAccuracy).toBe(1)
    expect(Math.abs(modelPerformance.currentAccuracy - 0.5)).toBeLessThan(0.1)
  })

  it('are the first baselineWindowDays and the last daysBack once the history is long enough', () => {
    const monitor = createModelMonitor({ baselineWindowDays: 10 })
    recordAll(monitor, repeat(61), { stepMs: DAY })
    const report = monitor.generateMonitoringReport('m', 5)
    expect(report.driftAnalysis).toMatchObject({
      basis: 'baseline_window',
      baseline: { fromMs: START, toMs: START + 9 * DAY },
      current: { fromMs: START + 55 * DAY, toMs: START + 60 * DAY },
    })
    expect(report.modelPerformance).toMatchObject({ fromMs: START + 55 * DAY, toMs: START + 60 * DAY, rows: 120 })
  })

  it('never overlap, and leave the baseline a quarter', () => {
    for (const daysBack of [0.5, 3, 7, 11, 40, 1000]) {
      const monitor = createModelMonitor({ baselineWindowDays: 10 })
      recordAll(monitor, repeat(12), { stepMs: DAY })
      const { baseline, current, basis } = monitor.generateMonitoringReport('m', daysBack).driftAnalysis
      expect(basis).toBe('baseline_window')
      expect(baseline.toMs).toBeLessThan(current.fromMs)
      expect(baseline.toMs - baseline.fromMs).toBeGreaterThanOrEqual(2 * DAY)
      expect(current.toMs).toBe(START + 11 * DAY)
    }
  })

  it('count from the last batch, whatever the clock says', () => {
    const early = createModelMonitor({ clock: { nowMs: () => START } })
    const late = createModelMonitor({ clock: { nowMs: () => START + 400 * DAY } })
    for (const monitor of [early, late]) recordAll(monitor, repeat(40), { stepMs: DAY })
    const [a, b] = [early, late].map((monitor) => monitor.generateMonitoringReport('m', 7))
    expect(b!.modelPerformance).toEqual(a!.modelPerformance)
    expect(b!.generatedMs).toBe(START + 400 * DAY)
    expect(a!.dataQuality.issues).toEqual([])
    expect(b!.dataQuality.issues).toEqual(['The last batch is 361.0 days old.'])
  })

  it('have nothing to compare after one batch', () => {
    const monitor = createModelMonitor()
    recordAll(monitor, [{}])
    const report = monitor.generateMonitoringReport('m')
    expect(report.driftAnalysis).toMatchObject({ featureDriftScore: NaN, labelDriftScore: NaN, labels: undefined })
    expect(report.driftAnalysis.note).toContain('nothing to compare')
    expect(report.alerts).toEqual([])
    expect(report.modelPerformance.accuracyTrend).toEqual({ perDay: NaN, pValue: NaN, blocks: 1 })
  })
})

describe('figures', () => {
  it('equal those of metrics over the same rows', () => {
    const monitor = createModelMonitor()
    const predicted = Int32Array.of(0, 1, 2, 0, 1, 2, 0, 0, 1, 4)
    const actual = Int32Array.of(0, 1, 1, 0, 2, 2, 1, 0, 1, 0)
    const confidence = new Float64Array(5).fill(0.5)
    for (const from of [0, 5]) {
      const features = createFrame({ columns: { a: new Float64Array(5) } })
      const batch = { timeMs: START + from, predictedClass: predicted.slice(from, from + 5), confidence }
      monitor.recordPredictionBatch(batch, { actualClass: actual.slice(from, from + 5) }, features, 'm')
    }
    expect(monitor.generateMonitoringReport('m').modelPerformance).toMatchObject({
      accuracy: accuracy(actual, predicted),
      precision: precision(actual, predicted),
      recall: recall(actual, predicted),
      f1Score: f1Score(actual, predicted),
      meanConfidence: 0.5,
    })
  })
})

describe('alerts', () => {
  it('name what fell, by how much, against which threshold', () => {
    const monitor = createModelMonitor()
    recordAll(monitor, [
      ...repeat(50, { accuracy: 0.9, confidence: 0.9, rows: 50 }),
      ...repeat(50, { accuracy: 0.6, confidence: 0.6, a: 1, rows: 50 }),
    ])
    const report = monitor.generateMonitoringReport('m')
    expect(alertTypes(report)).toEqual(['accuracy_drop', 'accuracy_trend', 'confidence_drop', 'feature_drift'])
    const [drop, trend, confidence, drift] = report.alerts
    expect(drop!.message).toMatch(
      /^Accuracy fell by \d\d\.\d points, from 8\d\.\d % over 1250 rows to [56]\d\.\d % over 1250; the threshold is 5\.0 points/,
    )
    expect(drop).toMatchObject({ severity: 'critical', threshold: 0.05 })
    expect(trend!.message).toMatch(/^Accuracy is falling, by \d+\.\d points a day on the line through \d\d blocks/)
    expect(confidence!.value).toBeCloseTo(0.3, 2)
    expect(drift!.message).toMatch(/1 of 2 beyond it: a \(KS 0\.\d+, PSI \d\.\d+\)/)
    expect(report.driftAnalysis.features.map(({ drifted }) => drifted)).toEqual([true, false])
    expect(report.recommendations).toHaveLength(4)
    expect(monitor.detectPerformanceDegradation('m')).toEqual(report.alerts.slice(0, 2))
  })

  it('are warnings while chance could do the same', () => {
    const monitor = createModelMonitor()
    const right = [1, 1, 1, 1, 1, 1, 1, 0]
    right.forEach((hit, i) => {
      const batch = { timeMs: START + i, predictedClass: Int32Array.of(1), confidence: Float64Array.of(0.5) }
      monitor.recordPredictionBatch(batch, { actualClass: Int32Array.of(hit) }, one(), 'm')
    })
    const [alert] = monitor.detectPerformanceDegradation('m')
    expect(alert).toMatchObject({ type: 'accuracy_drop', severity: 'warning', value: 0.5 })
    expect(alert!.message).toContain('by chance')
    expect(monitor.generateMonitoringReport('m').recommendations[0]).toContain('few rows')
  })

  it('keep to their thresholds', () => {
    const strict = createModelMonitor({ thresholds: { accuracyDrop: 0.001, featureDrift: 0, labelDrift: 0, confidenceDrop: 0 } })
    const lax = createModelMonitor({ thresholds: { accuracyDrop: 1, featureDrift: 1, labelDrift: 1, confidenceDrop: 1 } })
    for (const monitor of [strict, lax])
      recordAll(monitor, [...repeat(3, { rows: 200 }), ...repeat(3, { accuracy: 0.4, a: 0.5, confidence: 0.4, rows: 200 })])
    expect(alertTypes(strict.generateMonitoringReport('m'))).toEqual(['accuracy_drop', 'confidence_drop', 'feature_drift'])
    expect(alertTypes(lax.generateMonitoringReport('m'))).toEqual([])
  })

  it('vanish when the model recovers', () => {
    const monitor = createModelMonitor({ baselineWindowDays: 5 })
    recordAll(monitor, [...repeat(10, { rows: 100 }), ...repeat(5, { rows: 100, accuracy: 0.4 })], { stepMs: DAY })
    expect(monitor.detectPerformanceDegradation('m').length).toBeGreaterThan(0)
    recordAll(monitor, repeat(12, { rows: 100, accuracy: 0.85 }), { stepMs: DAY, fromMs: START + 15 * DAY, seed: 2 })
    expect(monitor.detectPerformanceDegradation('m')).toEqual([])
  })

  it('see labels drift', () => {
    const monitor = createModelMonitor()
    for (let i = 0; i < 8; i++) {
      const actualClass = Array.from({ length: 100 }, (_, row) => (row < (i < 4 ? 50 : 80) ? 'buy' : 'sell'))
      const features = createFrame({ columns: { a: Float64Array.from({ length: 100 }, (_, row) => row) } })
      const batch = { timeMs: START + i * HOUR, predictedClass: actualClass, confidence: new Float64Array(100).fill(0.5) }
      monitor.recordPredictionBatch(batch, { actualClass }, features, 'm')
    }
    const { alerts, driftAnalysis } = monitor.generateMonitoringReport('m')
    expect(driftAnalysis.labelDriftScore).toBeCloseTo(0.3, 12)
    expect(alerts[0]!.message).toContain(
      '30.0 % of them changed class against a threshold of 15.0 %, most of all "buy" from 50.0 % to 80.0 %',
    )
  })
})

describe('outcomes that come later', () => {
  const record = (monitor: ReturnType<typeof createModelMonitor>, minute: number, k: string, actual = '') =>
    monitor.recordPredictionBatch(
      { timeMs: START + minute * 60_000, predictedClass: [k], confidence: Float64Array.of(0.5) },
      { actualClass: [actual] },
      one(minute),
      'm',
    )

  it('are found by their time and give the same report as outcomes known at once', () => {
    const [later, atOnce] = [createModelMonitor(), createModelMonitor()]
    const actual = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 'sell' : 'buy'))
    actual.forEach((k, i) => {
      record(later, i, 'buy')
      record(atOnce, i, 'buy', k)
    })
    expect(later.generateMonitoringReport('m').dataQuality).toMatchObject({ rows: 60, labelledRows: 0, pendingRows: 60 })
    expect(later.generateMonitoringReport('m').modelPerformance.accuracy).toBeNaN()
    expect(later.generateMonitoringReport('m').dataQuality.issues[0]).toContain('No outcome is known yet')
    for (let i = 0; i < 60; i++) later.recordActuals('m', { timeMs: START + i * 60_000, actualClass: [actual[i]!] })
    expect(later.generateMonitoringReport('m')).toEqual(atOnce.generateMonitoringReport('m'))
    expect(later.generateMonitoringReport('m').modelPerformance.accuracy).toBe(40 / 60)
  })

  it('of one time go to its predictions in their order, all or none of them', () => {
    const monitor = createModelMonitor()
    for (const k of ['buy', 'sell']) record(monitor, 0, k)
    expect(() => monitor.recordActuals('m', { timeMs: Float64Array.of(START, START + 1), actualClass: ['buy', 'buy'] })).toThrow(
      `Record actuals: timeMs must be the time of a prediction of "m" that waits for its outcome, found ${START + 1}`,
    )
    expect(monitor.generateMonitoringReport('m').dataQuality.pendingRows).toBe(2)
    monitor.recordActuals('m', { timeMs: START, actualClass: ['buy', 'sell'] })
    expect(monitor.generateMonitoringReport('m').modelPerformance.accuracy).toBe(1)
    expect(() => monitor.recordActuals('m', { timeMs: START, actualClass: ['buy'] })).toThrow(/waits for its outcome/)
  })
})

describe('data quality', () => {
  it('counts missing and infinite values, which are no drift', () => {
    const monitor = createModelMonitor()
    recordAll(monitor, [...repeat(10, { rows: 100 }), ...repeat(10, { rows: 100, missing: 0.4 })])
    const { dataQuality, driftAnalysis } = monitor.generateMonitoringReport('m')
    expect(driftAnalysis.featureDriftScore).toBe(0)
    expect(Math.abs(dataQuality.features[0]!.missingShare - 0.4)).toBeLessThan(0.1)
    expect(dataQuality.features[0]!.baselineMissingShare).toBe(0)
    expect(dataQuality.issues[0]).toMatch(/^Feature "a" is missing in \d\d\.\d % of the current rows, 0\.0 % before\.$/)
  })

  it('sees a feature that stands still or vanishes', () => {
    const monitor = createModelMonitor()
    for (let i = 0; i < 8; i++) {
      const a = Float64Array.from({ length: 50 }, (_, row) => (i < 4 ? row : 7))
      const b = Float64Array.from({ length: 50 }, (_, row) => (i < 4 ? row : i % 2 === 0 ? Infinity : NaN))
      const batch = { timeMs: START + i, predictedClass: new Int32Array(50), confidence: new Float64Array(50) }
      monitor.recordPredictionBatch(batch, { actualClass: new Int32Array(50) }, createFrame({ columns: { a, b } }), 'm')
    }
    const { dataQuality, driftAnalysis } = monitor.generateMonitoringReport('m')
    expect(dataQuality.features).toEqual([
      { name: 'a', missingShare: 0, baselineMissingShare: 0, constant: true },
      { name: 'b', missingShare: 1, baselineMissingShare: 0, constant: false },
    ])
    expect(driftAnalysis.features[1]).toEqual({ name: 'b', ksStatistic: NaN, pValue: NaN, psi: NaN, drifted: false })
    expect(driftAnalysis.featureDriftScore).toBeGreaterThan(0.8)
  })
})
