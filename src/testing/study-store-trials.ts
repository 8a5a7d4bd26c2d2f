import { BarcastError, isBarcastError } from '../core/index.js'
import type { NewStoredTrial, StoredDimension, StoredTrial, StudyStore } from '../ports/index.js'

/* What the cases of the contract of study stores are made of: a trial that holds everything, and how two are told apart. */

export const START_MS = 1_767_225_600_123

export function fail(expected: string, found: string): never {
  throw new BarcastError('testing/study-store', `Check study store: ${expected}, found ${found}`, { value: found })
}

/** Everything that tells two values apart, NaN, infinities and absence among them. */
export function spell(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'number' && !Number.isFinite(item) ? `number ${item}` : item === undefined ? 'absent' : item,
  )
}

export function expectSame(found: unknown, expected: unknown, what: string): void {
  if (spell(found) !== spell(expected)) fail(`${what} must be ${spell(expected)}`, spell(found))
}

export function expectRefused(code: string, what: string, run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error, code)) return
    fail(`${what} must be refused with ${code}`, String(error))
  }
  fail(`${what} must be refused with ${code}`, 'no refusal')
}

/** A trial as its creator should find it. */
export function filled(trial: NewStoredTrial): Omit<StoredTrial, 'id' | 'number'> {
  const { state, values, params = {}, space = {}, reports = [], attributes = {}, systemAttributes = {}, startedMs, finishedMs } = trial
  return { state, values, params, space, reports, attributes, systemAttributes, startedMs, finishedMs }
}

export function expectTrial(found: StoredTrial | undefined, number: number, expected: NewStoredTrial, when: string): void {
  if (found === undefined) fail(`trial ${number} must be there ${when}`, 'none')
  const { id: _, number: foundNumber, ...facts } = found
  expectSame(foundNumber, number, `the number ${when}`)
  const inOrder = (from: typeof facts): unknown => filled(from)
  expectSame(inOrder(facts), filled(expected), `trial ${number} ${when}`)
}

export const SPACE: Readonly<Record<string, StoredDimension>> = {
  plain: { type: 'float', low: -1.5, high: 1e300 },
  tiny: { type: 'float', low: 5e-324, high: 1, log: true },
  steps: { type: 'float', low: 0, high: 0.3, step: 0.1 },
  count: { type: 'int', low: -3, high: Number.MAX_SAFE_INTEGER },
  rounds: { type: 'int', low: 1, high: 4096, log: true },
  fives: { type: 'int', low: 0, high: 100, step: 5 },
  'ключ "x"\n': { type: 'choice', choices: ['a', null, true, false, 3, 2.5, '3', 'null', 'NaN', ''] },
  odd: { type: 'choice', choices: [NaN, Infinity, -Infinity] },
}

export const FULL: NewStoredTrial = {
  state: 'complete',
  values: [0.1 + 0.2, -Infinity],
  params: {
    plain: 1e300,
    tiny: 5e-324,
    steps: 0.2,
    count: Number.MAX_SAFE_INTEGER,
    rounds: 64,
    fives: 95,
    'ключ "x"\n': null,
    odd: -Infinity,
  },
  space: SPACE,
  reports: [
    { step: 0, value: NaN },
    { step: 1, value: Infinity },
    { step: 7, value: -Infinity },
    { step: 100_000, value: 1 / 3 },
  ],
  attributes: { note: 'NaN, "Infinity" \\ \u0000 🕯️', list: [1, [NaN, null], { deep: -Infinity }], empty: {}, zero: 0, no: false },
  systemAttributes: { fixed_params: { plain: 3, 'ключ "x"\n': null }, 'constraints:risk': -0.25, constraints: [1.5, -2] },
  startedMs: START_MS,
  finishedMs: START_MS + 86_400_000,
}

/** {@link FULL} of one objective. */
export const FULL_ONE: NewStoredTrial = { ...FULL, values: [Infinity] }

export function newStudy(store: StudyStore, name = 'one', objectives = 1): number {
  return store.createStudy(
    name,
    Array.from({ length: objectives }, (_, i) => (i % 2 === 0 ? 'minimize' : 'maximize')),
  )
}

export function attempt(run: () => unknown): string {
  try {
    return `gives ${spell(run())}`
  } catch (error) {
    return isBarcastError(error) ? error.code : String(error)
  }
}
