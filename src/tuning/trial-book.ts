import { BarcastError, checksum, createRandom, type Json, type Random, unknownNameError } from '../core/index.js'
import { checkAttribute } from './config.js'
import type { Pruner, Race } from './pruner.js'
import type { Direction, Sampler, TrialStart } from './sampler.js'
import {
  checkDimension,
  contains,
  isParamValue,
  isSameDimension,
  isSameKind,
  isSingle,
  type ParamValue,
  type ParamValues,
  type SearchDimension,
} from './search-space.js'
import type { Report, RunningTrial, TrialRecord } from './trial-record.js'
import type { TrialStorage } from './trial-storage.js'

/** How a trial ended. */
export type Outcome =
  | { state: 'complete'; value: number; values: readonly number[] }
  | { state: 'failed'; error: string }
  | { state: 'pruned' }

const ACTION = 'Suggest parameter'

function describe(dimension: SearchDimension): string {
  if (dimension.type === 'choice') return `choice of ${dimension.choices.join(', ')}`
  const { type, low, high, log, step } = dimension
  return `${type} ${low} … ${high}${log === true ? ', log' : ''}${step === undefined ? '' : `, step ${step}`}`
}

function refuseChange(name: string, before: SearchDimension, now: SearchDimension): never {
  throw new BarcastError(
    'tuning/changed-parameter',
    `${ACTION}: "${name}" must stay what it was (${describe(before)}), found ${describe(now)}`,
    {
      value: now,
      where: { path: name },
    },
  )
}

function refuseValue(name: string, dimension: SearchDimension, source: string, value: unknown): never {
  throw new BarcastError(
    'tuning/value-outside',
    `${ACTION}: ${source} for "${name}" must be in ${describe(dimension)}, found ${String(value)}`,
    {
      value,
      where: { path: name },
    },
  )
}

/** What a study is, apart from its trials. */
export interface StudySettings {
  readonly name: string
  readonly directions: readonly Direction[]
  readonly seed: number
  readonly batchSize: number
  readonly sampler: Sampler
  readonly pruner: Pruner
}

/** A running trial's knowledge. */
interface View {
  /** Every trial up to its own, as it stood when this one was asked for; its own as it stands. */
  readonly trials: TrialRecord[]
  /** The same with trials that are none of its rivals taken as if they waited. */
  readonly rivals: TrialRecord[]
}

function blankOf(number: number, enqueued: ParamValues | undefined): Extract<TrialRecord, { state: 'waiting' }> {
  return { number, state: 'waiting', params: {}, space: {}, ...(enqueued === undefined ? {} : { enqueued }) }
}

/** A trial that teaches nothing, in the place of this one. */
function blank({ number, enqueued }: TrialRecord): TrialRecord {
  return blankOf(number, enqueued)
}

function withReport(reports: readonly Report[], added: Report): Report[] {
  const place = reports.findLastIndex(({ step }) => step < added.step) + 1
  return [...reports.slice(0, place), added, ...reports.slice(place)]
}

/**
 * The trials of one study and what may become of each: records are replaced, never changed. What a trial knows are all trials before its batch and, of its batch, what was
 * proposed; a batch is `batchSize` numbers on end, so that it follows from a trial's number alone, also when the study was interrupted in between.
 */
export class TrialBook {
  readonly records: TrialRecord[]
  readonly #kinds = new Map<string, SearchDimension>()
  readonly #views = new Map<number, View>()
  /** Trials of the batch that was asked for last, as they were at their start. */
  readonly #asked = new Map<number, RunningTrial>()
  /** None of so many first trials waits. */
  #settled = 0

  constructor(
    readonly settings: StudySettings,
    records: readonly TrialRecord[],
    readonly storage?: TrialStorage,
  ) {
    this.records = [...records]
    for (const record of records) this.#learnKinds(record)
  }

  #learnKinds({ space }: TrialRecord): void {
    for (const [name, dimension] of Object.entries(space)) if (!this.#kinds.has(name)) this.#kinds.set(name, dimension)
  }

  /** Adds a trial that has ended or waits; `make` is given its number. */
  add(make: (number: number) => TrialRecord): void {
    this.#refresh()
    const record = make(this.records.length)
    if (this.storage?.add(record) === false) {
      this.add(make)
      return
    }
    this.records.push(record)
    this.#learnKinds(record)
  }

  enqueue(params: ParamValues): void {
    const entries = typeof params === 'object' && params !== null ? Object.entries(params) : []
    const wrong = entries.find(([, value]) => !isParamValue(value))
    if (entries.length === 0 || wrong !== undefined) {
      const found = wrong === undefined ? 'none' : `${wrong[0]} = ${String(wrong[1])}`
      throw new BarcastError(
        'tuning/enqueue',
        `Enqueue trial: parameters must be finite numbers, texts, truth values or null by name, found ${found}`,
        { value: params },
      )
    }
    const enqueued = { ...params }
    this.add((number) => blankOf(number, enqueued))
  }

  /** Takes over what other processes have written to the storage; trials that run here stand as they are. */
  #refresh(): void {
    for (const record of this.storage?.changes() ?? []) {
      const here = this.records[record.number]
      // What this process has told is as it told it.
      if (this.#views.has(record.number) || (here !== undefined && 'finishedMs' in here)) continue
      this.records[record.number] = record
      this.#settled = Math.min(this.#settled, record.number)
      this.#learnKinds(record)
    }
  }

  /** True when the sampler has a point left, or a trial waits. */
  get hasMore(): boolean {
    const { limit = Infinity } = this.settings.sampler
    if (limit === Infinity) return true
    const drawn = this.records.reduce((count, { enqueued }) => count + (enqueued === undefined ? 1 : 0), 0)
    return drawn < limit || this.records.some(({ state }) => state === 'waiting')
  }

  /** Number of the trial that is asked for next: the first that waits, else a new one. */
  get next(): number {
    const { records } = this
    while (this.#settled < records.length && records[this.#settled]!.state !== 'waiting') this.#settled += 1
    return this.#settled
  }

  batchOf(number: number): number {
    return Math.floor(number / this.settings.batchSize)
  }

  /** Number of a trial that now runs. */
  start(startedMs: number): number {
    this.#refresh()
    const number = this.next
    const { sampler } = this.settings
    if (number === this.records.length && !this.hasMore)
      throw new BarcastError(
        'tuning/exhausted',
        `Ask for a trial: the ${sampler.name} must have a point left, found all ${sampler.limit} taken`,
        { value: sampler.limit },
      )
    const waiting = this.records[number]
    if (this.storage?.start(number, startedMs) === false) return this.start(startedMs)
    const before = this.#before(number)
    const record = this.#propose({ ...blankOf(number, waiting?.enqueued), state: 'running', startedMs }, before)
    this.#views.set(number, this.#viewFrom(record, before))
    for (const other of this.#asked.keys()) if (this.batchOf(other) !== this.batchOf(number)) this.#asked.delete(other)
    this.#asked.set(number, record)
    this.#replace(record)
    return number
  }

  /** What was known of the trials before this one when its batch was asked for. */
  #before(number: number): TrialRecord[] {
    const first = this.batchOf(number) * this.settings.batchSize
    const known = this.records.slice(0, first)
    for (let mate = first; mate < number; mate++) {
      const record = this.records[mate]!
      const asked = this.#asked.get(mate)
      if (asked !== undefined || record.state === 'waiting') known.push(asked ?? record)
      // Its start was before this process, or before an interruption: samplers are pure, so it is as it was then.
      else known.push(this.#propose({ ...blankOf(mate, record.enqueued), state: 'running', startedMs: record.startedMs }, known))
    }
    return known
  }

  #propose(record: RunningTrial, before: readonly TrialRecord[]): RunningTrial {
    const { number } = record
    const { rivals } = this.#viewFrom(record, before)
    const proposed = this.settings.sampler.propose?.({ ...this.#start(number, rivals), random: this.#randomOf(`${number}`) }) ?? {}
    return Object.keys(proposed).length > 0 ? { ...record, proposed } : record
  }

  #viewFrom(own: RunningTrial, before: readonly TrialRecord[]): View {
    const trials = [...before, own]
    const { name, pruner } = this.settings
    if (pruner.isRival === undefined) return { trials, rivals: trials }
    const race: Race = { study: name, trials }
    return { trials, rivals: trials.map((other) => (other === own || pruner.isRival!(own, other, race) ? other : blank(other))) }
  }

  #viewOf(record: RunningTrial): View {
    const { number } = record
    if (!this.#views.has(number)) this.#views.set(number, this.#viewFrom(record, this.#before(number)))
    return this.#views.get(number)!
  }

  #start(number: number, trials: readonly TrialRecord[]): Omit<TrialStart, 'random'> {
    const { directions, batchSize, seed } = this.settings
    return { number, direction: directions[0]!, directions, trials, batchSize, seed }
  }

  #replace(record: RunningTrial): void {
    this.records[record.number] = record
    const { trials, rivals } = this.#viewOf(record)
    trials[record.number] = record
    rivals[record.number] = record
  }

  running(number: number, action: string): RunningTrial {
    const record = this.records[number]
    if (record?.state === 'running') return record
    const found = record === undefined ? `none of ${this.records.length} trials` : record.state
    throw new BarcastError('tuning/not-running', `${action}: trial ${number} must be running, found ${found}`, { value: number })
  }

  suggest(number: number, name: string, given: SearchDimension): ParamValue {
    const dimension = checkDimension(name, given, ACTION)
    const record = this.running(number, ACTION)
    if (Object.hasOwn(record.space, name)) {
      if (!isSameDimension(record.space[name]!, dimension)) refuseChange(name, record.space[name]!, dimension)
      return record.params[name]!
    }
    const before = this.#kinds.get(name)
    if (before !== undefined && !isSameKind(before, dimension)) refuseChange(name, before, dimension)
    const value = this.#choose(record, name, dimension)
    this.storage?.suggest(number, name, value, dimension)
    if (before === undefined) this.#kinds.set(name, dimension)
    this.#replace({ ...record, params: { ...record.params, [name]: value }, space: { ...record.space, [name]: dimension } })
    return value
  }

  #randomOf(purpose: string): Random {
    return createRandom(Number.parseInt(checksum(`${this.settings.seed}/${purpose}`).slice(0, 13), 16))
  }

  #choose(record: RunningTrial, name: string, dimension: SearchDimension): ParamValue {
    const { number, enqueued, proposed } = record
    if (enqueued !== undefined && Object.hasOwn(enqueued, name)) {
      const value = enqueued[name]!
      return contains(dimension, value) ? value : refuseValue(name, dimension, 'the queued value', value)
    }
    if (isSingle(dimension)) return dimension.type === 'choice' ? dimension.choices[0]! : dimension.low
    if (proposed !== undefined && Object.hasOwn(proposed, name) && contains(dimension, proposed[name])) return proposed[name]!
    const { sampler } = this.settings
    const start = this.#start(number, this.#viewOf(record).rivals)
    const value = sampler.suggest({ ...start, name, dimension, random: this.#randomOf(`${number}/${name}`) })
    return contains(dimension, value) ? value : refuseValue(name, dimension, `the value of the ${sampler.name} sampler`, value)
  }

  /** A step that was reported before keeps its value. */
  report(number: number, value: number, step: number): void {
    const action = `Report value of trial ${number}`
    const record = this.running(number, action)
    if (this.settings.directions.length > 1)
      throw new BarcastError(
        'tuning/several-objectives',
        `${action}: the study must have one objective, found ${this.settings.directions.length}`,
      )
    if (typeof value !== 'number')
      throw new BarcastError('tuning/report', `${action}: the value must be a number, found ${String(value)}`, { value })
    if (!(Number.isSafeInteger(step) && step >= 0))
      throw new BarcastError('tuning/report', `${action}: the step must be a whole number from 0, found ${String(step)}`, { value: step })
    const { reports = [] } = record
    if (reports.some((report) => report.step === step)) return
    this.storage?.report(number, step, value)
    this.#replace({ ...record, reports: withReport(reports, { step, value: value + 0 }) })
  }

  shouldPrune(number: number): boolean {
    const trial = this.running(number, 'Ask pruner')
    const last = trial.reports?.at(-1)
    if (last === undefined) return false
    const { name, directions, pruner } = this.settings
    const random = this.#randomOf(`${number}/prune/${last.step}`)
    return pruner.shouldPrune({ trial, direction: directions[0]!, study: name, trials: this.#viewOf(trial).trials, random })
  }

  setConstraints(number: number, constraints: readonly number[]): void {
    const action = `Set constraints of trial ${number}`
    const record = this.running(number, action)
    const wrong = Array.isArray(constraints) ? constraints.find((value) => typeof value !== 'number' || Number.isNaN(value)) : constraints
    if (!Array.isArray(constraints) || constraints.length === 0 || wrong !== undefined)
      throw new BarcastError('tuning/constraints', `${action}: they must be one number or more, found ${String(wrong ?? 'none')}`, {
        value: wrong,
      })
    this.storage?.constrain(number, constraints)
    this.#replace({ ...record, constraints: [...constraints] })
  }

  setAttribute(number: number, name: string, value: Json): void {
    const record = this.running(number, `Set attribute of trial ${number}`)
    checkAttribute(name, value)
    const kept = structuredClone(value)
    this.storage?.note(number, name, kept)
    this.#replace({ ...record, attributes: { ...record.attributes, [name]: kept } })
  }

  /** @throws BarcastError `tuning/unknown-parameter` for a queued value that the trial never asked for: a misspelt name must not pass for a default. */
  checkQueued(number: number): void {
    const { enqueued = {}, params } = this.running(number, 'Tell trial')
    const unasked = Object.keys(enqueued).find((name) => !Object.hasOwn(params, name))
    if (unasked !== undefined)
      throw unknownNameError('tuning/unknown-parameter', `Tell trial ${number}`, 'queued parameter', unasked, Object.keys(params), {
        path: unasked,
      })
  }

  finish(number: number, outcome: Outcome, finishedMs: number): TrialRecord {
    const { state: _, proposed: __, ...rest } = this.running(number, 'Tell trial')
    const record: TrialRecord = { ...rest, ...outcome, finishedMs }
    this.storage?.finish(record)
    this.records[number] = record
    this.#views.delete(number)
    return record
  }

  /** The trial waits to be run again from its beginning, as if it had not been asked for. */
  giveBack(number: number, atMs: number): void {
    const record = this.running(number, 'Give back trial')
    this.storage?.giveBack(number, atMs)
    this.records[number] = blank(record)
    this.#settled = Math.min(this.#settled, number)
    this.#views.delete(number)
  }
}
