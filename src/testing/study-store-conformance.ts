import { createRandom, type Json, type Random } from '../core/index.js'
import { createMemoryStudyStore } from '../memory/index.js'
import type { StoredDimension, StoredTrial, StudyStore } from '../ports/index.js'
import type { ConformanceCase } from './object-store-conformance.js'
import {
  attempt,
  expectRefused,
  expectSame,
  expectTrial,
  FULL,
  FULL_ONE,
  fail,
  filled,
  newStudy,
  SPACE,
  START_MS,
  spell,
} from './study-store-trials.js'

/** One store to test, empty when it is handed over. */
export interface StudyStoreUnderTest {
  store: StudyStore
  /** Another store over the same studies, as another process would open it. Without it, what outlasts the process is not tested. */
  reopen?(): StudyStore
  /** Called after each case, also when it failed; the stores are closed by then. */
  close?(): void
}

type Check = (subject: StudyStoreUnderTest, random: Random) => void

/** The same random work on both stores: outcomes, refusals and what is stored must agree. Ids are each store's own. */
function modelCheck({ store, reopen }: StudyStoreUnderTest, random: Random): void {
  const model = createMemoryStudyStore()
  const opened = [store, ...(reopen === undefined ? [] : [reopen()])]
  const ids = [newStudy(store), newStudy(model)] as const
  const dimensions = [SPACE.plain!, SPACE.count!, SPACE.fives!, { type: 'float', low: 0, high: 1, log: false } as const]
  const trials: StoredTrial[][] = [[], []]
  for (let step = 0; step < 60; step++) {
    const subject = opened[random.integer(0, opened.length)]!
    const action = random.integer(0, 7)
    const pick = random.integer(0, Math.max(trials[0]!.length, 1))
    const value = random.integer(0, 4) * 5
    const dimension = dimensions[random.integer(0, dimensions.length)]!
    const [mine, theirs] = ([subject, model] as const).map((target, side) =>
      attempt(() => {
        const id = trials[side]![pick]?.id ?? -1
        if (action === 0) return trials[side]!.push(target.createTrial(ids[side]!, { state: value > 5 ? 'waiting' : 'running' }))
        if (action === 1) return target.setTrialParam(id, value > 5 ? 'a' : 'b', value, dimension)
        if (action === 2) return target.setTrialReport(id, value, value > 10 ? NaN : value / 3)
        if (action === 3) return target.setTrialAttribute(id, value > 5 ? 'user' : 'system', `k${value}`, [value, null])
        if (action === 4) return target.setTrialState(id, 'running', { atMs: START_MS + value })
        if (action === 5)
          return target.setTrialState(id, value > 5 ? 'waiting' : 'complete', { atMs: START_MS, ...(value > 5 ? {} : { values: [value] }) })
        return target.trials(ids[side]!).map((trial) => filled(trial))
      }),
    )
    if (mine !== theirs) fail(`step ${step} must end as in memory: ${theirs}`, mine!)
  }
}

const CHECKS: Record<string, Check> = {
  'a study is found by its name': ({ store }) => {
    expectSame(store.study('one'), undefined, 'a study that was never created')
    const first = newStudy(store)
    const second = newStudy(store, 'zwei "🕯️"', 3)
    if (first === second) fail('ids must differ', String(first))
    expectSame(store.study('one')?.id, first, 'the id by name')
    const both = store.studies().map(({ name, directions }) => ({ name, directions }))
    expectSame(
      both,
      [
        { name: 'one', directions: ['minimize'] },
        { name: 'zwei "🕯️"', directions: ['minimize', 'maximize', 'minimize'] },
      ],
      'all studies',
    )
    expectRefused('study-store/name-taken', 'a second study of one name', () => newStudy(store))
    expectSame(store.studies().length, 2, 'studies after a refusal')
  },
  'a deleted study is gone with its trials, and its name is free': ({ store }) => {
    const gone = newStudy(store)
    const kept = newStudy(store, 'two')
    store.createTrial(gone, FULL_ONE)
    const { id } = store.createTrial(gone, { state: 'running' })
    store.createTrial(kept, FULL_ONE)
    store.setStudyAttribute(gone, 'user', 'k', 1)
    store.deleteStudy(gone)
    expectSame(store.study('one'), undefined, 'a deleted study')
    expectRefused('study-store/unknown-trial', 'a trial of a deleted study', () => store.setTrialReport(id, 0, 1))
    expectSame(store.trials(kept).length, 1, 'trials of the other study')
    const again = newStudy(store)
    expectSame(store.trials(again), [], 'trials of a new study of the old name')
    expectSame(store.study('one')?.attributes, {}, 'its attributes')
  },
  'attributes of a study are kept by kind and replaced by key': ({ store }) => {
    const id = newStudy(store)
    const value: Json = { seed: 7, list: [1.5, null, 'x', true], odd: [NaN, Infinity, -Infinity] }
    store.setStudyAttribute(id, 'user', 'k', value)
    store.setStudyAttribute(id, 'user', 'k', [value])
    store.setStudyAttribute(id, 'system', 'k', 'other')
    expectSame(store.study('one')?.attributes, { k: [value] }, 'attributes')
    expectSame(store.study('one')?.systemAttributes, { k: 'other' }, 'system attributes')
  },
  'a trial keeps everything that it was created with': ({ store, reopen }) => {
    const id = newStudy(store, 'one', 2)
    expectTrial(store.createTrial(id, FULL), 0, FULL, 'as it was given back')
    expectTrial(store.createTrial(id, { state: 'waiting' }), 1, { state: 'waiting' }, 'as it was given back')
    expectTrial(store.trials(id)[0], 0, FULL, 'in the list')
    expectTrial(reopen?.().trials(id)[0] ?? store.trials(id)[0], 0, FULL, 'for who opens the store next')
  },
  'a trial set step by step equals one created at once': ({ store, reopen }) => {
    const study = newStudy(store, 'one', 2)
    const { id } = store.createTrial(study, { state: 'waiting' })
    expectSame(store.setTrialState(id, 'running', { atMs: FULL.startedMs! }), true, 'the start')
    for (const [name, value] of Object.entries(FULL.params!)) store.setTrialParam(id, name, value, SPACE[name]!)
    for (const { step, value } of FULL.reports!.toReversed()) store.setTrialReport(id, step, value)
    for (const [key, value] of Object.entries(FULL.attributes!)) store.setTrialAttribute(id, 'user', key, value)
    for (const [key, value] of Object.entries(FULL.systemAttributes!)) store.setTrialAttribute(id, 'system', key, value)
    expectSame(store.setTrialState(id, 'complete', { atMs: FULL.finishedMs!, values: FULL.values }), true, 'the end')
    expectTrial(store.trials(study)[0], 0, FULL, 'step by step')
    expectTrial(reopen?.().trials(study)[0] ?? store.trials(study)[0], 0, FULL, 'for who opens the store next')
  },
  'what is set again is replaced': ({ store }) => {
    const study = newStudy(store)
    const { id } = store.createTrial(study, { state: 'running', startedMs: START_MS })
    for (const value of [1, 2]) {
      store.setTrialParam(id, 'x', value, { type: 'float', low: 0, high: value })
      store.setTrialReport(id, 3, value)
      store.setTrialAttribute(id, 'user', 'k', value)
    }
    const space = { x: { type: 'float', low: 0, high: 2 } } as const
    expectTrial(
      store.trials(study)[0],
      0,
      { state: 'running', startedMs: START_MS, params: { x: 2 }, space, reports: [{ step: 3, value: 2 }], attributes: { k: 2 } },
      'set twice',
    )
  },
  'a finished trial never changes': ({ store }) => {
    const study = newStudy(store)
    for (const state of ['complete', 'pruned', 'failed'] as const) {
      const { id, number } = store.createTrial(study, { state: 'running', startedMs: START_MS })
      store.setTrialState(id, state, { atMs: START_MS, ...(state === 'complete' ? { values: [1] } : {}) })
      const before = store.trials(study)[number]
      const attempts: (() => unknown)[] = [
        () => store.setTrialState(id, 'running', { atMs: 0 }),
        () => store.setTrialState(id, 'complete', { atMs: 0, values: [2] }),
        () => store.setTrialParam(id, 'x', 1, { type: 'int', low: 0, high: 1 }),
        () => store.setTrialReport(id, 0, 1),
        () => store.setTrialAttribute(id, 'user', 'k', 1),
      ]
      for (const run of attempts) expectRefused('study-store/finished', `a change of a ${state} trial`, run)
      expectSame(store.trials(study)[number], before, `a ${state} trial after refusals`)
    }
  },
  'of two that start a waiting trial one gets it': ({ store, reopen }) => {
    const study = newStudy(store)
    const other = reopen?.() ?? store
    const { id } = store.createTrial(study, { state: 'waiting' })
    expectSame(other.setTrialState(id, 'running', { atMs: START_MS }), true, 'the first start')
    expectSame(store.setTrialState(id, 'running', { atMs: START_MS + 1 }), false, 'the second start')
    expectSame(store.trials(study)[0]?.startedMs, START_MS, 'the time of the start')
    expectSame(store.setTrialState(id, 'waiting', { atMs: START_MS }), true, 'giving back')
    expectSame(store.setTrialState(id, 'running', { atMs: START_MS + 2 }), true, 'a start after giving back')
  },
  'a parameter keeps its type, scale and choices': ({ store }) => {
    const study = newStudy(store)
    const { id } = store.createTrial(study, { state: 'running' })
    store.setTrialParam(id, 'x', 1, { type: 'float', low: 0, high: 2 })
    store.setTrialParam(id, 'c', 'a', { type: 'choice', choices: ['a', 'b'] })
    const next = store.createTrial(study, { state: 'running' }).id
    store.setTrialParam(next, 'x', 50, { type: 'float', low: 10, high: 100, step: 10 })
    const refused: [string, string | number, StoredDimension][] = [
      ['x', 1, { type: 'int', low: 0, high: 2 }],
      ['x', 1, { type: 'float', low: 1, high: 2, log: true }],
      ['x', 1, { type: 'choice', choices: [1] }],
      ['c', 'a', { type: 'choice', choices: ['b', 'a'] }],
    ]
    for (const [name, value, dimension] of refused)
      expectRefused('study-store/dimension', `another kind of ${name}`, () => store.setTrialParam(next, name, value, dimension))
    expectSame(store.trials(study)[1]?.params, { x: 50 }, 'parameters after refusals')
  },
  'what cannot be stored is refused': ({ store }) => {
    const study = newStudy(store)
    const { id } = store.createTrial(study, { state: 'running' })
    const float = { type: 'float', low: 0, high: 1 } as const
    const refused: (() => unknown)[] = [
      () => store.createStudy('', ['minimize']),
      () => store.createStudy('x'.repeat(513), ['minimize']),
      () => store.createStudy('x', []),
      () => store.createStudy('x', ['up' as never]),
      () => store.setStudyAttribute(study, 'user', 'k', (() => 1) as never),
      () => store.setTrialAttribute(id, 'user', '', 1),
      () => store.setTrialAttribute(id, 'user', 'k', new Date(0) as never),
      () => store.setTrialReport(id, 0.5, 1),
      () => store.setTrialReport(id, 0, '1' as never),
      () => store.setTrialParam(id, 'x', 2, float),
      () => store.setTrialParam(id, 'x', NaN, float),
      () => store.setTrialParam(id, 'x', 0.5, { type: 'int', low: 0, high: 1 }),
      () => store.setTrialParam(id, 'x', 'c', { type: 'choice', choices: ['a'] }),
      () => store.setTrialState(id, 'complete', { atMs: 0, values: [NaN] }),
      () => store.setTrialState(id, 'complete', { atMs: 0, values: [1, 2] }),
      () => store.setTrialState(id, 'complete', { atMs: 0 }),
      () => store.setTrialState(id, 'failed', { atMs: NaN }),
      () => store.setTrialState(id, 'done' as never, { atMs: 0 }),
      () => store.createTrial(study, { state: 'complete', values: [1, 2] }),
      () => store.createTrial(study, { state: 'running', params: { x: 1 } }),
    ]
    for (const [i, run] of refused.entries()) expectRefused('study-store/value', `bad input ${i}`, run)
    expectTrial(store.trials(study)[0], 0, { state: 'running' }, 'after refusals')
    expectSame(store.trials(study).length, 1, 'trials after refusals')
  },
  'unknown ids are refused': ({ store }) => {
    for (const id of [12345, -1, 0.5]) {
      expectRefused('study-store/unknown-study', `study ${id}`, () => store.trials(id))
      expectRefused('study-store/unknown-study', `study ${id}`, () => store.createTrial(id, { state: 'running' }))
      expectRefused('study-store/unknown-study', `study ${id}`, () => store.deleteStudy(id))
      expectRefused('study-store/unknown-study', `study ${id}`, () => store.setStudyAttribute(id, 'user', 'k', 1))
      expectRefused('study-store/unknown-trial', `trial ${id}`, () => store.setTrialReport(id, 0, 1))
      expectRefused('study-store/unknown-trial', `trial ${id}`, () => store.setTrialState(id, 'failed', { atMs: 0 }))
    }
  },
  'an unchanged trial is the same object, and stored values are out of reach': ({ store }) => {
    const study = newStudy(store)
    const list = [1]
    const { id } = store.createTrial(study, { state: 'running', attributes: { list } })
    store.createTrial(study, FULL_ONE)
    const before = store.trials(study)
    list.push(2)
    expectSame(before[0]?.attributes, { list: [1] }, 'an attribute that the caller changed')
    store.setTrialReport(id, 0, 1)
    const after = store.trials(study)
    expectSame(before[0]?.reports, [], 'a list taken before the change')
    if (before[1] !== after[1]) fail('a finished trial must stay the same object', 'another one')
  },
  'a transaction is written whole or not at all': ({ store, reopen }) => {
    const study = newStudy(store)
    const { id } = store.createTrial(study, { state: 'waiting' })
    const other = reopen?.() ?? store
    const before = spell(other.trials(study))
    const work = (): number => {
      store.setTrialState(id, 'running', { atMs: START_MS })
      store.setTrialParam(id, 'x', 1, { type: 'int', low: 0, high: 1 })
      store.setStudyAttribute(study, 'user', 'k', 1)
      return store.transaction(() => store.createTrial(study, { state: 'running' }).number)
    }
    try {
      store.transaction(() => {
        work()
        store.createStudy('two', ['minimize'])
        throw new Error('on the way')
      })
      fail('an error must come out of a transaction', 'none')
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'on the way') throw error
    }
    for (const reader of [store, other]) {
      expectSame(spell(reader.trials(study)), before, 'trials after a transaction that failed')
      expectSame(reader.studies().length, 1, 'studies after a transaction that failed')
      expectSame(reader.study('one')?.attributes, {}, 'attributes after a transaction that failed')
    }
    expectSame(store.transaction(work), 1, 'what a transaction gives')
    expectSame(
      other.trials(study).map(({ state }) => state),
      ['running', 'running'],
      'trials after a transaction',
    )
    store.setTrialParam(id, 'y', 1, { type: 'int', low: 0, high: 1 })
    expectSame(other.trials(study)[0]?.params, { x: 1, y: 1 }, 'parameters after another write')
  },
  'random work equals the store in memory': modelCheck,
  'writers side by side number trials without gaps': ({ store, reopen }) => {
    if (reopen === undefined) return
    const study = newStudy(store)
    const stores = [store, reopen(), reopen()]
    const numbers = Array.from({ length: 12 }, (_, i) => stores[i % 3]!.createTrial(study, { state: 'running', attributes: { i } }).number)
    expectSame(
      numbers,
      Array.from({ length: 12 }, (_, i) => i),
      'the numbers',
    )
    const all = spell(store.trials(study))
    for (const other of stores) expectSame(spell(other.trials(study)), all, 'what another sees')
  },
  'a closed store refuses': ({ store }) => {
    const study = newStudy(store)
    store.close()
    store.close()
    expectRefused('study-store/closed', 'reading', () => store.trials(study))
    expectRefused('study-store/closed', 'writing', () => store.createTrial(study, { state: 'running' }))
  },
}

/**
 * The contract of {@link StudyStore} as cases for any test runner; a store that passes can hold the studies of `barcast/tuning`. Each case gets
 * a store of its own from `create`, and closes it.
 *
 * @param name Begins the name of each case.
 * @param seed Decides the random work. @default 1
 *
 * @example
 * for (const { name, run } of studyStoreConformance('my store', () => ({ store: createMyStudyStore() }))) it(name, run)
 */
export function studyStoreConformance(
  name: string,
  create: () => StudyStoreUnderTest,
  { seed = 1 }: { seed?: number } = {},
): ConformanceCase[] {
  return Object.entries(CHECKS).map(([rule, check]) => ({
    name: `${name}: ${rule}`,
    async run() {
      const subject = create()
      const opened = [subject.store]
      const reopen = subject.reopen?.bind(subject)
      const watched: StudyStoreUnderTest = {
        ...subject,
        ...(reopen === undefined
          ? {}
          : {
              reopen: () => {
                const another = reopen()
                opened.push(another)
                return another
              },
            }),
      }
      try {
        check(watched, createRandom(seed))
      } finally {
        for (const store of opened) store.close()
        subject.close?.()
      }
    },
  }))
}
