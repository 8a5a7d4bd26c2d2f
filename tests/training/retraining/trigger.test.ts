import { createCronerScheduler } from 'barcast/adapters/scheduler/croner'
import { logLoss } from 'barcast/metrics'
import type { MonitoringReport } from 'barcast/monitoring'
import {
  challengeLevel,
  decideRetraining,
  judgeChallenge,
  measureLatencyMs,
  parseRetrainingConfig,
  type RetrainingConfig,
  scoreRows,
  servedByChallenger,
} from 'barcast/training'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toyClock } from './toy-host.js'

const scheduler = await createCronerScheduler()
const settingsOf = (config: Partial<RetrainingConfig>) => parseRetrainingConfig({ name: 'toy', triggers: [{ type: 'MANUAL' }], ...config })
const state = { scheduledAfterMs: Date.parse('2024-03-30T12:00Z'), request: undefined, attempt: undefined, lastAttemptEndedMs: undefined }

type AlertLike = { type: string; severity: string; value: number; message: string }
const reportOf = (...alerts: AlertLike[]) => ({ modelName: 'toy-v1', alerts }) as unknown as MonitoringReport
const alert = (type: string, value: number, severity = 'critical'): AlertLike => ({ type, severity, value, message: `${type} ${value}` })

describe('SCHEDULED', () => {
  const settings = settingsOf({ triggers: [{ type: 'SCHEDULED', cron: '30 2 * * *', timeZone: 'Europe/Berlin' }] })
  const firesAt = (now: string, scheduledAfterMs = state.scheduledAfterMs) =>
    decideRetraining(settings, { ...state, scheduledAfterMs }, Date.parse(now), {}, scheduler)

  it('fires from the moment at which it fell due, also where the clocks leave its time out', () => {
    expect(firesAt('2024-03-31T00:59Z').retrain).toBe(false)
    const decision = firesAt('2024-03-31T01:00Z')
    expect(decision).toMatchObject({ retrain: true, triggers: ['SCHEDULED'], heldBy: [] })
    expect(decision.reasons).toEqual(['"30 2 * * *" in Europe/Berlin fell due at 2024-03-31 01:00 UTC'])
  })
  it('makes one of several that were missed, and fires once where the clocks show its time twice', () => {
    expect(firesAt('2024-04-20T00:00Z').reasons).toHaveLength(1)
    expect(firesAt('2024-10-27T01:45Z', Date.parse('2024-10-27T00:30Z')).retrain).toBe(false)
    expect(firesAt('2024-10-28T01:30Z', Date.parse('2024-10-27T00:30Z')).retrain).toBe(true)
  })
  it('needs a scheduler, and hands on what that refuses', () => {
    expect(() => decideRetraining(settings, state, 0)).toThrowError(expect.objectContaining({ code: 'training/scheduler' }))
    const bad = settingsOf({ triggers: [{ type: 'SCHEDULED', cron: '30 25 * * *' }] })
    expect(() => decideRetraining(bad, state, 0, {}, scheduler)).toThrowError(
      expect.objectContaining({ code: 'scheduler/cron', where: { path: 'cron', index: 3 } }),
    )
    const nowhere = settingsOf({ triggers: [{ type: 'SCHEDULED', cron: '30 2 * * *', timeZone: 'Europe/Berln' }] })
    expect(() => decideRetraining(nowhere, state, 0, {}, scheduler)).toThrowError(/did you mean "Europe\/Berlin"/)
  })
})

describe('alerts of the monitor', () => {
  const settings = settingsOf({
    triggers: [
      { type: 'PERFORMANCE_DEGRADATION', accuracyDrop: 0.1 },
      { type: 'DATA_DRIFT', featureDrift: 0.3, labelDrift: 0.2 },
    ],
  })
  const triggersOf = (...alerts: AlertLike[]) => decideRetraining(settings, state, 0, { report: reportOf(...alerts) }).triggers
  it.each([
    [[alert('accuracy_drop', 0.11)], ['PERFORMANCE_DEGRADATION']],
    [[alert('accuracy_drop', 0.1)], []],
    [[alert('accuracy_drop', 0.3, 'warning')], []],
    [[alert('accuracy_trend', 0.001)], ['PERFORMANCE_DEGRADATION']],
    [[alert('confidence_drop', 0.9)], []],
    [[alert('feature_drift', 0.31)], ['DATA_DRIFT']],
    [[alert('feature_drift', 0.3), alert('label_drift', 0.19)], []],
    [
      [alert('label_drift', 0.21), alert('accuracy_drop', 0.2)],
      ['PERFORMANCE_DEGRADATION', 'DATA_DRIFT'],
    ],
    [[], []],
  ])('%#', (alerts, triggers) => {
    expect(triggersOf(...alerts)).toEqual(triggers)
  })
  it('are told in their own words', () => {
    const { reasons } = decideRetraining(settings, state, 0, { report: reportOf(alert('feature_drift', 0.5), alert('label_drift', 0.4)) })
    expect(reasons).toEqual(['feature_drift 0.5; label_drift 0.4'])
  })
})

describe('what holds back', () => {
  const settings = settingsOf({
    triggers: [{ type: 'NEW_DATA_AVAILABLE', minRows: 10 }, { type: 'MANUAL' }],
    coolDownMs: 60_000,
    minNewRows: 20,
  })
  const nowMs = Date.parse('2024-01-01T00:10Z')
  it('the cool-down and too few rows, each said, until they are over', () => {
    const cooling = { ...state, lastAttemptEndedMs: nowMs - 59_999 }
    const decision = decideRetraining(settings, cooling, nowMs, { newRows: 19 })
    expect(decision).toMatchObject({ retrain: false, triggers: ['NEW_DATA_AVAILABLE'] })
    expect(decision.heldBy).toHaveLength(2)
    expect(decideRetraining(settings, cooling, nowMs + 1 - 2, { newRows: 20 }).heldBy).toHaveLength(1)
    expect(decideRetraining(settings, cooling, nowMs + 1, { newRows: 20 })).toMatchObject({ retrain: true, heldBy: [] })
    expect(decideRetraining(settings, cooling, nowMs + 1, { newRows: 9 })).toMatchObject({ retrain: false, triggers: [] })
  })
  it('nothing but an attempt under way, when somebody asked', () => {
    const asked = { ...state, lastAttemptEndedMs: nowMs, request: { by: 'ada', why: 'new fees' } }
    expect(decideRetraining(settings, asked, nowMs)).toMatchObject({
      retrain: true,
      triggers: ['MANUAL'],
      reasons: ['ada asked: new fees'],
    })
    const attempt = { number: 3, stage: 'challenging' } as never
    expect(decideRetraining(settings, { ...asked, attempt }, nowMs)).toMatchObject({
      retrain: false,
      heldBy: ['Attempt 3 is challenging: there is one at a time'],
    })
  })
  it('bad observations are named', () => {
    for (const newRows of [-1, 1.5, NaN])
      expect(() => decideRetraining(settings, state, 0, { newRows })).toThrowError(
        expect.objectContaining({ code: 'training/observation' }),
      )
    expect(() => decideRetraining(settings, state, NaN)).toThrowError(expect.objectContaining({ code: 'training/observation' }))
  })
})

describe('the share of traffic', () => {
  it('a row of a small share is in every larger one, and the answer depends on nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2e12 }),
        fc.string(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (timeMs, symbol, a, b) => {
          const [small, large] = [Math.min(a, b), Math.max(a, b)]
          if (servedByChallenger(timeMs, symbol, small, 's')) expect(servedByChallenger(timeMs, symbol, large, 's')).toBe(true)
          expect(servedByChallenger(timeMs, symbol, 1, 's')).toBe(true)
          expect(servedByChallenger(timeMs, symbol, 0, 's')).toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })
  it('is met, and splits differently by symbol and salt', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => i * 60_000)
    const served = (symbol: string, salt: string) => rows.map((timeMs) => servedByChallenger(timeMs, symbol, 0.25, salt))
    const of = served('A', 'x')
    const hits = of.filter(Boolean).length
    expect(Math.abs(hits / 3000 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 3000))
    for (const other of [served('B', 'x'), served('A', 'y')]) {
      const both = other.filter((hit, i) => hit && of[i]!).length
      expect(Math.abs(both / 3000 - 0.0625)).toBeLessThan(4 * Math.sqrt((0.0625 * 0.9375) / 3000))
    }
  })
  it("is the same everywhere: as Python's hashlib gives it", () => {
    const found = Array.from({ length: 24 }, (_, i) => (servedByChallenger(Date.UTC(2024, 0, 1, i), 'BTC', 0.5, 'model-7') ? 1 : 0))
    expect(found.join('')).toBe('111000110101010011000001')
  })
})

describe('a challenge', () => {
  const rows = (loss: number[]) => ({ timeMs: Float64Array.from(loss, (_, i) => i), loss: Float64Array.from(loss) })
  const champion = rows([1, 1.2, 0.8, 1.1, 0.9, 1, 1.3, 0.7])
  const challenger = rows([0.95, 1.25, 0.8, 1, 0.93, 0.93, 1.27, 0.6])
  const { challenge } = settingsOf({})
  it('is won at first and lost as one of many', () => {
    const first = judgeChallenge(champion, challenger, challenge, 0)
    expect(first).toMatchObject({ won: true, level: 0.05, challengersTried: 1 })
    const later = judgeChallenge(champion, challenger, challenge, 60)
    expect(later).toMatchObject({ won: false, challengersTried: 61 })
    expect(later.difference.pBetter).toBe(first.difference.pBetter)
    expect(later.level).toBe(challengeLevel(0.05, 61))
    expect(later.why).toMatch(/luck can give, p = .* of challenger 61/)
  })
  it('a bootstrap is given draws enough for its level', () => {
    const settings = { ...challenge, test: 'stationaryBootstrap' as const }
    const lead = rows(Array.from(champion.loss, (loss, i) => loss - 0.2 - 0.01 * i))
    expect(judgeChallenge(champion, lead, settings, 500).won).toBe(true)
  })
})

describe('rows', () => {
  it('have the losses whose mean is the metric', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 30 }),
        (pairs) => {
          const data = Float64Array.from(pairs.flatMap(([p]) => [1 - p, p]))
          const actual = Int32Array.from(pairs, ([, k]) => k)
          const predictions = { rows: pairs.length, classes: 2, data }
          const times = Float64Array.from(pairs, (_, i) => i)
          const { loss } = scoreRows(times, predictions, actual)
          expect(loss.reduce((sum, value) => sum + value, 0) / loss.length).toBeCloseTo(logLoss(actual, predictions), 10)
          const brier = scoreRows(times, predictions, actual, 'brier')
          for (const [row, [p, k]] of pairs.entries()) {
            expect(brier.loss[row]).toBeCloseTo(2 * (k - p) ** 2, 12)
            expect(brier.confidence[row]).toBe(Math.max(p, 1 - p))
            expect(scoreRows(times, predictions, actual, 'error').loss[row]).toBe(1 - brier.correct[row]!)
          }
        },
      ),
    )
  })
  it('are refused by name', () => {
    const times = Float64Array.of(1, 2)
    const predictions = { rows: 2, classes: 2, data: Float64Array.of(0.5, 0.5, 0.2, 1.2) }
    const actual = Int32Array.of(0, 1)
    expect(() => scoreRows(times, predictions, actual)).toThrowError(
      expect.objectContaining({ code: 'training/probability', where: { column: 'predictions', row: 1 } }),
    )
    expect(() => scoreRows(times, predictions, Int32Array.of(0, 2))).toThrowError(expect.objectContaining({ code: 'training/label-range' }))
    expect(() => scoreRows(times.subarray(1), predictions, actual)).toThrowError(expect.objectContaining({ code: 'training/length' }))
    expect(() => scoreRows(times, predictions, actual, 'logloss' as 'logLoss')).toThrowError(
      expect.objectContaining({ code: 'training/unknown-loss' }),
    )
  })
})

describe('latency', () => {
  it('is the 95th percentile of the calls that count', () => {
    const clock = toyClock()
    let calls = 0
    let nowMs = 0
    const found = measureLatencyMs(
      () => {
        calls++
        // Calls 11 to 110 are counted; they take 1 … 100 ms.
        nowMs += calls <= 10 ? 1000 : calls - 10
      },
      { rows: 100, clock: { nowMs: () => clock.nowMs() + nowMs } },
    )
    expect([calls, found]).toEqual([110, 95])
    expect(() => measureLatencyMs(() => {}, { rows: 3 })).toThrowError(expect.objectContaining({ code: 'training/latency' }))
  })
})
