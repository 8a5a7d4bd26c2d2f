import type { VersionMetadata } from '../../registry/index.js'
import type { TriggerType } from './config.js'
import type { ScoredRows } from './scored-rows.js'

/** What a training is for. */
export interface TrainingJob {
  /** Number of the attempt; as a seed it makes every training another one, and the same one again after a restart. */
  readonly attempt: number
  readonly triggers: readonly TriggerType[]
  readonly reasons: readonly string[]
  readonly nowMs: number
  /** Version that is champion; undefined for the first training. */
  readonly champion: number | undefined
  readonly signal: AbortSignal | undefined
}

/** What a training made. */
export interface TrainedVersion {
  /** The model or bundle, as it goes into the registry. */
  readonly bytes: Uint8Array
  /** End of what it was trained on, the spans of its labels included; epoch ms. Bars after it are out of sample. */
  readonly trainedToMs: number
  readonly featureNames: readonly string[]
  /** Hash of the feature definitions, as an engineer's `definitionsHash`. */
  readonly featuresHash: string
  /** Notes for the registry, JSON values: `dataHash`, parameters. */
  readonly metadata?: VersionMetadata
}

/** A version and its bytes, as the registry has them. */
export interface LoadedVersion {
  readonly version: number
  readonly sha256: string
  readonly bytes: Uint8Array
  readonly metadata: VersionMetadata
}

/** Rows that are asked for. */
export interface ScoreRequest {
  readonly purpose: 'challenge' | 'check' | 'rollout' | 'rollback'
  /** Rows after this time. */
  readonly afterMs: number
  readonly nowMs: number
  /** When given, the last so many rows will do. */
  readonly lastRows?: number
}

/** What the host app does for a retraining system: it has the bars and the models. */
export interface RetrainingHost {
  /** Trains a new version. What it throws ends the attempt and is kept in the audit trail. */
  train(job: TrainingJob): Promise<TrainedVersion>
  /**
   * What the version predicts on all bars after `afterMs` whose outcome is known now, live or replayed. Two versions that are asked for the same rows must give the same
   * times and symbols.
   */
  score(version: LoadedVersion, request: ScoreRequest): Promise<ScoredRows>
  /** Milliseconds of one row, for the check of latency; see `measureLatencyMs`. */
  latencyMs?(version: LoadedVersion): Promise<number>
}
