import { canonicalJson, type Json, sha256 } from '../core/index.js'
import type { ModelSpec } from '../models/index.js'
import type { Clock } from '../ports/index.js'
import type { SearchSettings } from './config.js'
import { hashSplits } from './data-hash.js'
import type { Fold } from './folds.js'
import { PACKAGE_VERSION } from './package-version.js'
import { samplerOf } from './samplers.js'
import type { DroppedRows, Samples } from './samples.js'
import { DEFAULT_SPACES } from './search-space.js'

/** Rows and times of one fold. Times are epoch milliseconds. */
export interface SplitRecord {
  trainRows: number
  testRows: number
  /** Labelled rows between the first and the last of the fold's rows that it neither trains on nor tests: their labels overlap the test part's, or an embargo or gap leaves them out. */
  purgedRows: number
  trainFromMs: number
  trainToMs: number
  testFromMs: number
  /** Time of the last test row. */
  testToMs: number
  trainsOnFuture: boolean
}

/**
 * What a run did, as plain JSON: enough to tell whether another run was the same, and to repeat it with the same data. Numbers that are not finite are null. `id` is the
 * SHA-256 of everything but times of day, durations and what training used (`usage`), so that equal runs have equal ones.
 */
export interface RunRecord {
  readonly formatVersion: 1
  readonly kind: 'barcast-training-record'
  readonly id: string
  readonly task: string
  /** Version of the package that ran. */
  readonly codeVersion: string
  readonly startedMs: number
  readonly durationMs: number
  readonly data: {
    /** Over features, times, labels, spans, weights and outcomes of all rows given. */
    readonly sha256: string
    readonly rows: number
    readonly features: readonly string[]
    readonly classNames: readonly string[]
    /** Complete rows of each class. */
    readonly classRows: readonly number[]
    readonly droppedRows: DroppedRows
    readonly fromMs: number
    readonly toMs: number
  }
  /** Everything that was asked for: model, parameters, search, seed. */
  readonly config: Json
  readonly splits: readonly SplitRecord[]
  /** Trials with every fold score, evidence, chosen parameters and scores, by the task. */
  readonly result: Json
  readonly warnings: readonly string[]
  readonly lineage: Readonly<Record<string, Json>>
}

/** A copy as JSON: typed arrays become lists, numbers that are not finite null; functions and what is undefined are left out. */
export function toJson(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(value, (_key, item: unknown) => {
      if (item instanceof Float64Array || item instanceof Int32Array) return [...item]
      return item
    }) ?? 'null',
  ) as Json
}

const WALL_CLOCK = ['startedMs', 'durationMs', 'usage']

function withoutWallClock(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutWallClock)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !WALL_CLOCK.includes(key))
      .map(([key, item]) => [key, withoutWallClock(item as Json)]),
  )
}

/** Everything that decides what a search finds, but the data and the number of trials. */
export function describeSearch({ modelType, params = {} }: ModelSpec, settings: SearchSettings): Json {
  const { score, seed, pruner, pruneBy, learning, alsoMinimize, space = DEFAULT_SPACES[modelType] } = settings
  const sampler = samplerOf(settings.sampler)
  return toJson({
    modelType,
    params,
    space,
    score,
    ...(alsoMinimize.length === 0 ? {} : { alsoMinimize }),
    seed: sampler.seed ?? seed,
    sampler: { name: sampler.name, settings: sampler.settings },
    pruner: pruner === undefined ? null : { name: pruner.name, settings: pruner.settings, by: pruneBy },
    ...learning,
  })
}

/** Hash of settings and folds, which a checkpoint must have in common with the run. */
export function hashConfig(config: Json, folds: readonly Fold[]): string {
  return sha256(canonicalJson({ config, folds: hashSplits(folds) }))
}

export function splitRecord({ train, test, trainsOnFuture }: Fold, { spans }: Samples): SplitRecord {
  const from = Math.min(train[0]!, test[0]!)
  const to = Math.max(train.at(-1)!, test.at(-1)!)
  return {
    trainRows: train.length,
    testRows: test.length,
    purgedRows: to - from + 1 - train.length - test.length,
    trainFromMs: spans.t0[train[0]!]!,
    trainToMs: spans.t0[train.at(-1)!]!,
    testFromMs: spans.t0[test[0]!]!,
    testToMs: spans.t0[test.at(-1)!]!,
    trainsOnFuture,
  }
}

/** What a record is made from. */
export interface RecordedRun {
  task: string
  clock: Clock
  startedMs: number
  /** Of all rows given. */
  dataHash: string
  rows: number
  samples: Samples
  dropped: DroppedRows
  config: Json
  folds: readonly Fold[]
  result: unknown
  warnings: readonly string[]
  lineage: Readonly<Record<string, Json>> | undefined
}

export function recordRun(run: RecordedRun): RunRecord {
  const { samples, clock, startedMs } = run
  const { X, value, classNames, spans } = samples
  const classRows = classNames.map((_, k) => value.reduce((count, label) => count + (label === k ? 1 : 0), 0))
  const content = {
    formatVersion: 1,
    kind: 'barcast-training-record',
    task: run.task,
    codeVersion: PACKAGE_VERSION,
    data: {
      sha256: run.dataHash,
      rows: run.rows,
      features: [...X.names],
      classNames: [...classNames],
      classRows,
      droppedRows: { ...run.dropped },
      fromMs: spans.t0[0]!,
      toMs: spans.t0.at(-1)!,
    },
    config: run.config,
    splits: run.folds.map((fold) => splitRecord(fold, samples)),
    result: toJson(run.result),
    warnings: [...run.warnings],
    lineage: run.lineage ?? {},
  } as const
  const id = sha256(canonicalJson(withoutWallClock(content as unknown as Json)))
  return { ...content, id, startedMs, durationMs: clock.nowMs() - startedMs }
}
