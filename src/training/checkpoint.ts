import { BarcastError, canonicalJson, type Json } from '../core/index.js'
import type { ObjectStore } from '../ports/index.js'
import { readDocument, writeDocument } from './format.js'
import { PACKAGE_VERSION } from './package-version.js'

/**
 * Where a long run keeps what it has done. After every fold of every trial one small object is written, so that the same call with the same data and settings, after a
 * crash at whatever moment, trains only what is missing and ends with the same result but for times of day and durations. Several runs may share a store under different keys.
 *
 * @example
 * import { createFileStore } from 'barcast/adapters/object-store/files'
 *
 * const checkpoint = { objects: createFileStore('runs'), key: 'btc-1h/2024-06-01' }
 * await pipeline.runTrainingPipeline(X, y, { modelType: 'lightgbm', spans, checkpoint })
 */
export interface CheckpointPlace {
  objects: ObjectStore
  /** What the objects' keys begin with. */
  key: string
}

/** What a run is: only one with the same of everything may go on with a checkpoint. */
export interface RunIdentity {
  /** Hash of the data. */
  data: string
  /** Hash of everything that decides the result apart from the data and the number of trials. */
  config: string
}

/** What was done in one trial: a fold that ended, or the one that was pruned. */
export type StoredFold = ReturnType<typeof readDocument<'barcast-training-trial'>>['folds'][number]
/** A model that was fitted in an outer fold. */
export type StoredFit = ReturnType<typeof readDocument<'barcast-training-fold'>>

/** The documents of one run. */
export interface Checkpoint {
  /** Folds of a trial that were done with these very parameters. @throws BarcastError `training/checkpoint-params` when the trial had others. */
  readTrial(trial: number, params: Json): Promise<readonly StoredFold[]>
  writeTrial(trial: number, params: Json, folds: readonly StoredFold[]): Promise<void>
  /** The fit with these parameters; undefined when there is none, also when the parameters were others. */
  readFit(params: Json): Promise<StoredFit | undefined>
  writeFit(fit: StoredFit): Promise<void>
}

const RUN = 'barcast-training-run'
const TRIAL = 'barcast-training-trial'
const FIT = 'barcast-training-fold'

async function checkIdentity({ objects }: CheckpointPlace, key: string, given: RunIdentity, action: string): Promise<void> {
  const bytes = await objects.get(key)
  const run = { version: PACKAGE_VERSION, ...given }
  if (bytes === undefined) return objects.put(key, writeDocument(RUN, run))
  const stored = readDocument(RUN, bytes, key)
  const nouns = { version: 'version of the package', data: 'data (its SHA-256)', config: 'settings (their SHA-256)' }
  for (const part of ['version', 'data', 'config'] as const) {
    if (stored[part] === run[part]) continue
    throw new BarcastError(
      `training/checkpoint-${part === 'version' ? 'code' : part}`,
      `${action}: the checkpoint "${key}" must have the same ${nouns[part]}, ${run[part]}, found ${stored[part]}; take another key, or delete it to begin anew`,
      { value: stored[part], where: { path: 'checkpoint.key' } },
    )
  }
}

/**
 * Opens the checkpoint of a run, or begins one.
 *
 * @throws BarcastError `training/checkpoint-data`, `training/checkpoint-config`, `training/checkpoint-code` for one of another run; `training/checkpoint-format`,
 * `training/checkpoint-version`, `training/checkpoint-altered`; and those of the store.
 */
export async function openCheckpoint(place: CheckpointPlace, identity: RunIdentity, action: string): Promise<Checkpoint> {
  const { objects, key } = place
  await checkIdentity(place, `${key}/run`, identity, action)
  const trialKey = (trial: number): string => `${key}/trial-${String(trial).padStart(6, '0')}`
  const fitKey = `${key}/fit`
  return {
    async readTrial(trial, params) {
      const bytes = await objects.get(trialKey(trial))
      if (bytes === undefined) return []
      const stored = readDocument(TRIAL, bytes, trialKey(trial))
      const [found, given] = [canonicalJson(stored.params as Json), canonicalJson(params)]
      if (found === given) return stored.folds
      throw new BarcastError(
        'training/checkpoint-params',
        `${action}: trial ${trial} must have the parameters of the checkpoint (${found}), found ${given}; the sampler gives others for the same seed and results`,
        { value: given, where: { path: trialKey(trial) } },
      )
    },
    writeTrial: (trial, params, folds) =>
      objects.put(trialKey(trial), writeDocument(TRIAL, { params: params as never, folds: [...folds] })),
    async readFit(params) {
      const bytes = await objects.get(fitKey)
      if (bytes === undefined) return undefined
      const stored = readDocument(FIT, bytes, fitKey)
      return canonicalJson(stored.params as Json) === canonicalJson(params) ? stored : undefined
    },
    writeFit: (fit) => objects.put(fitKey, writeDocument(FIT, fit)),
  }
}
