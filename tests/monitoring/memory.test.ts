import { createFrame, createRandom } from 'barcast/core'
import { createModelMonitor, type ModelMonitor } from 'barcast/monitoring'
import { describe, expect, it } from 'vitest'
import { joinDown, MOST_ROWS, MOST_SEGMENTS, thinSamples, windowsOf } from '../../src/monitoring/history.js'
import { commonSample, type Segment } from '../../src/monitoring/segment.js'
import { DAY, HOUR, recordAll, repeat, START } from './sample.js'

interface Stored {
  segments: { rows: number; batches: number; fromMs: number; toMs: number; priorities: string }[]
  pending: unknown[]
}
const stored = (monitor: ModelMonitor): Stored => monitor.snapshot().models[0] as unknown as Stored
const keptRows = ({ segments }: Stored): number => segments.reduce((sum, { priorities }) => sum + (priorities.length * 3) / 4 / 8, 0)

/** Segments of single rows, an hour apart, whose one feature is their time. */
function segmentsOf(rows: readonly number[], seed = 1): Segment[] {
  const random = createRandom(seed)
  return rows.map((count, i) => ({
    fromMs: START + i * HOUR,
    toMs: START + i * HOUR,
    batches: 1,
    rows: count,
    confidenceMean: 0.5,
    confidenceSquares: 0,
    outcomes: new Map([[0, count]]),
    missing: new Float64Array(1),
    sampledBelow: 1,
    sample: Array.from({ length: count }, () => ({ priority: random.uniform(), values: Float64Array.of(i) })).sort(
      (a, b) => a.priority - b.priority,
    ),
  }))
}

describe('memory', () => {
  it('stays within its caps over months of single predictions, with counts exact', () => {
    const monitor = createModelMonitor()
    recordAll(monitor, repeat(6000, { rows: 1 }))
    const state = stored(monitor)
    expect(state.segments.length).toBe(MOST_SEGMENTS)
    expect(keptRows(state)).toBeLessThanOrEqual(MOST_ROWS)
    expect(keptRows(state)).toBeGreaterThan(2000)
    expect(state.segments.reduce((sum, { rows }) => sum + rows, 0)).toBe(6000)
    const { driftAnalysis, modelPerformance } = monitor.generateMonitoringReport('m')
    expect(driftAnalysis.baseline.toMs).toBe(START + 30 * DAY - HOUR)
    expect(driftAnalysis.baseline.rows).toBe(720)
    // Seven days back, to a segment's width.
    expect(Math.abs(modelPerformance.rows - 168)).toBeLessThan(12)
    expect(driftAnalysis.sampledRows.baseline).toBeGreaterThan(300)
    expect(driftAnalysis.sampledRows.current).toBeGreaterThan(100)
  })

  it('thins large batches evenly', () => {
    const monitor = createModelMonitor()
    recordAll(monitor, repeat(5, { rows: 4000 }))
    const kept = stored(monitor).segments.map(({ priorities }) => (priorities.length * 3) / 32)
    expect(keptRows(stored(monitor))).toBeLessThanOrEqual(MOST_ROWS)
    expect(keptRows(stored(monitor))).toBeGreaterThan(0.7 * MOST_ROWS)
    expect(Math.max(...kept) / Math.min(...kept)).toBeLessThan(2.2)
  })

  it('gives up the oldest of too many predictions that wait', () => {
    const monitor = createModelMonitor()
    recordAll(monitor, repeat(3, { rows: 4000, open: true }))
    expect(stored(monitor).pending.length).toBe(10_000)
    const { dataQuality } = monitor.generateMonitoringReport('m')
    expect(dataQuality).toMatchObject({ pendingRows: 10_000, givenUpRows: 2000 })
    expect(dataQuality.issues).toContain('2000 predictions were given up before their outcome came.')
  })
})

describe('samples', () => {
  it('hold every row of a window with the same chance, also after joining and thinning', () => {
    // 300 hours of 1 … 99 rows: how often is a row of an early, thinned hour in the window's sample, and one of a late hour?
    const sizes = Array.from({ length: 300 }, (_, i) => 1 + ((i * 37) % 99))
    const early = new Float64Array(40)
    const late = new Float64Array(40)
    for (let seed = 0; seed < 40; seed++) {
      const segments: Segment[] = []
      for (const segment of segmentsOf(sizes, seed)) {
        segments.push(segment)
        joinDown(segments, 5 * DAY)
        thinSamples(segments)
      }
      const { rows } = commonSample(segments)
      const inHours = (from: number, to: number): number => rows.filter(({ values }) => values[0]! >= from && values[0]! < to).length
      early[seed] = inHours(0, 60) / sizes.slice(0, 60).reduce((a, b) => a + b)
      late[seed] = inHours(240, 300) / sizes.slice(240).reduce((a, b) => a + b)
    }
    const mean = (values: Float64Array): number => values.reduce((a, b) => a + b) / values.length
    expect(mean(early)).toBeGreaterThan(0.1)
    expect(mean(early)).toBeLessThan(0.95)
    expect(mean(early) / mean(late)).toBeCloseTo(1, 1)
  })

  it('keep the end of the baseline sharp, and the recent past in detail', () => {
    const segments: Segment[] = []
    for (const segment of segmentsOf(Array<number>(5000).fill(1))) {
      segments.push(segment)
      joinDown(segments, 10 * DAY)
    }
    const end = START + 10 * DAY
    expect(segments.every(({ fromMs, toMs }) => fromMs >= end || toMs < end)).toBe(true)
    expect(segments.filter(({ toMs }) => toMs < end).length).toBeGreaterThan(8)
    for (const { fromMs, toMs } of segments.slice(-20)) expect(toMs - fromMs).toBeLessThanOrEqual(3 * HOUR)
    const { current } = windowsOf(segments, 10 * DAY, 7 * DAY)
    expect(Math.abs(current.reduce((sum, { rows }) => sum + rows, 0) - 168)).toBeLessThan(12)
  })
})

describe('a snapshot', () => {
  const monitored = (): ModelMonitor => {
    const monitor = createModelMonitor()
    recordAll(monitor, [...repeat(200, { rows: 60 }), ...repeat(5, { open: true })], { name: 'first' })
    recordAll(monitor, repeat(30, { missing: 0.3 }), { name: 'second', seed: 9 })
    return monitor
  }

  it('survives JSON, and the restored monitor goes on as the one before would', () => {
    const before = monitored()
    const after = createModelMonitor()
    after.restore(JSON.parse(JSON.stringify(before.snapshot())))
    expect(after.modelNames).toEqual(['first', 'second'])
    for (const monitor of [before, after]) {
      monitor.recordActuals('first', { timeMs: START + 200 * HOUR, actualClass: Int32Array.from({ length: 20 }, (_, k) => k % 3) })
      recordAll(monitor, repeat(60, { rows: 60, accuracy: 0.6 }), { name: 'first', seed: 3, fromMs: START + 206 * HOUR })
    }
    expect(after.snapshot()).toEqual(before.snapshot())
    for (const name of before.modelNames) expect(after.generateMonitoringReport(name)).toEqual(before.generateMonitoringReport(name))
  })

  it('goes through a store by name', async () => {
    const objects = new Map<string, Uint8Array>()
    const store = {
      get: (key: string) => Promise.resolve(objects.get(key)),
      put: (key: string, bytes: Uint8Array) => Promise.resolve(void objects.set(key, bytes)),
      putIfAbsent: () => Promise.resolve(false),
      delete: (key: string) => Promise.resolve(objects.delete(key)),
      list: (prefix: string) => Promise.resolve([...objects.keys()].filter((key) => key.startsWith(prefix))),
    }
    const before = createModelMonitor({ store })
    recordAll(before, repeat(4))
    await before.save('bot-1')
    const after = createModelMonitor({ store })
    await after.load('bot-1')
    expect(after.snapshot()).toEqual(before.snapshot())
    await expect(after.load('bot-2')).rejects.toThrow('Load monitor: unknown snapshot "bot-2", did you mean "bot-1"?')
    await expect(after.save('../x')).rejects.toMatchObject({ code: 'monitoring/name' })
    objects.set('monitors/cut', objects.get('monitors/bot-1')!.slice(0, 100))
    await expect(after.load('cut')).rejects.toMatchObject({ code: 'monitoring/truncated' })
  })

  it('is refused when altered, foreign or newer, and then nothing changes', () => {
    const snapshot = monitored().snapshot()
    const monitor = createModelMonitor()
    recordAll(monitor, repeat(2), { name: 'mine' })
    const refusals: [string, unknown][] = [
      ['monitoring/altered', { ...snapshot, models: snapshot.models.slice(1) }],
      ['monitoring/altered', { ...snapshot, sha256: '0' }],
      ['monitoring/format', { ...snapshot, models: [{}] }],
      ['monitoring/format', { ...snapshot, extra: 1 }],
      ['monitoring/format', null],
      ['monitoring/newer-version', { ...snapshot, formatVersion: 2 }],
      ['monitoring/other-baseline', createModelMonitor({ baselineWindowDays: 7 }).snapshot()],
    ]
    for (const [code, document] of refusals) {
      expect(() => monitor.restore(document as never), code).toThrow(expect.objectContaining({ code }))
      expect(monitor.modelNames).toEqual(['mine'])
    }
  })
})

it('keeps models apart', () => {
  const monitor = createModelMonitor()
  recordAll(monitor, repeat(8, { accuracy: 1 }), { name: 'good' })
  recordAll(monitor, repeat(8, { accuracy: 0 }), { name: 'bad', seed: 4 })
  expect(monitor.generateMonitoringReport('good').modelPerformance.accuracy).toBe(1)
  expect(monitor.generateMonitoringReport('bad').modelPerformance.accuracy).toBe(0)
  const frame = createFrame({ columns: { other: new Float64Array(1) } })
  const batch = { timeMs: START + DAY, predictedClass: Int32Array.of(1), confidence: Float64Array.of(0.5) }
  monitor.recordPredictionBatch(batch, { actualClass: Int32Array.of(-1) }, frame, 'third')
  expect(monitor.modelNames).toEqual(['good', 'bad', 'third'])
})
