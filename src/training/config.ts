import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import type { Scaler } from '../features/index.js'
import type { Clock } from '../ports/index.js'
import { checkSpace } from '../tuning/index.js'
import type { Score } from './score.js'
import type { SearchSpace } from './search-space.js'

const scoreName = z.enum(['accuracy', 'logLoss', 'rocAuc', 'f1Score'])
const scalerKind = z.enum(['standard', 'robust', 'minMax', 'quantile', 'none'] satisfies (Scaler['kind'] | 'none')[])
const samplerName = z.enum(['tpe', 'random'])
const seed = z.int()
/** Checked by the room that draws from it. */
const space = z.custom<SearchSpace>().optional()

const pipelineSchema = z.strictObject({
  cvFolds: z.int().min(2).default(5),
  optimizationTrials: z.int().min(1).default(100),
  score: scoreName.default('accuracy'),
  seed: seed.default(0),
  scaler: scalerKind.default('none'),
  sampler: samplerName.default('tpe'),
  space,
})
/** Frames, labels and functions are checked where they are used; here only their names are known. */
const given = z.unknown().optional()
const task = { modelType: given, params: given, signal: given, onProgress: given }
const walkForwardSchema = z.strictObject({
  ...task,
  X: given,
  labels: given,
  splitter: given,
  innerSplitter: given,
  rule: given,
  clock: given,
  trials: z.int().min(0).default(0),
  score: scoreName.default('accuracy'),
  seed: seed.default(0),
  scaler: scalerKind.default('standard'),
  sampler: samplerName.default('tpe'),
  space,
})
const pipelineOptionsSchema = z.strictObject({ ...task, spans: given, classes: given })

/** How features are scaled, by statistics of each training part alone: as `fitScaler` of that kind does, or not at all. */
export type ScalerKind = z.output<typeof scalerKind>

/** How parameter sets are drawn: `tpe` goes where good ones were, `random` does not learn. */
export type SamplerName = z.output<typeof samplerName>

/** What {@link createTrainingPipeline} takes. */
export interface TrainingPipelineConfig {
  /** Folds of cross-validation. Default 5. */
  cvFolds?: number
  /** Parameter sets that a search tries. Default 100. */
  optimizationTrials?: number
  /** What a search looks for. Default accuracy. */
  score?: Score
  /** Seed of the search. Default 0. */
  seed?: number
  /** Default `tpe`: ten sets at random, then where good ones were, all parameters together. */
  sampler?: SamplerName
  /** A kind other than `none` fits a scaler on each training part; the trained model then expects frames scaled by the result's `scaler`. Default none. */
  scaler?: ScalerKind
  /** Instead of the search space of the model type. */
  space?: SearchSpace
  /** Source of `trainingDate` and of durations. Default: the time of day. */
  clock?: Clock
}

export type PipelineSettings = z.output<typeof pipelineSchema>
export type WalkForwardSettings = Pick<z.output<typeof walkForwardSchema>, 'trials' | 'score' | 'seed' | 'scaler' | 'sampler' | 'space'>

/** The clock on the wall. */
export const wallClock: Clock = { nowMs: () => Date.now() }

function parse<S extends z.ZodObject>(schema: S, config: unknown, action: string): z.output<S> {
  const parsed = schema.safeParse(config)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!
  if (issue.code === 'unrecognized_keys') {
    const path = [...issue.path, issue.keys[0]!].map(String).join('.')
    throw unknownNameError('training/unknown-option', action, 'option', issue.keys[0]!, Object.keys(schema.shape), { path })
  }
  const path = issue.path.map(String).join('.')
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], config)
  throw new BarcastError('training/config', `${action}: ${path === '' ? 'config' : path}: ${issue.message}, found ${String(value)}`, {
    value,
    where: { path },
  })
}

/** @throws BarcastError `training/config`, `training/unknown-option`, `tuning/search-space`, `tuning/unknown-option`. */
export function parsePipelineConfig(config: Omit<TrainingPipelineConfig, 'clock'>): PipelineSettings {
  const settings = parse(pipelineSchema, config, 'Create training pipeline')
  if (settings.space !== undefined) checkSpace(settings.space, 'Create training pipeline')
  return settings
}

/** @throws BarcastError `training/config`, `training/unknown-option`, `tuning/search-space`, `tuning/unknown-option`. */
export function parseWalkForwardRun(run: object): WalkForwardSettings {
  const { trials, score, seed, scaler, sampler, space } = parse(walkForwardSchema, run, 'Run walk-forward')
  if (space !== undefined) checkSpace(space, 'Run walk-forward')
  return { trials, score, seed, scaler, sampler, space }
}

/** A misspelt `spans` must not pass for rows without spans. @throws BarcastError `training/unknown-option`. */
export function checkPipelineOptions(options: object, action: string): void {
  parse(pipelineOptionsSchema, options, action)
}
