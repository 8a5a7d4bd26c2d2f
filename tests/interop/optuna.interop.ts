/*
 * Studies in Optuna's journal file and SQLite tables, with the installed Python Optuna on the other side: each reads all that the other has written, goes on with its
 * studies, and writes beside it; killed writers leave files that both read; optuna-dashboard shows our trials. `BARCAST_PYTHON=… SEED=7 npx tsx
 * tests/interop/optuna.interop.ts`; exits with 1 on any difference. Needs a Node with SQLite: 22.5 or later.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom, isBarcastError, type Random } from 'barcast/core'
import type { NewStoredTrial, StoredDimension, StoredParamValue, StoredTrial, StudyStore } from 'barcast/ports'
import { createStudy, tpe } from 'barcast/tuning'
import { writeDistribution } from '../../src/adapters/study-store/distribution.js'
import { openStore, type StoreKind } from './optuna-stores.js'

const python = process.env.BARCAST_PYTHON ?? 'python3'
const seed = Number(process.env.SEED ?? 1)
const peer = fileURLToPath(new URL('optuna_peer.py', import.meta.url))
const writer = fileURLToPath(new URL('optuna-writer.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'barcast-optuna-'))
/** Another zone than UTC, so that local times would show. */
const env = { ...process.env, TZ: 'America/New_York' }
let checks = 0
let failures = 0
let files = 0

function expectSame(found: unknown, expected: unknown, what: string): void {
  checks += 1
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)]
  if (a === b) return
  failures += 1
  const at = [...a].findIndex((character, i) => character !== b[i])
  console.error(
    `optuna: ${what}: found …${a.slice(Math.max(0, at - 60), at + 100)}…, expected …${b.slice(Math.max(0, at - 60), at + 100)}…`,
  )
}

const newPath = (kind: StoreKind): string => join(folder, `${files++}.${kind === 'sqlite' ? 'db' : 'log'}`)
const ask = (...args: string[]): string => execFileSync(python, [peer, ...args], { encoding: 'utf8', env, maxBuffer: 1e9 })

/** A float as Python's float.hex() has it. */
function hex(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const high = bits.getUint32(0)
  const exponent = (high >>> 20) & 0x7ff
  const mantissa = (high & 0xfffff).toString(16).padStart(5, '0') + bits.getUint32(4).toString(16).padStart(8, '0')
  const sign = high >>> 31 === 1 ? '-' : ''
  if (value === 0) return `${sign}0x0.0p+0`
  const power = exponent === 0 ? -1022 : exponent - 1023
  return `${sign}0x${exponent === 0 ? 0 : 1}.${mantissa}p${power < 0 ? '' : '+'}${power}`
}

function spell(value: unknown): unknown {
  if (typeof value === 'number') return hex(value)
  if (typeof value !== 'object' || value === null) return value ?? null
  if (Array.isArray(value)) return value.map(spell)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, spell(item)]))
}

const STATES = { waiting: 'WAITING', running: 'RUNNING', complete: 'COMPLETE', pruned: 'PRUNED', failed: 'FAIL' }
const micros = (timeMs: number | undefined): number | null => (timeMs === undefined ? null : Math.round(timeMs * 1000))

function typeName(value: StoredParamValue, dimension: StoredDimension): string {
  if (dimension.type !== 'choice') return dimension.type
  if (value === null) return 'NoneType'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return typeof value === 'string' ? 'str' : 'bool'
}

function constraintsOf({ systemAttributes }: StoredTrial): unknown {
  const list = (systemAttributes.constraints ?? []) as number[]
  const named = Object.entries(systemAttributes).filter(([key]) => key.startsWith('constraints:'))
  return spell({ ...list, ...Object.fromEntries(named.map(([key, value]) => [key.slice('constraints:'.length), value])) })
}

/** Our side of the peer's `dump`. */
function dump(store: StudyStore): unknown[] {
  return store.studies().map(({ id, name, directions, attributes, systemAttributes }) => ({
    name,
    directions: directions.map((direction) => direction.toUpperCase()),
    attributes: spell(attributes),
    system: spell(systemAttributes),
    trials: store.trials(id).map((trial) => ({
      number: trial.number,
      state: STATES[trial.state],
      values: spell(trial.values),
      params: Object.entries(trial.params).map(([key, value]) => [key, typeName(value, trial.space[key]!), spell(value)]),
      space: Object.entries(trial.space).map(([key, dimension]) => [key, writeDistribution(dimension)]),
      reports: trial.reports.map(({ step, value }) => [step, hex(value)]),
      attributes: spell(trial.attributes),
      system: spell(trial.systemAttributes),
      constraints: constraintsOf(trial),
      started: micros(trial.startedMs),
      finished: micros(trial.finishedMs),
    })),
  }))
}

function expectAgreement(store: StudyStore, kind: StoreKind, path: string, what: string): void {
  expectSame(dump(store), JSON.parse(ask('dump', `${kind}:${path}`)), `${kind}: ${what}`)
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(0, values.length)]!
}

const DIMENSIONS: Readonly<Record<string, StoredDimension>> = {
  plain: { type: 'float', low: -1.5, high: 1e300 },
  tiny: { type: 'float', low: 5e-324, high: 1, log: true },
  steps: { type: 'float', low: 0, high: 1, step: 0.125 },
  whole: { type: 'float', low: 0, high: 1e21 },
  count: { type: 'int', low: -3, high: 2 ** 53 - 1 },
  rounds: { type: 'int', low: 1, high: 4096, log: true },
  fives: { type: 'int', low: 0, high: 100, step: 5 },
  'ключ "x"\n': { type: 'choice', choices: ['a', null, true, false, 3, 2.5, '3', 'null', 'NaN', ''] },
}

function randomValue(random: Random, name: string): StoredParamValue {
  const dimension = DIMENSIONS[name]!
  if (dimension.type === 'choice') return pick(random, dimension.choices)
  const { type, low, high, step = 1 } = dimension
  if (name === 'steps' || name === 'fives') return low + step * random.integer(0, (high - low) / step + 1)
  const value = pick(random, [low, high, low + random.uniform() * Math.min(high - low, 1000)])
  return type === 'int' ? Math.floor(value) : value
}

function randomTrial(random: Random): NewStoredTrial {
  const names = Object.keys(DIMENSIONS).filter(() => random.uniform() < 0.6)
  const state = pick(random, ['complete', 'failed', 'waiting', 'running', 'complete'] as const)
  const number = (): number => pick(random, [random.normal(), Infinity, -Infinity, 0, 1e-310, 1e21, 0.1 + 0.2, 2 ** 60])
  return {
    state,
    values: state === 'complete' ? [number(), number()] : undefined,
    params: Object.fromEntries(names.map((name) => [name, randomValue(random, name)])),
    space: Object.fromEntries(names.map((name) => [name, DIMENSIONS[name]!])),
    reports: [0, 1, 5, 2 ** 31].filter(() => random.uniform() < 0.5).map((step) => ({ step, value: pick(random, [NaN, number()]) })),
    attributes: { list: [number(), NaN, [null, { deep: true }]], text: pick(random, ['', 'ж🕯️"\\\n', 'NaN', '\u2028']) },
    systemAttributes:
      random.uniform() < 0.5 ? { constraints: [random.normal(), -1] } : { 'constraints:risk': random.normal(), fixed_params: { plain: 1 } },
    startedMs: state === 'waiting' ? undefined : Math.floor(random.uniform() * 2e12) + 0.125,
    finishedMs: state === 'complete' || state === 'failed' ? Math.floor(random.uniform() * 2e12) : undefined,
  }
}

function readsOurs(kind: StoreKind): void {
  const path = newPath(kind)
  const store = openStore(kind, path)
  const random = createRandom(seed)
  const study = store.createStudy('наше "ours"', ['minimize', 'maximize'])
  store.setStudyAttribute(study, 'user', 'odd', [NaN, Infinity, { deep: null }])
  store.setStudyAttribute(study, 'system', 'study:metric_names', ['loss', 'profit'])
  for (let i = 0; i < 60; i++) store.createTrial(study, randomTrial(random))
  const gone = store.createStudy('gone', ['minimize'])
  store.createTrial(gone, { state: 'running' })
  store.deleteStudy(gone)
  store.createTrial(study, randomTrial(random))
  expectAgreement(store, kind, path, 'Optuna reads what we wrote')
  store.close()
}

async function goesOn(kind: StoreKind): Promise<void> {
  const path = newPath(kind)
  ask('make', `${kind}:${path}`)
  const store = openStore(kind, path)
  expectAgreement(store, kind, path, 'we read what Optuna wrote')
  const first = store.study('первый "one"')!.id
  const waiting = store.trials(first).find(({ state }) => state === 'running')!
  store.setTrialParam(waiting.id, 'x', 0.5, { type: 'float', low: 0, high: 2 })
  store.setTrialState(waiting.id, 'complete', { atMs: Date.now(), values: [1, 2] })
  const refusal = attempt(() =>
    store.setTrialParam(store.createTrial(first, { state: 'running' }).id, 'choice', 'a', { type: 'choice', choices: ['a'] }),
  )
  expectSame(refusal, 'study-store/dimension', `${kind}: other choices in Optuna's study`)
  expectAgreement(store, kind, path, 'we go on with what Optuna began')

  const open = () => createStudy({ name: 'shared', direction: 'minimize', seed: 3, sampler: tpe({ startupTrials: 5 }), storage: store })
  const run = (trials: number) =>
    open().optimize(
      (trial) => {
        const kindOf = trial.suggestCategorical('kind', ['line', null, true, 2.5])
        const x = trial.suggestFloat('x', -5, 5)
        const rounds = trial.suggestInt('rounds', 1, 64, { log: true })
        trial.report(x, 0)
        return (x - 2) ** 2 + rounds / 64 + (kindOf === null ? 0 : 1)
      },
      { trials },
    )
  await run(8)
  ask('go_on', `${kind}:${path}`, 'shared', '8')
  await run(8)
  const best = JSON.parse(ask('go_on', `${kind}:${path}`, 'shared', '4')) as { best: number; value: string }
  const study = open()
  expectSame(study.trials.map(({ state }) => state).join(), Array(28).fill('complete').join(), `${kind}: trials by turns`)
  expectSame({ best: study.bestTrial.number, value: hex(study.bestValue) }, best, `${kind}: the best trial of both`)
  expectAgreement(store, kind, path, 'trials by turns')
  store.close()
}

function attempt(run: () => unknown): string {
  try {
    run()
    return 'no refusal'
  } catch (error) {
    return isBarcastError(error) ? error.code : String(error)
  }
}

/** What a process said, killed after `killMs` from its first word if that is given. */
function say(command: string, args: readonly string[], killMs?: number): Promise<string[]> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '' && killMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killMs)
      said += text
    })
    child.on('error', failed)
    child.on('close', () => done(said.split('\n').slice(0, -1)))
  })
}

const ours = (kind: StoreKind, path: string, trials: number, mark: string): [string, string[]] => [
  process.execPath,
  ['--import', 'tsx', writer, kind, path, 'shared', String(trials), mark],
]

async function sideBySide(kind: StoreKind): Promise<void> {
  const path = newPath(kind)
  const store = openStore(kind, path)
  const study = store.createStudy('shared', ['minimize'])
  const trials = 25
  const said = await Promise.all([
    say(...ours(kind, path, trials, 'a')),
    say(...ours(kind, path, trials, 'b')),
    say(python, [peer, 'hammer', `${kind}:${path}`, 'shared', String(trials), 'c']),
    say(python, [peer, 'hammer', `${kind}:${path}`, 'shared', String(trials), 'd']),
  ])
  const stored = store.trials(study)
  expectSame(said.flat().length, 4 * trials, `${kind}: trials of four writers`)
  expectSame(stored.map(({ attributes }) => String(attributes.mark)).toSorted(), said.flat().toSorted(), `${kind}: marks of four writers`)
  expectSame(
    stored.map(({ number }) => number),
    Array.from({ length: 4 * trials }, (_, i) => i),
    `${kind}: numbers of four writers`,
  )
  expectSame(
    stored.every(({ state, params, reports }) => state === 'complete' && 'x' in params && reports.length === 1),
    true,
    `${kind}: whole trials`,
  )
  expectAgreement(store, kind, path, 'four writers')
  store.close()
}

async function killed(kind: StoreKind): Promise<void> {
  const path = newPath(kind)
  const random = createRandom(seed)
  const study = openStore(kind, path).createStudy('shared', ['minimize'])
  const said: string[] = []
  for (let round = 0; round < 4; round++) {
    said.push(...(await say(...ours(kind, path, 10_000, `k${round}`), random.uniform() * 300)))
    const store = openStore(kind, path, 100)
    expectAgreement(store, kind, path, `after kill ${round}`)
    const marks = new Set(
      store
        .trials(study)
        .filter(({ state }) => state === 'complete')
        .map(({ attributes }) => attributes.mark),
    )
    expectSame(
      said.filter((mark) => !marks.has(mark)),
      [],
      `${kind}: stored trials after kill ${round}`,
    )
    store.createTrial(study, { state: 'failed' })
    expectAgreement(store, kind, path, `a write after kill ${round}`)
    store.close()
  }
  if (kind === 'sqlite') return
  await say(python, [peer, 'die', path])
  const store = openStore(kind, path, 100)
  expectAgreement(store, kind, path, "after a kill of Optuna's writer in the middle of a line")
  store.createTrial(study, { state: 'failed' })
  expectAgreement(store, kind, path, "a write after a kill of Optuna's writer")
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => done(port))
    })
  })
}

async function fetchJson(url: string): Promise<Record<string, unknown>> {
  for (let tries = 0; ; tries++) {
    try {
      return (await (await fetch(url)).json()) as Record<string, unknown>
    } catch (error) {
      if (tries >= 200) throw error
      await new Promise((done) => setTimeout(done, 200))
    }
  }
}

async function dashboard(kind: StoreKind): Promise<void> {
  const path = newPath(kind)
  const store = openStore(kind, path)
  const study = createStudy({ name: 'shown', direction: 'minimize', seed: 3, storage: store })
  await study.optimize((trial) => trial.suggestFloat('x', -5, 5) ** 2 + (trial.suggestCategorical('c', ['a', null]) === null ? 0 : 1), {
    trials: 5,
  })
  const port = await freePort()
  const target = kind === 'sqlite' ? [`sqlite:///${path}`] : ['--storage-class', 'JournalFileStorage', path]
  const child = spawn(join(dirname(python), 'optuna-dashboard'), ['--port', String(port), '--quiet', ...target], { stdio: 'ignore', env })
  try {
    const { study_summaries: summaries } = await fetchJson(`http://127.0.0.1:${port}/api/studies`)
    const [summary] = summaries as { study_id: number; study_name: string }[]
    expectSame(summary?.study_name, 'shown', `${kind}: the study in the dashboard`)
    const { trials } = await fetchJson(`http://127.0.0.1:${port}/api/studies/${summary?.study_id}?after=0`)
    const shown = trials as { number: number; state: string; values: number[]; params: { name: string; param_external_value: string }[] }[]
    expectSame(
      shown.map(({ number, state, values, params }) => [
        number,
        state,
        values,
        params.map(({ name, param_external_value: value }) => [name, value]),
      ]),
      store
        .trials(store.study('shown')!.id)
        .map(({ number, values, params }) => [
          number,
          'Complete',
          values,
          Object.entries(params).map(([name, value]) => [name, value === null ? 'None' : String(value)]),
        ]),
      `${kind}: trials in the dashboard`,
    )
  } finally {
    child.kill()
  }
  store.close()
}

try {
  const kinds: StoreKind[] = ['journal', 'open', 'sqlite']
  for (const kind of kinds) {
    readsOurs(kind)
    await goesOn(kind)
    await sideBySide(kind)
    if (kind === 'open') continue
    await killed(kind)
    await dashboard(kind)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`optuna: ${checks - failures} of ${checks} comparisons equal`)
if (failures > 0) process.exit(1)
