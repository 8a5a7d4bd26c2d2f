import { createFrame, createRandom, type Frame, log, type Random } from 'barcast/core'
import { createModelMonitor, type ModelMonitor } from 'barcast/monitoring'
import { describe, expect, it } from 'vitest'

/*
 * Acceptance tests of specification 000, task 26, one for one. What differs and why: DEVIATIONS.md, section "Task 26".
 */

const START = Date.UTC(2023, 0, 1)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed)

const normals = (random: Random, mean: number, deviation: number, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, () => mean + deviation * random.normal())
const exponentials = (random: Random, scale: number, rows: number): Float64Array =>
  Float64Array.from({ length: rows }, () => -scale * log(1 - random.uniform()))

/** Classes drawn with the given probabilities. */
function classes(random: Random, probabilities: readonly number[], rows: number): Int32Array {
  const upTo = probabilities.map((_, k) => probabilities.slice(0, k + 1).reduce((a, b) => a + b, 0))
  return Int32Array.from({ length: rows }, () => {
    const drawn = random.uniform()
    return Math.max(
      0,
      upTo.findIndex((limit) => drawn < limit),
    )
  })
}

const UNIFORM = [0.2, 0.2, 0.2, 0.2, 0.2]

/** A batch of random predictions, right with that chance and drawn anew otherwise. */
function recordBatch(monitor: ModelMonitor, random: Random, timeMs: number, rows: number, accuracy: number, columns: number, name: string) {
  const predictedClass = classes(random, UNIFORM, rows)
  const confidence = Float64Array.from({ length: rows }, () => 0.6 + 0.35 * random.uniform())
  const other = classes(random, UNIFORM, rows)
  const actualClass = predictedClass.map((k, i) => (random.uniform() < accuracy ? k : other[i]!))
  const features = Object.fromEntries(Array.from({ length: columns }, (_, k) => [`feature_${k + 1}`, normals(random, 0, 1, rows)]))
  monitor.recordPredictionBatch({ timeMs, predictedClass, confidence }, { actualClass }, createFrame({ columns: features }), name)
}

describe('000 task 26: test_feature_drift_detection', () => {
  const features = (random: Random, mean: number, deviation: number, scale: number): Frame =>
    createFrame({
      columns: {
        feature_1: normals(random, mean, 1, 1000),
        feature_2: normals(random, 5, deviation, 1000),
        feature_3: exponentials(random, scale, 1000),
      },
    })

  it.each(seeds(20))('scores shifted distributions above the threshold and equal ones not (seed %i)', (seed) => {
    const random = createRandom(seed)
    const monitor = createModelMonitor({ baselineWindowDays: 30 })
    const baseline = features(random, 0, 2, 1)
    const drifted = monitor.calculateFeatureDrift(features(random, 0.5, 3, 1.5), baseline)
    expect(drifted).toBeGreaterThan(monitor.thresholds.featureDrift)
    expect(drifted).toBeGreaterThan(0.14)
    expect(drifted).toBeLessThan(0.27)
    expect(monitor.calculateFeatureDrift(features(random, 0, 2, 1), baseline)).toBeLessThanOrEqual(monitor.thresholds.featureDrift)
  })
})

describe('000 task 26: test_performance_monitoring', () => {
  const degraded = (seed: number, perBatch: number) => {
    const random = createRandom(seed)
    const monitor = createModelMonitor()
    for (let i = 0; i < 100; i++) {
      recordBatch(monitor, random, START + i * HOUR, 50, 0.8 - Math.min(i * perBatch, 100 * perBatch), 2, 'test_model')
    }
    return monitor.detectPerformanceDegradation('test_model')
  }

  it('detects the degradation in 9 of 10 draws, and every alert speaks of accuracy', () => {
    const found = seeds(50).map((seed) => degraded(seed, 0.001))
    expect(found.filter((alerts) => alerts.length > 0).length).toBeGreaterThanOrEqual(45)
    for (const { type, message } of found.flat()) {
      expect(message.toLowerCase()).toContain('accuracy')
      expect(['accuracy_drop', 'accuracy_trend']).toContain(type)
    }
  })

  it('always detects one twice as fast', () => {
    for (const seed of seeds(10)) expect(degraded(seed, 0.002).length).toBeGreaterThan(0)
  })

  it('does not see one where there is none', () => {
    expect(seeds(50).filter((seed) => degraded(seed, 0).length > 0).length).toBeLessThanOrEqual(2)
  })
})

describe('000 task 26: test_label_drift_detection', () => {
  it.each(seeds(20))('scores an imbalance above the threshold and equal shares not (seed %i)', (seed) => {
    const random = createRandom(seed)
    const monitor = createModelMonitor()
    const baseline = classes(random, UNIFORM, 1000)
    const drifted = monitor.calculateLabelDrift(classes(random, [0.5, 0.1, 0.1, 0.1, 0.2], 1000), baseline)
    expect(drifted).toBeGreaterThan(monitor.thresholds.labelDrift)
    expect(Math.abs(drifted - 0.3)).toBeLessThan(0.07)
    expect(monitor.calculateLabelDrift(classes(random, UNIFORM, 1000), baseline)).toBeLessThanOrEqual(monitor.thresholds.labelDrift)
  })
})

describe('000 task 26: test_monitoring_report', () => {
  it.each(seeds(5))('has all sections with figures that follow from the batches (seed %i)', (seed) => {
    const random = createRandom(seed)
    const monitor = createModelMonitor()
    for (let i = 0; i < 30; i++) recordBatch(monitor, random, START + i * DAY, 100, 0.75, 3, 'production_model')
    const report = monitor.generateMonitoringReport('production_model', 7)

    for (const section of ['modelPerformance', 'driftAnalysis', 'alerts', 'recommendations', 'dataQuality'] as const)
      expect(report).toHaveProperty(section)
    const { modelPerformance, driftAnalysis } = report
    expect(modelPerformance.accuracy).toBeGreaterThan(0.75)
    expect(modelPerformance.accuracy).toBeLessThan(0.85)
    expect(modelPerformance.fromMs).toBe(START + 22 * DAY)
    expect(modelPerformance.toMs).toBe(START + 29 * DAY)
    expect(modelPerformance.rows).toBe(800)
    expect(Math.abs(modelPerformance.confidenceTrend.perDay)).toBeLessThan(0.003)
    expect(driftAnalysis.basis).toBe('quarters')
    expect(driftAnalysis.featureDriftScore).toBeLessThanOrEqual(0.1)
    expect(driftAnalysis.labelDriftScore).toBeLessThanOrEqual(0.15)
    expect(report.alerts).toEqual([])
    expect(report.recommendations).toEqual(['Nothing moved beyond its threshold: no action needed.'])
  })
})
