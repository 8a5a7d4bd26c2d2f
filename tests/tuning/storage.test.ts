import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJournalStudyStore } from 'barcast/adapters/study-store/journal'
import { createMemoryStudyStore } from 'barcast/memory'
import { createStudy, random, type Study } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'
import { searchOn } from './interrupted/search.js'
import { watched } from './interrupted/watched-store.js'

const TRIALS = 16
const clock = { nowMs: () => 0 }
const studyOn = (storage: ReturnType<typeof createMemoryStudyStore>, options: object = {}): Study =>
  createStudy({ direction: 'minimize', sampler: random(), storage, clock, ...options })

describe('a study in a storage', () => {
  it('has the trials that it has without one, and all that they hold is stored', async () => {
    const storage = createMemoryStudyStore()
    const kept = await searchOn(storage, TRIALS)
    expect(kept.trials).toEqual((await searchOn(undefined, TRIALS)).trials)
    expect((await searchOn(storage, TRIALS)).trials).toEqual(kept.trials)
    expect(new Set(kept.trials.map(({ state }) => state))).toEqual(new Set(['complete', 'failed', 'pruned']))
  })

  it('interrupted before any of its writes, it goes on to the same trials', async () => {
    const whole = (await searchOn(undefined, TRIALS)).trials
    const counted = watched(createMemoryStudyStore(), Infinity, () => undefined)
    await searchOn(counted, TRIALS)
    expect(counted.writes).toBeGreaterThan(120)
    for (let n = 0; n < counted.writes; n += 2 + (n % 3)) {
      const storage = createMemoryStudyStore()
      const gone = watched(storage, n, () => {
        throw new Error('the process is gone')
      })
      expect(await errorOf(() => searchOn(gone, TRIALS)), `write ${n}`).toMatchObject({ message: 'the process is gone' })
      expect((await searchOn(storage, TRIALS)).trials, `write ${n}`).toEqual(whole)
    }
  })

  it('killed with SIGKILL, it goes on in another process to the same trials', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'barcast-killed-'))
    try {
      const path = join(folder, 'studies.log')
      const program = join(import.meta.dirname, 'interrupted', 'searcher.ts')
      const { signal, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, path, String(TRIALS), '77'], { encoding: 'utf8' })
      expect(signal, stderr).toBe('SIGKILL')
      const stored = createJournalStudyStore(path)
      const trials = stored.trials(stored.study('search')!.id)
      expect(trials.some(({ state }) => state === 'running')).toBe(true)
      const ended = trials.filter(({ state }) => state === 'complete').length
      expect(ended).toBeGreaterThan(2)
      expect(ended).toBeLessThan(TRIALS)
      expect((await searchOn(stored, TRIALS)).trials).toEqual((await searchOn(undefined, TRIALS)).trials)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('goes on with the seed and the batches that it had; other ones are refused', async () => {
    const storage = createMemoryStudyStore()
    const first = studyOn(storage, { seed: 5, batchSize: 2 })
    first.tell(first.ask(), 1)
    const again = studyOn(storage)
    expect(again.snapshot()).toMatchObject({ seed: 5, batchSize: 2 })
    const alone = createStudy({ direction: 'minimize', sampler: random(), seed: 5, batchSize: 2 })
    const expected = [alone.ask(), alone.ask()].map((trial) => trial.suggestFloat('x', 0, 1))
    expect(again.ask().suggestFloat('x', 0, 1)).toBe(expected[1])
    expect(studyOn(storage, { name: 'other' }).trials).toEqual([])
    for (const options of [{ seed: 6 }, { batchSize: 3 }, { direction: 'maximize' }])
      expect(await errorOf(() => studyOn(storage, options))).toMatchObject({ code: 'tuning/storage-differs' })
  })

  it('gives back, fails or leaves trials that were running', () => {
    const open = (interrupted: object): Study => {
      const storage = createMemoryStudyStore()
      studyOn(storage).ask().suggestFloat('x', 0, 1)
      return studyOn(storage, interrupted)
    }
    expect(open({}).trials[0]).toEqual({ number: 0, state: 'waiting', params: {}, space: {} })
    expect(open({ interrupted: 'fail' }).trials[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('ended') })
    expect(open({ interrupted: 'leave' }).trials[0]).toMatchObject({ state: 'running', params: { x: expect.any(Number) } })
  })

  it('is shared: each process sees the others’ trials when it asks, and none is run twice', () => {
    const storage = createMemoryStudyStore()
    const [a, b] = [studyOn(storage), studyOn(storage, { interrupted: 'leave' })]
    a.enqueue({ x: 0.5 })
    const [queued, fresh] = [b.ask(), a.ask()]
    expect([queued.number, fresh.number]).toEqual([0, 1])
    expect(queued.suggestFloat('x', 0, 1)).toBe(0.5)
    b.tell(queued, 3)
    a.tell(fresh, 2)
    expect(b.ask().number).toBe(2)
    a.addTrial({ state: 'failed', error: 'elsewhere', params: {}, space: {}, startedMs: 0, finishedMs: 1 })
    expect(a.trials.map(({ state }) => state)).toEqual(['complete', 'complete', 'running', 'failed'])
    b.ask()
    expect(b.bestTrial).toMatchObject({ number: 1, value: 2 })
  })

  it('counts nothing that the storage refused', async () => {
    const storage = createMemoryStudyStore()
    const study = studyOn(storage)
    const trial = study.ask()
    trial.suggestFloat('x', 0, 1)
    const before = study.trials
    storage.close()
    for (const step of [
      () => trial.suggestFloat('y', 0, 1),
      () => trial.report(1, 0),
      () => trial.setAttribute('a', 1),
      () => trial.setConstraints([1]),
      () => study.tell(trial, 1),
      () => study.enqueue({ x: 1 }),
      () => study.ask(),
    ])
      expect(await errorOf(step)).toMatchObject({ code: 'study-store/closed' })
    expect(study.trials).toEqual(before)
  })
})
