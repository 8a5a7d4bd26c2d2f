import { isBarcastError } from 'barcast/core'
import { createMemoryStore } from 'barcast/memory'
import type { MonitoringReport } from 'barcast/monitoring'
import { createModelRegistry } from 'barcast/registry'
import { createRetrainingSystem, parseAuditTrail, type RetrainingConfig, writeAuditTrail } from 'barcast/training'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealEvent } from '../../../src/training/retraining/format.js'
import { daily, HOUR_MS, hourMs, type ToyModel, toyClock, toyHost } from './toy-host.js'

const base: RetrainingConfig = {
  name: 'toy',
  triggers: [{ type: 'MANUAL' }],
  challenge: { minRows: 30 },
  rollout: { shares: [0.25, 1], minRows: 20 },
}
const good: ToyModel = { loss: 1, trainedToMs: hourMs(40) }
const better: ToyModel = { loss: 0.6, trainedToMs: hourMs(140) }
const ada = { by: 'ada', why: 'a look by hand' }

async function setUp(models: readonly (ToyModel | Error)[], config: Partial<RetrainingConfig> = {}) {
  const store = createMemoryStore()
  const clock = toyClock(100)
  const registry = createModelRegistry({ store, clock })
  const host = toyHost(models)
  const system = await createRetrainingSystem({ ...base, ...config }, { host, registry, store, clock, scheduler: daily })
  return {
    store,
    clock,
    registry,
    host,
    system,
    /** Asks for a training at the hour, and ticks. */
    async train(hour: number) {
      clock.toHour(hour)
      await system.requestRetraining(ada)
      return system.tick()
    },
    tickAt(hour: number, observation = {}) {
      clock.toHour(hour)
      return system.tick(observation)
    },
  }
}

const typesOf = ({ events }: { events: readonly { type: string }[] }) => events.map(({ type }) => type)
const refused = async (work: () => unknown) => {
  try {
    await work()
  } catch (error) {
    if (isBarcastError(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('an attempt', () => {
  it('waits in the shadow until there are rows out of sample, and is judged once', async () => {
    const { train, tickAt, system } = await setUp([good, { ...better, trainedToMs: hourMs(195) }])
    await train(100)
    const waiting = await train(200)
    expect(typesOf(waiting)).toEqual(['attempt-started', 'trained'])
    expect(waiting.waiting).toEqual(['Version 2 waits for its challenge: 4 of 30 rows out of sample'])
    expect(typesOf(await tickAt(225))).toEqual([])
    expect(typesOf(await tickAt(226))).toEqual(['challenged', 'checked', 'rollout-advanced'])
    const { attempt } = system.status()
    expect(attempt).toMatchObject({ stage: 'rolling-out', share: 0.25 })
  })
  it('keeps the champion when the challenger is equal, or better by less than is worth it', async () => {
    const { train, system } = await setUp([good, { ...good, trainedToMs: hourMs(140) }, { loss: 0.95, trainedToMs: hourMs(240) }], {
      challenge: { minRows: 30, minImprovement: 0.1 },
    })
    await train(100)
    const equal = await train(200)
    expect(equal.events.at(-1)).toMatchObject({ type: 'challenged', data: { won: false, improvement: 0, challengersTried: 1 } })
    const slight = await train(300)
    expect(slight.events.at(-1)).toMatchObject({ type: 'challenged', data: { won: false, challengersTried: 2 } })
    expect(slight.events.at(-1)!.why).toMatch(/below the least of 0\.1/)
    expect(system.status().champion?.version).toBe(1)
  })
  it('ends when the training throws, with what it said, and the next one begins by another tick', async () => {
    const { train, tickAt, system } = await setUp([new Error('no bars since Friday'), good])
    const tick = await train(100)
    expect(typesOf(tick)).toEqual(['attempt-started', 'attempt-failed'])
    expect(tick.events[1]!.why).toBe('The training failed: no bars since Friday')
    await system.requestRetraining(ada)
    expect((await tickAt(101)).status.champion?.version).toBe(1)
  })
  it('ends when the challenger cannot predict; an error of the champion is thrown instead', async () => {
    const { train, host, tickAt, system } = await setUp([good, { ...better, faulty: true }, { ...better, trainedToMs: hourMs(240) }])
    await train(100)
    expect((await train(200)).events.at(-1)).toMatchObject({
      type: 'attempt-failed',
      why: 'Version 2 could not be scored: no such feature',
    })
    const { score } = host
    host.score = (version, request) => (version.version === 1 ? Promise.reject(new Error('feed is down')) : score(version, request))
    await expect(train(300)).rejects.toThrow('feed is down')
    host.score = score
    expect((await tickAt(301)).events.at(0)).toMatchObject({ type: 'challenged', data: { won: true } })
    expect(system.status().attempt?.number).toBe(3)
  })
  it('is named by each deployment check that it fails', async () => {
    const { train } = await setUp([good, { ...better, featureNames: ['rsi', 'macd'], featuresHash: 'f2', latencyMs: 9 }], {
      checks: { maxLatencyMs: 5, maxLoss: 0.2, minAccuracy: 0.1, maxCalibrationError: 0.1 },
    })
    // The first version has to pass too: its loss is above the largest.
    const first = await train(100)
    expect(first.events.at(-1)).toMatchObject({ type: 'checked', data: { passed: false } })
    expect(first.status.champion).toBeUndefined()
    const checks = first.events.at(-1)!.data.checks as { name: string; passed: boolean }[]
    expect(checks.map(({ name, passed }) => `${name} ${passed}`)).toEqual([
      'loss false',
      'accuracy true',
      'calibration false',
      'latency true',
    ])
  })
  it('may not bring other features unless the config says so', async () => {
    const other = { ...better, featureNames: ['rsi', 'macd'], featuresHash: 'f2' }
    const { train } = await setUp([good, other])
    await train(100)
    expect((await train(200)).events.at(-1)!.why).toBe(
      'Failed: schema (The version has macd in addition and computes them otherwise (hash f2, live f1))',
    )
    const allowed = await setUp([good, other], { checks: { schema: { featureNames: ['rsi', 'macd'], featuresHash: 'f2' } } })
    expect(typesOf(await allowed.train(100))).toEqual(['attempt-started', 'trained', 'checked'])
  })
})

describe('a rollout', () => {
  it('routes a share of the rows, steadily', async () => {
    const { train, system } = await setUp([good, better])
    await train(100)
    await train(200)
    const rows = Array.from({ length: 4000 }, (_, i) => hourMs(200) + i * HOUR_MS)
    const challengers = rows.filter((timeMs) => system.versionFor(timeMs, 'BTC') === 2)
    expect(Math.abs(challengers.length / 4000 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 4000))
    expect(rows.filter((timeMs) => system.versionFor(timeMs, 'BTC') === 2)).toEqual(challengers)
  })
  it('stops a challenger that got worse, and says so', async () => {
    // Better where it is challenged, worse afterwards.
    const { train, tickAt, host, system, registry } = await setUp([good, better])
    await train(100)
    await train(200)
    const { score } = host
    host.score = async (version, request) => {
      const rows = await score(version, request)
      return version.version === 2 ? { ...rows, loss: rows.loss.map((loss) => loss + 1) } : rows
    }
    const tick = await tickAt(225)
    expect(tick.events.map(({ type, data }) => [type, data.version])).toEqual([['rollout-stopped', 2]])
    expect(tick.events[0]!.why).toMatch(/worse, p = /)
    expect(system.status().champion?.version).toBe(1)
    expect((await registry.info('toy', { version: 2 })).stage).toBe('archived')
  })
  it('compares each on its own rows where that is asked for', async () => {
    const { train, tickAt } = await setUp([good, better], { rollout: { shares: [0.5, 1], minRows: 20, arms: 'separate' } })
    await train(100)
    await train(200)
    expect((await tickAt(225)).waiting[0]).toMatch(/^Version 2: \d+ of 20 rows at a share of 0.5$/)
    const { events } = await tickAt(270)
    expect(events.at(-1)).toMatchObject({ type: 'promoted', data: { version: 2, former: 1 } })
    expect(events.at(-1)!.data.rows).toBe(69)
  })
  it('is stopped by hand', async () => {
    const { train, system } = await setUp([good, better])
    await train(100)
    await train(200)
    await system.stopAttempt({ by: 'ada', why: 'the exchange changed its fees' })
    expect((await system.auditTrail()).at(-1)).toMatchObject({
      type: 'rollout-stopped',
      by: 'ada',
      why: 'the exchange changed its fees',
      data: { version: 2 },
    })
    expect(system.versionFor(hourMs(201))).toBe(1)
    expect((await refused(() => system.stopAttempt(ada))).code).toBe('training/no-attempt')
  })
})

describe('a rollback', () => {
  it('goes back one champion at a time, by hand', async () => {
    const { train, tickAt, system, registry } = await setUp([good, better])
    await train(100)
    expect((await refused(() => system.rollBack(ada))).code).toBe('training/no-former-champion')
    await train(200)
    await tickAt(225)
    expect(system.status()).toMatchObject({ champion: { version: 2 }, formerChampion: { version: 1 } })
    await system.rollBack(ada)
    expect(system.status()).toMatchObject({ champion: { version: 1 }, formerChampion: undefined })
    expect(await registry.info('toy', { alias: 'champion' })).toMatchObject({ version: 1, stage: 'production' })
    expect((await refused(() => registry.info('toy', { alias: 'former-champion' }))).code).toBe('registry/unknown-alias')
  })
  it('refuses when the former champion is gone, and changes nothing', async () => {
    const { train, tickAt, system, registry } = await setUp([good, better])
    await train(100)
    await train(200)
    await tickAt(225)
    expect((await refused(() => registry.delete('toy', 1))).code).toBe('registry/in-use')
    await registry.deleteAlias('toy', 'former-champion')
    await registry.delete('toy', 1)
    const error = await refused(() => system.rollBack(ada))
    expect([error.code, error.value]).toEqual(['training/version-gone', 1])
    expect(system.status().champion?.version).toBe(2)
  })
  it('needs a name and a reason', async () => {
    const { system } = await setUp([good])
    expect((await refused(() => system.rollBack({ by: ' ', why: 'x' }))).where).toEqual({ path: 'by' })
    expect((await refused(() => system.requestRetraining({ by: 'ada', why: '' }))).where).toEqual({ path: 'why' })
  })
})

describe('the audit trail', () => {
  it('shows every change of a line, and a lost end by the head that was noted', async () => {
    const { train, tickAt, system } = await setUp([good, better])
    await train(100)
    await train(200)
    await tickAt(225)
    const events = await system.auditTrail()
    const text = writeAuditTrail(events)
    expect(parseAuditTrail(text)).toEqual(events)
    const lines = text.trimEnd().split('\n')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: lines.length - 1 }),
        fc.integer({ min: 0, max: 200 }),
        fc.constantFrom('drop', 'double', 'swap', 'digit'),
        (at, from, how) => {
          const changed = [...lines]
          if (how === 'drop' && at < lines.length - 1) changed.splice(at, 1)
          else if (how === 'double') changed.splice(at, 0, lines[at]!)
          else if (how === 'swap' && at > 0) [changed[at - 1], changed[at]] = [changed[at]!, changed[at - 1]!]
          else {
            const place = lines[at]!.slice(from).search(/\d/) + from
            const digit = lines[at]![place]!
            changed[at] = `${lines[at]!.slice(0, place)}${(Number(digit) + 1) % 10}${lines[at]!.slice(place + 1)}`
          }
          expect(() => parseAuditTrail(changed.join('\n'))).toThrowError(
            expect.objectContaining({ code: expect.stringMatching(/^training\/audit-/) as string }),
          )
        },
      ),
      { numRuns: 60 },
    )
    // An event that was written anew with a hash of its own: the next one knows the old hash.
    const { sha256: _, ...told } = events[2]!
    const forged = events.with(2, sealEvent({ ...told, why: 'Nothing happened' }))
    expect((await refused(() => parseAuditTrail(writeAuditTrail(forged)))).message).toContain('previousSha256 must be that of event 3')
    const shortened = lines.slice(0, -1).join('\n')
    expect(parseAuditTrail(shortened)).toHaveLength(lines.length - 1)
    expect((await refused(() => parseAuditTrail(shortened, { head: system.status().head }))).code).toBe('training/audit-missing')
  })
  it('that was altered in the store is refused when it is opened', async () => {
    const { train, store, registry, clock, host } = await setUp([good])
    await train(100)
    const key = 'retraining/toy/events/0000000003'
    const event = new TextDecoder().decode((await store.get(key))!)
    await store.put(key, new TextEncoder().encode(event.replace('"by":"', '"by":"x')))
    const error = await refused(() => createRetrainingSystem(base, { host, registry, store, clock }))
    expect([error.code, error.where]).toEqual(['training/audit-altered', { path: key }])
    await store.put(key, new TextEncoder().encode(event.slice(0, -5)))
    expect((await refused(() => createRetrainingSystem(base, { host, registry, store, clock }))).code).toBe('training/audit-truncated')
    await store.put(key, new TextEncoder().encode(event.replace('"formatVersion":1', '"formatVersion":2')))
    expect((await refused(() => createRetrainingSystem(base, { host, registry, store, clock }))).code).toBe('training/audit-newer-version')
  })
  it('notes a changed config', async () => {
    const { store, registry, clock, host, system } = await setUp([good])
    const again = await createRetrainingSystem({ ...base, worker: 'b' }, { host, registry, store, clock })
    expect(await again.auditTrail()).toHaveLength(1)
    await createRetrainingSystem({ ...base, coolDownMs: 5 }, { host, registry, store, clock })
    expect((await system.auditTrail()).at(-1)).toMatchObject({
      type: 'configured',
      why: 'The config was changed',
      data: { config: { coolDownMs: 5 } },
    })
  })
})

describe('bad input', () => {
  const create = (config: object, scheduler: object | undefined = daily) =>
    refused(() =>
      createRetrainingSystem({ ...base, ...config } as RetrainingConfig, {
        host: toyHost([]),
        registry: createModelRegistry(),
        ...(scheduler === undefined ? {} : { scheduler: scheduler as typeof daily }),
      }),
    )
  it.each([
    [{ triggers: [{ type: 'SHEDULED', cron: '* * * * *' }] }, 'training/unknown-trigger', 'triggers.0.type', 'did you mean "SCHEDULED"?'],
    [{ triggers: [] }, 'training/config', 'triggers', ''],
    [{ triggers: [{ type: 'NEW_DATA_AVAILABLE', minRows: 0 }] }, 'training/config', 'triggers.0.minRows', 'found 0'],
    [{ triggers: [{ type: 'DATA_DRIFT', featureDrift: 1.5 }] }, 'training/config', 'triggers.0.featureDrift', 'found 1.5'],
    [
      { triggers: [{ type: 'DATA_DRIFT', featurDrift: 0.5 }] },
      'training/unknown-option',
      'triggers.0.featurDrift',
      'did you mean "featureDrift"?',
    ],
    [{ rolout: {} }, 'training/unknown-option', 'rolout', 'did you mean "rollout"?'],
    [{ rollout: { share: [1] } }, 'training/unknown-option', 'rollout.share', 'did you mean "shares"?'],
    [{ rollout: { shares: [0.5, 0.25, 1] } }, 'training/config', 'rollout.shares', 'found [0.5,0.25,1]'],
    [{ rollout: { shares: [0.5] } }, 'training/config', 'rollout.shares', 'end with 1'],
    [{ challenge: { significance: 1 } }, 'training/config', 'challenge.significance', 'found 1'],
    [{ rollback: { rows: 50 } }, 'training/config', 'rollback.margin', ''],
    [{ checks: { minAccuracy: 55 } }, 'training/config', 'checks.minAccuracy', 'found 55'],
    [{ name: 'a/b' }, 'training/config', 'name', 'letters'],
    [{ coolDownMs: -1 }, 'training/config', 'coolDownMs', 'found -1'],
  ])('is named: %j', async (config, code, path, text) => {
    const error = await create(config)
    expect([error.code, error.where.path]).toEqual([code, path])
    expect(error.message).toContain(text)
  })
  it('a schedule needs a scheduler, and a day on which it falls due', async () => {
    const scheduled = { triggers: [{ type: 'SCHEDULED', cron: '0 2 * * *' }] }
    expect(
      (
        await refused(() =>
          createRetrainingSystem({ ...base, ...scheduled } as RetrainingConfig, { host: toyHost([]), registry: createModelRegistry() }),
        )
      ).code,
    ).toBe('training/scheduler')
    expect((await create(scheduled, { nextRunMs: () => undefined })).message).toContain('found never')
  })
  it('a request by hand needs a MANUAL trigger', async () => {
    const { system } = await setUp([good], { triggers: [{ type: 'NEW_DATA_AVAILABLE', minRows: 10 }] })
    expect((await refused(() => system.requestRetraining(ada))).code).toBe('training/no-manual-trigger')
  })
  it("a report must be the champion's", async () => {
    const { train, system } = await setUp([good])
    await train(100)
    expect(system.status().monitorName).toBe('toy-v1')
    const error = await refused(() => system.tick({ report: { modelName: 'toy', alerts: [] } as unknown as MonitoringReport }))
    expect([error.code, error.value]).toEqual(['training/other-report', 'toy'])
  })
  it('a training that says it knew the future fails, and rows that were trained on are no test', async () => {
    const { train, host } = await setUp([{ ...good, trainedToMs: hourMs(500) }, good, better])
    expect((await train(100)).events.at(-1)!.why).toMatch(/trainedToMs must be a time up to now/)
    await train(101)
    const { score } = host
    host.score = (version, request) => score(version, { ...request, afterMs: request.afterMs - 10 * HOUR_MS })
    expect((await refused(() => train(200))).code).toBe('training/not-out-of-sample')
  })
  it('a training that gives nothing that can be kept fails too', async () => {
    const { train, host } = await setUp([good])
    const trained = { bytes: new TextEncoder().encode('{}'), trainedToMs: hourMs(40), featureNames: ['rsi'], featuresHash: 'f1' }
    const faults = [undefined, { ...trained, bytes: new Uint8Array(0) }, { ...trained, metadata: { note: NaN } }]
    for (const [i, fault] of faults.entries()) {
      host.train = () => Promise.resolve(fault as never)
      expect((await train(100 + i)).events.at(-1)?.type).toBe('attempt-failed')
    }
  })
  it('rows from the future and losses without bounds are refused', async () => {
    const { train, host } = await setUp([good, good, better])
    const { score } = host
    host.score = (version, request) => score(version, { ...request, nowMs: request.nowMs + 5 * HOUR_MS })
    expect((await train(100)).events.at(-1)!.why).toMatch(/rows must not come after now/)
    host.score = async (version, request) => {
      const rows = await score(version, request)
      return { ...rows, loss: rows.loss.map(() => Infinity) }
    }
    expect((await train(101)).events.at(-1)!.why).toMatch(/losses must be numbers up to 1e\+100, found Infinity/)
  })
  it('a champion that was taken out of the registry is named', async () => {
    const { train, registry, system } = await setUp([good, better])
    await train(100)
    await registry.deleteAlias('toy', 'champion')
    await registry.setStage('toy', 1, 'archived')
    await registry.delete('toy', 1)
    const error = await refused(() => train(200))
    expect([error.code, error.value]).toEqual(['training/version-gone', 1])
    expect(system.status().attempt?.stage).toBe('challenging')
  })
})
