import { createMemoryStore } from 'barcast/memory'
import type { ObjectStore } from 'barcast/ports'
import { createModelRegistry } from 'barcast/registry'
import { createRetrainingSystem, type RetrainingConfig } from 'barcast/training'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, hourMs, type ToyModel, toyClock, toyHost } from './toy-host.js'

const config: RetrainingConfig = {
  name: 'toy',
  triggers: [{ type: 'NEW_DATA_AVAILABLE', minRows: 1 }, { type: 'MANUAL' }],
  coolDownMs: 100 * HOUR_MS,
  challenge: { minRows: 40 },
  rollout: { shares: [0.25, 1], minRows: 20 },
  rollback: { rows: 30, margin: 0.2 },
}

/** First champion at hour 100, a better one that is promoted, a worse one that loses, one that is rolled back by hand. */
const models: ToyModel[] = [
  { loss: 1, trainedToMs: hourMs(10) },
  { loss: 0.5, trainedToMs: hourMs(150) },
  { loss: 0.9, trainedToMs: hourMs(300) },
]
const HOURS = [100, 200, 230, 260, 400, 420]

class Killed extends Error {}

/** The store of a process that is killed at its n-th write, before or after the write reaches the disk. */
function mortal(store: ObjectStore, killAt: number, after: boolean): ObjectStore & { writes: number } {
  const die = async <T>(write: () => Promise<T>): Promise<T> => {
    if (dying.writes >= killAt) throw new Killed('this process is dead')
    const last = ++dying.writes === killAt
    if (last && !after) throw new Killed('killed before the write')
    const result = await write()
    if (last) throw new Killed('killed after the write')
    return result
  }
  const dying = {
    ...store,
    writes: 0,
    put: (key: string, bytes: Uint8Array) => die(() => store.put(key, bytes)),
    putIfAbsent: (key: string, bytes: Uint8Array) => die(() => store.putIfAbsent(key, bytes)),
    delete: (key: string) => die(() => store.delete(key)),
  }
  return dying
}

/** Lives through the hours; a killed process is followed by a new one over the same objects, which takes up the hour again. */
async function live(killAt: number, after: boolean) {
  const disk = createMemoryStore()
  const clock = toyClock()
  const host = toyHost(models)
  let deaths = 0
  let store = mortal(disk, killAt, after)
  for (const hour of HOURS) {
    clock.toHour(hour)
    for (;;) {
      try {
        const registry = createModelRegistry({ store, clock })
        const system = await createRetrainingSystem(config, { host, registry, store, clock })
        await system.tick({ newRows: 50 })
        if (hour === 420 && system.status().champion?.version === 2) await system.rollBack({ by: 'ada', why: 'the desk asked' })
        break
      } catch (error) {
        if (!(error instanceof Killed)) throw error
        deaths++
        store = mortal(disk, Infinity, after)
      }
    }
  }
  const registry = createModelRegistry({ store: disk, clock })
  const system = await createRetrainingSystem(config, { host, registry, store: disk, clock })
  return {
    events: await system.auditTrail(),
    versions: await registry.versions('toy'),
    status: system.status(),
    deaths,
    host,
    writes: store.writes,
  }
}

const whole = await live(Infinity, false)
const told = (run: typeof whole) => run.events.map(({ type, data, timeMs, by }) => ({ type, data, timeMs, by }))
const standing = (run: typeof whole) => run.versions.map(({ version, stage, aliases }) => ({ version, stage, aliases }))

describe('a run without a kill', () => {
  it('goes through every kind of step', () => {
    const first = 'attempt-started trained checked promoted'
    const second = 'attempt-started trained challenged checked rollout-advanced promoted'
    const third = 'attempt-started trained challenged'
    expect(whole.events.map(({ type }) => type).join(' ')).toBe(`configured ${first} ${second} ${third} rolled-back`)
    expect(whole.events.at(-2)!.data).toMatchObject({ won: false, champion: 2, challenger: 3 })
    expect(standing(whole)).toEqual([
      { version: 1, stage: 'production', aliases: ['champion'] },
      { version: 2, stage: 'archived', aliases: [] },
      { version: 3, stage: 'archived', aliases: [] },
    ])
  })
})

describe('a process that is killed at a write', () => {
  it.each([false, true])('leaves a trail that the next one carries on to the same end (after the write: %s)', async (after) => {
    expect(whole.writes).toBeGreaterThan(20)
    for (let killAt = 1; killAt <= 60; killAt++) {
      const run = await live(killAt, after)
      // Beyond the last write nobody dies.
      if (run.deaths === 0) {
        expect(killAt).toBeGreaterThan(30)
        break
      }
      expect(told(run)).toEqual(told(whole))
      expect(standing(run)).toEqual(standing(whole))
      expect(run.status.champion).toEqual(whole.status.champion)
      // A training is done again only when its version was not kept.
      expect(run.host.trainings).toBeLessThanOrEqual(whole.host.trainings + 1)
    }
  })
})

describe('several processes', () => {
  it('that tick at once promote once', async () => {
    const disk = createMemoryStore()
    const clock = toyClock(100)
    const open = (worker: string) =>
      createRetrainingSystem(
        { ...config, worker, leaseMs: 0 },
        { host: toyHost(models), registry: createModelRegistry({ store: disk, clock }), store: disk, clock },
      )
    const systems = [await open('a'), await open('b'), await open('c')]
    for (const hour of HOURS.slice(0, 4)) {
      clock.toHour(hour)
      await Promise.all(systems.map((system) => system.tick({ newRows: 50 })))
    }
    for (const system of systems) await system.tick()
    const events = await systems[0]!.auditTrail()
    const promoted = events.filter(({ type }) => type === 'promoted').map(({ data }) => data.version)
    expect(new Set(promoted).size).toBe(promoted.length)
    expect(promoted.length).toBe(2)
    for (const type of ['attempt-started', 'trained', 'checked'] as const)
      expect(events.filter((event) => event.type === type).map(({ data }) => data.attempt)).toEqual([1, 2])
    expect(systems.map((system) => system.status().head)).toEqual(Array.from(systems, () => systems[0]!.status().head))
  })
  it("leave another worker's attempt alone until its lease is over", async () => {
    const disk = createMemoryStore()
    const clock = toyClock(100)
    const registry = createModelRegistry({ store: disk, clock })
    const open = (worker: string, host = toyHost(models)) =>
      createRetrainingSystem({ ...config, worker, leaseMs: 2 * HOUR_MS }, { host, registry, store: disk, clock })
    const hanging = { ...toyHost(models), train: () => new Promise<never>(() => {}) }
    void (await open('a', hanging)).tick({ newRows: 50 })
    const b = await open('b')
    await expect.poll(async () => (await b.auditTrail()).length).toBe(2)
    expect((await b.tick({ newRows: 50 })).waiting).toEqual(['Attempt 1 is carried on by worker a'])
    clock.toHour(101.9)
    expect((await b.tick()).events).toEqual([])
    clock.toHour(102)
    const { events, status } = await b.tick()
    expect(events.map(({ type }) => type)).toEqual(['attempt-taken-over', 'trained', 'checked', 'promoted'])
    expect(status.champion?.version).toBe(1)
  })
})

describe('a store that fails', () => {
  it('hands its error on, and the next tick goes on', async () => {
    const disk = createMemoryStore()
    const clock = toyClock(100)
    let full = false
    const store: ObjectStore = {
      ...disk,
      async putIfAbsent(key, bytes) {
        if (full && key.startsWith('retraining/')) throw new Error('no space left on device')
        return disk.putIfAbsent(key, bytes)
      },
    }
    const registry = createModelRegistry({ store: disk, clock })
    const system = await createRetrainingSystem(config, { host: toyHost(models), registry, store, clock })
    full = true
    await expect(system.tick({ newRows: 50 })).rejects.toThrow('no space left')
    expect(system.status().attempt).toBeUndefined()
    full = false
    expect((await system.tick({ newRows: 50 })).status.champion?.version).toBe(1)
  })
  it('between an event and the registry leaves that behind for a moment: a tick or an opening brings it up', async () => {
    const disk = createMemoryStore()
    const clock = toyClock(100)
    let broken = false
    const store: ObjectStore = {
      ...disk,
      async put(key, bytes) {
        if (broken) throw new Error('read-only')
        return disk.put(key, bytes)
      },
    }
    const registry = createModelRegistry({ store, clock })
    const host = toyHost(models)
    const system = await createRetrainingSystem(config, { host, registry, store, clock })
    await system.tick({ newRows: 50 })
    clock.toHour(200)
    await system.tick({ newRows: 50 })
    const champion = async () => (await registry.info('toy', { alias: 'champion' })).version
    clock.toHour(230)
    broken = true
    await expect(system.tick()).rejects.toThrow('read-only')
    expect([system.status().champion?.version, await champion()]).toEqual([2, 1])
    broken = false
    expect([(await system.tick()).events, await champion()]).toEqual([[], 2])
    await registry.setAlias('toy', 'champion', 1)
    await registry.setStage('toy', 2, 'staging')
    await createRetrainingSystem(config, { host, registry, store, clock })
    expect([await champion(), (await registry.info('toy', { version: 2 })).stage]).toEqual([2, 'production'])
  })
})
