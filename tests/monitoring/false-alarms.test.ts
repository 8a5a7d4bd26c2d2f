import { createFrame, createRandom, type Random } from 'barcast/core'
import { createModelMonitor, featureDrift, ksTest, labelDrift } from 'barcast/monitoring'
import { describe, expect, it } from 'vitest'
import { HOUR, recordAll, repeat, START } from './sample.js'

const normals = (random: Random, rows: number, mean = 0): Float64Array => Float64Array.from({ length: rows }, () => mean + random.normal())
const frame = (random: Random, rows: number, features: number) =>
  createFrame({ columns: Object.fromEntries(Array.from({ length: features }, (_, k) => [`f${k}`, normals(random, rows)])) })

/** Share of so many simulations in which it happens. */
function shareOf(simulations: number, happens: (random: Random, seed: number) => boolean): number {
  const random = createRandom(2026)
  let count = 0
  for (let seed = 0; seed < simulations; seed++) if (happens(random, seed)) count += 1
  return count / simulations
}

/* Nominal is 1 %. Of 1000 simulations 1 % plus three standard errors are 1.95 %, of 250 2.9 %. */

describe('without drift', () => {
  it.each([
    [7, 30],
    [50, 50],
    [60, 200],
  ])('features drift in 1 of 100 comparisons of %i rows with %i, over all features together', (m, n) => {
    expect(shareOf(1000, (random) => featureDrift(frame(random, m, 4), frame(random, n, 4)).some(({ drifted }) => drifted))).toBeLessThan(
      0.0195,
    )
  })

  it('p-values are spread evenly', () => {
    for (const level of [0.05, 0.2, 0.5]) {
      const share = shareOf(1000, (random) => ksTest(normals(random, 100), normals(random, 163)).pValue < level)
      expect(Math.abs(share - level)).toBeLessThan(3.5 * Math.sqrt((level * (1 - level)) / 1000))
    }
  })

  it.each([
    [7, 30],
    [100, 400],
  ])('labels drift in 1 of 100 comparisons of %i rows with %i', (m, n) => {
    const draw = (random: Random, rows: number): Int32Array => Int32Array.from({ length: rows }, () => random.integer(0, 4))
    expect(shareOf(1000, (random) => labelDrift(draw(random, m), draw(random, n)).score > 0)).toBeLessThan(0.0195)
  })

  it('a whole report raises a critical alert in few of 100 cases, a trend in 1', () => {
    let trends = 0
    const share = shareOf(250, (_, seed) => {
      const monitor = createModelMonitor()
      recordAll(monitor, repeat(40, { rows: 10 }), { seed })
      const { alerts } = monitor.generateMonitoringReport('m')
      if (alerts.some(({ type }) => type === 'accuracy_trend')) trends += 1
      return alerts.some(({ severity }) => severity === 'critical')
    })
    expect(trends / 250).toBeLessThan(0.03)
    // Four kinds of alert at 1 % each, the drops beyond their thresholds besides.
    expect(share).toBeLessThan(0.05)
  })
})

describe('when hits come in runs, as overlapping labels make them', () => {
  it('accuracy alerts stay rare', () => {
    const [horizon, rows] = [12, 360]
    let trends = 0
    const share = shareOf(100, (random) => {
      const noise = normals(random, rows + horizon)
      const monitor = createModelMonitor()
      for (let i = 0; i < rows; i++) {
        const outcome = noise.subarray(i, i + horizon).reduce((a, b) => a + b, 0)
        const batch = { timeMs: START + i * HOUR, predictedClass: Int32Array.of(1), confidence: Float64Array.of(0.7) }
        const features = createFrame({ columns: { a: Float64Array.of(0) } })
        monitor.recordPredictionBatch(batch, { actualClass: Int32Array.of(outcome > -1 ? 1 : 0) }, features, 'm')
      }
      const alerts = monitor.detectPerformanceDegradation('m')
      if (alerts.some(({ type }) => type === 'accuracy_trend')) trends += 1
      return alerts.some(({ type, severity }) => type === 'accuracy_drop' && severity === 'critical')
    })
    expect(trends).toBeLessThanOrEqual(5)
    // Taken for independent, the rows would make 1 of 4 drops look significant.
    expect(share).toBeLessThanOrEqual(0.06)
  })
})

describe('with drift', () => {
  it('a shift of half a deviation in one of ten features is found in windows of 300 rows', () => {
    const found = shareOf(40, (random) => {
      const shifted = Object.fromEntries(Array.from({ length: 10 }, (_, k) => [`f${k}`, normals(random, 300, k === 3 ? 0.5 : 0)]))
      const features = featureDrift(createFrame({ columns: shifted }), frame(random, 300, 10))
      return features[3]!.drifted
    })
    expect(found).toBeGreaterThan(0.9)
  })
})
