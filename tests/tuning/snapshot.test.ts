import { readFileSync } from 'node:fs'
import { canonicalJson, type Json, sha256 } from 'barcast/core'
import { createStudy, grid, random, type Sampler, type Study, type StudySnapshot, type Trial, tpe } from 'barcast/tuning'
import { describe, expect, it } from 'vitest'
import { errorOf } from './error-of.js'

const clock = { nowMs: () => 1000 }

function objective(trial: Trial): number {
  const kind = trial.suggestCategorical('kind', ['tree', 'line', null])
  const rate = trial.suggestFloat('rate', 1e-4, 1, { log: true })
  if (kind === 'line') return trial.suggestFloat('slope', -1, 1) ** 2 + rate
  return trial.suggestInt('depth', 1, 9) / 9 + rate
}

function runTrials(study: Study, count: number): Study {
  for (let k = 0; k < count; k++) {
    const trial = study.ask()
    const value = objective(trial)
    study.tell(trial, trial.number === 4 ? Number.NaN : trial.number === 6 ? Infinity : trial.number === 7 ? { state: 'pruned' } : value)
  }
  return study
}

const throughText = (snapshot: StudySnapshot): StudySnapshot => JSON.parse(JSON.stringify(snapshot)) as StudySnapshot

const samplers: [string, () => Sampler][] = [
  ['random', random],
  ['tpe, each by itself', () => tpe({ multivariate: false, startupTrials: 4, candidates: 7 })],
  ['tpe, multivariate', () => tpe({ startupTrials: 4, multivariate: true })],
]

describe('a study goes on where its snapshot was taken', () => {
  it.each(samplers)('%s: after any trial, through JSON, the rest is the same', (_, sampler) => {
    const whole = runTrials(createStudy({ direction: 'minimize', sampler: sampler(), seed: 5, clock }), 24)
    for (const cut of [0, 3, 4, 8, 15]) {
      const begun = runTrials(createStudy({ direction: 'minimize', sampler: sampler(), seed: 5, clock }), cut)
      const resumed = runTrials(createStudy({ snapshot: throughText(begun.snapshot()), clock }), 24 - cut)
      expect(resumed.trials).toEqual(whole.trials)
      expect(resumed.snapshot()).toEqual(whole.snapshot())
    }
  })

  it('a grid too', () => {
    const sampler = grid({ kind: ['tree', 'line', null], rate: [0.1, 0.2], slope: [0, 1], depth: [3] }, { seed: 9 })
    const whole = runTrials(createStudy({ direction: 'minimize', sampler, clock }), 12)
    const begun = runTrials(createStudy({ direction: 'minimize', sampler, clock }), 5)
    expect(runTrials(createStudy({ snapshot: throughText(begun.snapshot()), clock }), 7).trials).toEqual(whole.trials)
  })

  it('trials that run or wait are kept, told by their number, with what was proposed for them', () => {
    const sampler = tpe({ startupTrials: 2, multivariate: true })
    const study = createStudy({ direction: 'minimize', sampler, clock })
    for (let k = 0; k < 6; k++) {
      const trial = study.ask()
      study.tell(trial, trial.suggestFloat('a', 0, 1) + trial.suggestFloat('b', 0, 1))
    }
    const running = study.ask()
    const a = running.suggestFloat('a', 0, 1)
    study.enqueue({ a: 0.5 })
    const resumed = createStudy({ snapshot: throughText(study.snapshot()), clock })
    expect(resumed.trials[6]).toEqual(study.trials[6])
    expect(resumed.trials[6]).toMatchObject({ state: 'running', params: { a }, proposed: { a } })
    resumed.tell(6, 3)
    expect(resumed.trials[6]).toMatchObject({ state: 'complete', value: 3, params: { a } })
    expect(resumed.ask().suggestFloat('a', 0, 1)).toBe(0.5)
  })

  it('with another sampler when one is given', () => {
    const begun = runTrials(createStudy({ direction: 'minimize', sampler: random(), clock }), 12)
    const learned = createStudy({ snapshot: begun.snapshot(), sampler: tpe(), clock })
    expect(objective(learned.ask())).not.toBe(objective(begun.ask()))
  })

  it('with everything that trials hold, of several objectives', () => {
    const study = createStudy({ directions: ['minimize', 'maximize'], name: 'two', batchSize: 3, seed: 4, clock })
    for (let k = 0; k < 5; k++) {
      const trial = study.ask()
      const x = trial.suggestFloat('x', 0, 1)
      trial.setConstraints([x - 0.5, k === 1 ? Infinity : -1])
      trial.setAttribute('notes', { folds: [1, null, 'a'] })
      study.tell(trial, k === 2 ? [Infinity, -Infinity] : [x, 1 - x])
    }
    study.addTrial({
      state: 'pruned',
      params: {},
      space: {},
      reports: [Number.NaN, Infinity, 0.5].map((value, step) => ({ step, value })),
      startedMs: 1,
      finishedMs: 2,
    })
    const resumed = createStudy({ snapshot: throughText(study.snapshot()), clock })
    expect(resumed.trials).toEqual(study.trials)
    expect(resumed.snapshot()).toEqual(study.snapshot())
    expect(resumed).toMatchObject({ name: 'two', directions: ['minimize', 'maximize'] })
    expect(resumed.ask().suggestFloat('x', 0, 1)).toBe(study.ask().suggestFloat('x', 0, 1))
  })

  it('a sampler with a function of its own must be given again', async () => {
    const sampler = tpe({ gamma: (trials) => Math.ceil(trials / 4) })
    const snapshot = createStudy({ direction: 'minimize', sampler }).snapshot()
    expect(snapshot.sampler).toBeNull()
    expect(await errorOf(() => createStudy({ snapshot }))).toMatchObject({ code: 'tuning/snapshot-sampler' })
    expect(createStudy({ snapshot, sampler }).trials).toEqual([])
  })
})

describe('a snapshot of format version 1, kept as it was written', () => {
  it('loads, and its study goes on with the suggestions that were recorded with it', () => {
    const stored = JSON.parse(readFileSync(new URL('./study-v1.json', import.meta.url), 'utf8')) as StudySnapshot
    const study = createStudy({ snapshot: stored, clock })
    expect(study.trials.map(({ state }) => state).join()).toBe(
      'complete,complete,complete,failed,complete,complete,complete,complete,complete,complete,complete,complete,complete,complete,running',
    )
    expect(study.trials[5]).toMatchObject({ value: Infinity })
    const next = study.ask()
    expect(next.suggestFloat('rate', 0.01, 1, { log: true })).toBe(0.11234404067948334)
    expect([next.suggestInt('depth', 2, 9), next.suggestCategorical('kind', ['a', null])]).toEqual([2, null])
    const rewritten = createStudy({ snapshot: stored }).snapshot()
    expect(rewritten).toMatchObject({ formatVersion: 2, name: 'study', directions: ['minimize'], batchSize: 1, seed: 11 })
    expect(createStudy({ snapshot: throughText(rewritten), clock }).trials).toEqual(createStudy({ snapshot: stored }).trials)
    expect(createStudy({ snapshot: throughText(rewritten), clock }).snapshot()).toEqual(rewritten)
  })
})

describe('snapshots that are not what was written are refused by name', () => {
  const snapshot = throughText(runTrials(createStudy({ direction: 'minimize', clock }), 9).snapshot())
  const signed = (content: object): unknown => {
    const { sha256: _, ...rest } = content as { sha256?: string }
    return { ...rest, sha256: sha256(canonicalJson(rest as Json)) }
  }
  const trials = snapshot.trials as { [key: string]: unknown }[]
  const withTrial = (k: number, change: object): unknown =>
    signed({ ...snapshot, trials: trials.map((trial, i) => (i === k ? { ...trial, ...change } : trial)) })

  it.each<[string, unknown, object]>([
    ['nothing', undefined, { code: 'tuning/snapshot-format' }],
    ['another document', { formatVersion: 1, kind: 'barcast-bundle' }, { code: 'tuning/snapshot-format' }],
    ['a newer version', { ...snapshot, formatVersion: 3 }, { code: 'tuning/snapshot-version', value: 3 }],
    ['another direction', { ...snapshot, directions: ['maximize'] }, { code: 'tuning/snapshot-altered' }],
    ['a trial less', { ...snapshot, trials: trials.slice(1) }, { code: 'tuning/snapshot-altered' }],
    [
      'trials out of order',
      signed({ ...snapshot, trials: trials.slice(1) }),
      { code: 'tuning/snapshot-format', where: { path: 'trials.0' } },
    ],
    [
      'a value outside its range',
      withTrial(0, { params: { ...(trials[0]!.params as object), rate: 3 } }),
      { code: 'tuning/snapshot-format', value: 3 },
    ],
    ['a parameter without a range', withTrial(0, { space: {} }), { code: 'tuning/snapshot-format' }],
    ['a value that is no number', withTrial(0, { values: ['1'] }), { code: 'tuning/snapshot-format' }],
    ['a value too many', withTrial(0, { values: [1, 2] }), { code: 'tuning/snapshot-format', value: 2 }],
    [
      'a step reported twice',
      withTrial(0, {
        reports: [
          { step: 1, value: 1 },
          { step: 1, value: 2 },
        ],
      }),
      { code: 'tuning/snapshot-format', value: 1 },
    ],
    [
      'an unknown pruner',
      signed({ ...snapshot, pruner: { name: 'mediam', settings: {} } }),
      { code: 'tuning/snapshot-pruner', message: expect.stringContaining('"median"') },
    ],
    [
      'an unknown sampler',
      signed({ ...snapshot, sampler: { name: 'tpf', settings: {} } }),
      { code: 'tuning/snapshot-sampler', message: expect.stringContaining('"tpe"') },
    ],
    [
      'settings that the sampler refuses',
      signed({ ...snapshot, sampler: { name: 'tpe', settings: { candidates: 0 } } }),
      { code: 'tuning/config' },
    ],
  ])('%s', async (_, changed, expected) => {
    expect(await errorOf(() => createStudy({ snapshot: changed as StudySnapshot }))).toMatchObject(expected)
  })

  it('a seed beside a snapshot, which has its own', async () => {
    expect(await errorOf(() => createStudy({ snapshot, seed: 3 } as never))).toMatchObject({ code: 'tuning/unknown-option' })
  })

  it('any digit changed is noticed', async () => {
    const text = JSON.stringify(snapshot)
    const digits = [...text.matchAll(/[0-9]/g)].map(({ index }) => index).filter((_, k) => k % 25 === 0)
    expect(digits.length).toBeGreaterThan(20)
    for (const at of digits) {
      const changed = text.slice(0, at) + String((Number(text[at]) + 5) % 10) + text.slice(at + 1)
      let parsed: unknown
      try {
        parsed = JSON.parse(changed)
      } catch {
        continue
      }
      if (canonicalJson(parsed as Json) === canonicalJson(snapshot as unknown as Json)) continue
      expect(String((await errorOf(() => createStudy({ snapshot: parsed as StudySnapshot }))) as Error), `at ${at}`).toContain(
        'Resume study',
      )
    }
  })
})
