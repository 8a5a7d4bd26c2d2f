import { BarcastError, checksum, createRandom, type Random, unknownNameError } from '../core/index.js'
import type { Direction, Sampler } from './sampler.js'
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
import type { RunningTrial, TrialRecord } from './trial-record.js'

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

/** The trials of one study and what may become of each: records are replaced, never changed. */
export class TrialBook {
  readonly records: TrialRecord[]
  readonly #kinds = new Map<string, SearchDimension>()

  constructor(
    readonly direction: Direction,
    readonly seed: number,
    readonly sampler: Sampler,
    records: readonly TrialRecord[],
  ) {
    this.records = [...records]
    for (const { space } of records) for (const [name, dimension] of Object.entries(space)) this.#learnKind(name, dimension)
  }

  #learnKind(name: string, dimension: SearchDimension): void {
    if (!this.#kinds.has(name)) this.#kinds.set(name, dimension)
  }

  enqueue(params: ParamValues): void {
    const entries = typeof params === 'object' && params !== null ? Object.entries(params) : []
    const wrong = entries.find(([, value]) => !isParamValue(value))
    if (entries.length === 0 || wrong !== undefined) {
      const found = wrong === undefined ? 'none' : `${wrong[0]} = ${String(wrong[1])}`
      throw new BarcastError(
        'tuning/enqueue',
        `Enqueue trial: parameters must be finite numbers, texts, truth values or null by name, found ${found}`,
        {
          value: params,
        },
      )
    }
    this.records.push({ number: this.records.length, state: 'waiting', params: {}, space: {}, enqueued: { ...params } })
  }

  /** True when the sampler has a point left, or a trial waits. */
  get hasMore(): boolean {
    const { limit = Infinity } = this.sampler
    const drawn = this.records.reduce((count, { enqueued }) => count + (enqueued === undefined ? 1 : 0), 0)
    return drawn < limit || this.records.some(({ state }) => state === 'waiting')
  }

  /** Number of a trial that now runs: the first that waits, else a new one. */
  start(startedMs: number): number {
    const waiting = this.records.findIndex(({ state }) => state === 'waiting')
    if (waiting < 0 && !this.hasMore)
      throw new BarcastError(
        'tuning/exhausted',
        `Ask for a trial: the ${this.sampler.name} must have a point left, found all ${this.sampler.limit} taken`,
        {
          value: this.sampler.limit,
        },
      )
    const number = waiting < 0 ? this.records.length : waiting
    const enqueued = this.records[number]?.enqueued
    const record: RunningTrial = {
      number,
      state: 'running',
      params: {},
      space: {},
      startedMs,
      ...(enqueued === undefined ? {} : { enqueued }),
    }
    this.records[number] = record
    const proposed =
      this.sampler.propose?.({
        number,
        direction: this.direction,
        directions: [this.direction],
        trials: this.records,
        random: this.#randomOf(`${number}`),
      }) ?? {}
    if (Object.keys(proposed).length > 0) this.records[number] = { ...record, proposed }
    return number
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
    this.#learnKind(name, dimension)
    this.records[number] = { ...record, params: { ...record.params, [name]: value }, space: { ...record.space, [name]: dimension } }
    return value
  }

  #randomOf(purpose: string): Random {
    return createRandom(Number.parseInt(checksum(`${this.seed}/${purpose}`).slice(0, 13), 16))
  }

  #choose({ number, enqueued, proposed }: RunningTrial, name: string, dimension: SearchDimension): ParamValue {
    if (enqueued !== undefined && Object.hasOwn(enqueued, name)) {
      const value = enqueued[name]!
      return contains(dimension, value) ? value : refuseValue(name, dimension, 'the queued value', value)
    }
    if (isSingle(dimension)) return dimension.type === 'choice' ? dimension.choices[0]! : dimension.low
    if (proposed !== undefined && Object.hasOwn(proposed, name) && contains(dimension, proposed[name])) return proposed[name]!
    const { direction, records: trials, sampler } = this
    const value = sampler.suggest({
      name,
      dimension,
      number,
      direction,
      directions: [direction],
      trials,
      random: this.#randomOf(`${number}/${name}`),
    })
    return contains(dimension, value) ? value : refuseValue(name, dimension, `the value of the ${sampler.name} sampler`, value)
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

  finish(number: number, outcome: Outcome, finishedMs: number): void {
    const { state: _, proposed: __, ...record } = this.running(number, 'Tell trial')
    this.records[number] = { ...record, ...outcome, finishedMs }
  }

  /** The trial waits to be run again from its beginning, as if it had not been asked for. */
  giveBack(number: number): void {
    const { enqueued } = this.running(number, 'Give back trial')
    this.records[number] = { number, state: 'waiting', params: {}, space: {}, ...(enqueued === undefined ? {} : { enqueued }) }
  }
}
