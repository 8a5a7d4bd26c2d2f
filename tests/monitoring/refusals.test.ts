import { createFrame, type Frame, isBarcastError } from 'barcast/core'
import { createModelMonitor, featureDrift, ksTest, labelDrift, populationStabilityIndex } from 'barcast/monitoring'
import { describe, expect, it } from 'vitest'
import { START } from './sample.js'

const frame = (columns: Record<string, number[]>): Frame =>
  createFrame({ columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)])) })
const good = { timeMs: START as unknown, predictedClass: Int32Array.of(0, 1) as unknown, confidence: Float64Array.of(0.5, 0.6) as unknown }
const actualClass: unknown = Int32Array.of(0, -1)
const features = frame({ a: [1, 2], b: [3, 4] })

/** Records a good batch and then one that differs, and expects that nothing of the second stays. */
const recording = (change: { predictions?: object; actuals?: object; features?: Frame; name?: string }) => (): void => {
  const monitor = createModelMonitor()
  const record = ({ predictions = {}, actuals = {}, features: given = features, name = 'm' }: typeof change): void =>
    monitor.recordPredictionBatch({ ...good, ...predictions } as never, { actualClass, ...actuals } as never, given, name)
  record({})
  const before = monitor.snapshot()
  try {
    record(change)
  } finally {
    expect(monitor.snapshot()).toEqual(before)
  }
}

const refusals: [string, string, () => unknown][] = [
  ['an unknown option', 'monitoring/unknown-option', () => createModelMonitor({ baselineDays: 3 } as never)],
  ['an unknown threshold', 'monitoring/unknown-threshold', () => createModelMonitor({ thresholds: { accuracy: 0.1 } as never })],
  ['a threshold in percent', 'monitoring/config', () => createModelMonitor({ thresholds: { accuracyDrop: 5 } })],
  ['no baseline', 'monitoring/config', () => createModelMonitor({ baselineWindowDays: 0 })],
  ['a clock without time', 'monitoring/config', () => createModelMonitor({ clock: {} as never })],
  ['no rows', 'monitoring/empty', recording({ predictions: { predictedClass: new Int32Array(0) } })],
  ['classes as fractions', 'monitoring/column-type', recording({ predictions: { predictedClass: Float64Array.of(0, 1) } })],
  ['a class below −1', 'monitoring/class', recording({ actuals: { actualClass: Int32Array.of(0, -2) } })],
  ['a prediction of nothing', 'monitoring/class', recording({ predictions: { predictedClass: Int32Array.of(0, -1) } })],
  [
    'more than 256 classes',
    'monitoring/class',
    () =>
      labelDrift(
        Int32Array.from({ length: 300 }, (_, k) => k),
        Int32Array.of(0),
      ),
  ],
  [
    'names after numbers',
    'monitoring/class-kind',
    recording({ predictions: { predictedClass: ['0', '1'] }, actuals: { actualClass: ['0', '1'] } }),
  ],
  ['names against numbers', 'monitoring/class-kind', recording({ actuals: { actualClass: ['0', '1'] } })],
  ['too few actual classes', 'monitoring/length', recording({ actuals: { actualClass: Int32Array.of(0) } })],
  ['too few feature rows', 'monitoring/length', recording({ features: frame({ a: [1], b: [1] }) })],
  ['confidence as text', 'monitoring/column-type', recording({ predictions: { confidence: ['0.5', '0.6'] } })],
  ['confidence in percent', 'monitoring/confidence', recording({ predictions: { confidence: Float64Array.of(50, 60) } })],
  ['a missing confidence', 'monitoring/confidence', recording({ predictions: { confidence: Float64Array.of(NaN, 0.5) } })],
  ['a time that is none', 'monitoring/time', recording({ predictions: { timeMs: NaN } })],
  ['a time as text', 'monitoring/column-type', recording({ predictions: { timeMs: '2024-01-01' } })],
  [
    'seconds',
    'monitoring/time-unit',
    () => createModelMonitor().recordPredictionBatch({ ...good, timeMs: START / 1000 } as never, { actualClass } as never, features, 'm'),
  ],
  ['a time before the last', 'monitoring/time-order', recording({ predictions: { timeMs: START - 1 } })],
  ['times that descend', 'monitoring/time-order', recording({ predictions: { timeMs: Float64Array.of(START + 2, START + 1) } })],
  ['another feature', 'frame/unknown-column', recording({ features: frame({ a: [1, 2], c: [3, 4] }) })],
  ['one feature more', 'monitoring/features', recording({ features: frame({ a: [1, 2], b: [3, 4], c: [5, 6] }) })],
  [
    'features scaled by themselves',
    'monitoring/exploration-only',
    recording({ features: createFrame({ columns: { a: Float64Array.of(1, 2), b: Float64Array.of(1, 2) }, explorationOnly: true }) }),
  ],
  ['a model without a name', 'monitoring/model-name', recording({ name: '' })],
  ['an unknown model', 'monitoring/unknown-model', () => createModelMonitor().detectPerformanceDegradation('m')],
  ['a report of no days', 'monitoring/days-back', () => createModelMonitor().generateMonitoringReport('m', 0)],
  [
    'outcomes of nothing',
    'monitoring/unknown-model',
    () => createModelMonitor().recordActuals('m', { timeMs: START, actualClass: Int32Array.of(1) }),
  ],
  ['a test without values', 'monitoring/no-values', () => ksTest(Float64Array.of(NaN), Float64Array.of(1))],
  ['an index without values', 'monitoring/no-values', () => populationStabilityIndex(Float64Array.of(1), new Float64Array(0))],
  ['one bin', 'monitoring/option', () => populationStabilityIndex(Float64Array.of(1), Float64Array.of(1), { bins: 1 })],
  ['labels that are all unknown', 'monitoring/no-values', () => labelDrift(['', ''], ['buy'])],
  ['labels of two kinds', 'monitoring/class-kind', () => labelDrift(['0'], Int32Array.of(0))],
  ['empty frames', 'monitoring/empty', () => featureDrift(frame({ a: [] }), frame({ a: [1] }))],
  ['frames of other features', 'frame/unknown-column', () => featureDrift(frame({ a: [1] }), frame({ b: [1] }))],
  [
    'features without a value in common',
    'monitoring/no-values',
    () => createModelMonitor().calculateFeatureDrift(frame({ a: [NaN] }), frame({ a: [1] })),
  ],
]

describe('monitoring refuses', () => {
  it.each(refusals)('%s', (_, code, act) => {
    try {
      act()
    } catch (error) {
      expect(isBarcastError(error, code), String(error)).toBe(true)
      return
    }
    expect.unreachable()
  })

  it('outcomes that do not fit', () => {
    const monitor = createModelMonitor()
    monitor.recordPredictionBatch(good as never, { actualClass } as never, features, 'm')
    for (const [given, code] of [
      [{ timeMs: START, actualClass: ['1'] }, 'monitoring/class-kind'],
      [{ timeMs: START, actualClass: Int32Array.of(-1) }, 'monitoring/class'],
      [{ timeMs: Float64Array.of(START), actualClass: Int32Array.of(1, 1) }, 'monitoring/length'],
      [{ timeMs: String(START), actualClass: Int32Array.of(1) }, 'monitoring/column-type'],
    ] as const)
      expect(() => monitor.recordActuals('m', given as never)).toThrow(expect.objectContaining({ code }))
    monitor.recordActuals('m', { timeMs: START, actualClass: Int32Array.of(1) })
    expect(monitor.generateMonitoringReport('m').modelPerformance.accuracy).toBe(1)
  })
})
