import * as z from 'zod'
import { BarcastError, type Json, unknownNameError } from '../core/index.js'
import type { Scaler } from '../features/index.js'
import { type CalibrationMethod, type DecisionRule, learnsInRounds, type ModelSpec } from '../models/index.js'
import type { Clock } from '../ports/index.js'
import { checkSpace, type Pruner, type Sampler } from '../tuning/index.js'
import type { CheckpointPlace } from './checkpoint.js'
import { type ClassWeight, checkClassWeight } from './class-balance.js'
import type { EarlyStopping, Learning } from './fitted-fold.js'
import type { AnySplitter } from './folds.js'
import type { Meter } from './meter.js'
import { SAMPLER_NAMES, type SamplerName } from './samplers.js'
import type { Score } from './score.js'
import type { SearchSpace } from './search-space.js'
import { TRAINING_COSTS, type TrainingCost } from './training-cost.js'

const scoreName = z.enum(['accuracy', 'logLoss', 'rocAuc', 'f1Score'])
const scalerKind = z.enum(['standard', 'robust', 'minMax', 'quantile', 'none'] satisfies (Scaler['kind'] | 'none')[])
const seed = z.int()
/** Frames, labels, functions and what other rooms make are checked where they are used; here only their names are known. */
const given = z.unknown().optional()
const sampler = z.custom<SamplerName | Sampler>(
  (value) => SAMPLER_NAMES.some((name) => name === value) || (typeof value === 'object' && value !== null && 'suggest' in value),
  `must be ${SAMPLER_NAMES.map((name) => `"${name}"`).join(', ')} or a sampler of barcast/tuning`,
)
const pruner = z.custom<Pruner>(
  (value) => typeof value === 'object' && value !== null && 'shouldPrune' in value,
  'must be a pruner of barcast/tuning',
)
const callable = <T>(what: string) => z.custom<T>((value) => typeof value === 'function', `must be ${what}`)
const earlyStopping = z.strictObject({ rounds: z.int().min(1), share: z.number().gt(0).lt(1).default(0.2) })
const calibration = z.enum(['platt', 'isotonic', 'beta', 'temperature', 'none'] satisfies (CalibrationMethod | 'none')[])
const classWeight = z.custom<ClassWeight>(
  (value) => value === 'balanced' || (typeof value === 'object' && value !== null),
  'must be "balanced" or factors by class name',
)

/** Settings that the pipeline and the walk-forward run share. */
const common = {
  score: scoreName.default('accuracy'),
  seed: seed.default(0),
  sampler: sampler.default('tpe'),
  pruner: pruner.optional(),
  pruneBy: z.enum(['fold', 'round']).default('fold'),
  /** Checked by the room that draws from it. */
  space: z.custom<SearchSpace>().optional(),
  earlyStopping: earlyStopping.optional(),
  classWeight: classWeight.optional(),
  calibration: calibration.default('none'),
  timeLimitMs: z.number().positive().optional(),
  memoryLimitBytes: z.number().positive().optional(),
}
const pipelineSchema = z.strictObject({
  ...common,
  cvFolds: z.int().min(2).default(5),
  splitter: callable<AnySplitter>('a splitter of barcast/validation').optional(),
  optimizationTrials: z.int().min(1).default(100),
  permutations: z.int().min(0).default(0),
  alsoMinimize: z
    .array(z.enum(TRAINING_COSTS))
    .refine((costs) => new Set(costs).size === costs.length, 'each cost must be named once')
    .default([]),
  scaler: scalerKind.default('none'),
  rule: given,
})
/** What a run is about, apart from how it is done. */
const task = {
  modelType: given,
  params: given,
  weights: given,
  outcome: given,
  checkpoint: given,
  lineage: given,
  signal: given,
  onProgress: given,
}
const walkForwardSchema = z.strictObject({
  ...task,
  ...common,
  X: given,
  labels: given,
  splitter: given,
  innerSplitter: given,
  rule: given,
  clock: given,
  meter: given,
  trials: z.int().min(0).default(0),
  scaler: scalerKind.default('standard'),
})
const pipelineOptionsSchema = z.strictObject({ ...task, spans: given, classes: given })

/** How features are scaled, by statistics of each training part alone: as `fitScaler` of that kind does, or not at all. */
export type ScalerKind = z.output<typeof scalerKind>

/** How a search goes, and how a model is learned from each training part. */
export interface SearchConfig {
  /** What a search looks for, unweighted. Default accuracy. */
  score?: Score
  /** Seed of the search; a sampler with a seed of its own keeps that. Default 0. */
  seed?: number
  /** Default `tpe`: ten sets at random, then where good ones were, all parameters together. Or a sampler of `barcast/tuning`. */
  sampler?: SamplerName | Sampler
  /** Gives up trials that fall behind, such as `medianPruner()` of `barcast/tuning`. Default: none is given up. */
  pruner?: Pruner
  /**
   * What the pruner is told: `fold`, the mean score so far after each fold but the last (step 0, 1, …); `round`, after each boosting round the log loss of the rows
   * that early stopping watches (its negative where a higher score is better), the rounds of all folds counted on. Default fold.
   */
  pruneBy?: 'fold' | 'round'
  /** Instead of the search space of the model type. */
  space?: SearchSpace
  /**
   * Ends the rounds of a boosted type by the last rows of its own training part, purged against the rest, which then is what it learns from; the test part is never
   * looked at. Default: all rounds, all rows.
   */
  earlyStopping?: EarlyStopping
  /** Weighs the rows of classes in training, by the rows of each training part alone; the score stays unweighted. Shifts probabilities. Default: none. */
  classWeight?: ClassWeight
  /**
   * Fits the model's probabilities to how often classes came true, on the last fifth of each training part, which the model then does not learn from and no early stopping
   * looks at; purged like everything. The trained model of a pipeline leaves the last fifth of all rows to it. Default none.
   */
  calibration?: CalibrationMethod | 'none'
  /** Starts no trial of this call later than so long after the beginning; one trial at least is run. */
  timeLimitMs?: number
  /** Refuses data that training is estimated to need more memory for; see `estimateTrainingBytes`. */
  memoryLimitBytes?: number
}

/** What {@link createTrainingPipeline} takes. */
export interface TrainingPipelineConfig extends SearchConfig {
  /** Folds of cross-validation. Default 5. */
  cvFolds?: number
  /**
   * Instead of `cvFolds`: any splitter of `barcast/validation`, or one's own. Where it trains on rows after its test rows (`purgedKFold`, `combinatorialPurged`), spans
   * are needed.
   */
  splitter?: AnySplitter
  /** Parameter sets that a search tries. Default 100. */
  optimizationTrials?: number
  /** Shuffles of the labels with which the best parameters are cross-validated again, for `evidence.permutation`. Default 0. */
  permutations?: number
  /** A kind other than `none` fits a scaler on each training part; the trained model then expects frames scaled by the result's `scaler`. Default none. */
  scaler?: ScalerKind
  /** How probabilities become the signals that earn `outcome`. Default: the most probable class, whatever its probability. */
  rule?: DecisionRule
  /**
   * Costs that the search makes small beside the `score`, such as `['modelBytes']`; the result's `front` then holds the trials that no other one betters in everything, and
   * the best one is that of the best score. Samplers `tpe`, `nsga2`, `gaussianProcess`, `quasiRandom` and `random`, without a pruner. Default: the score alone.
   */
  alsoMinimize?: readonly TrainingCost[]
  /** Source of `trainingDate`, of durations and of `timeLimitMs`. Default: the time of day. */
  clock?: Clock
  /** Tells what the process uses; each trial then says what its folds took. Default: none, and only times are told. */
  meter?: Meter
}

/** Rows and keeping of one call. */
export interface RunOptions {
  /** Weight of each row in training, such as the uniqueness of its label; NaN where there is no label. Scores stay unweighted. */
  weights?: Float64Array
  /**
   * Return that a position of 1 earns over the span of each row's label, after costs; NaN where there is no label. With it the search says what Sharpe ratio its signals
   * earned, and what of it the search explains (`evidence.sharpe`). Needs spans.
   */
  outcome?: Float64Array
  /** Where to keep what is done, so that the same call goes on after a crash. */
  checkpoint?: CheckpointPlace
  /** Noted in the run's record: for example the hash of the feature definitions, and the run that this one follows. */
  lineage?: Readonly<Record<string, Json>>
}

type Parsed = z.output<typeof pipelineSchema>
/** Parsed settings that decide how a search goes. */
export type SearchSettings = Pick<
  Parsed,
  'score' | 'seed' | 'sampler' | 'pruner' | 'pruneBy' | 'space' | 'timeLimitMs' | 'memoryLimitBytes' | 'alsoMinimize'
> & {
  learning: Learning
}
export type PipelineSettings = SearchSettings &
  Pick<Parsed, 'cvFolds' | 'splitter' | 'optimizationTrials' | 'permutations'> & { rule: DecisionRule | undefined }
export type WalkForwardSettings = SearchSettings & { trials: number }

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

function refuse(action: string, message: string, value: unknown, path: string): never {
  throw new BarcastError('training/config', `${action}: ${message}, found ${String(value)}`, { value, where: { path } })
}

/** @throws BarcastError `training/config`, `tuning/search-space`, `tuning/unknown-option`. */
function searchSettings(
  parsed: Omit<Parsed, 'cvFolds' | 'splitter' | 'optimizationTrials' | 'permutations' | 'rule'>,
  action: string,
): SearchSettings {
  const { scaler, classWeight, earlyStopping, calibration, ...rest } = parsed
  if (rest.space !== undefined) checkSpace(rest.space, action)
  if (rest.pruneBy === 'round' && earlyStopping === undefined)
    refuse(action, 'pruneBy: "round" needs earlyStopping, whose rows tell the log loss', 'none', 'pruneBy')
  if (rest.alsoMinimize.length > 0 && rest.pruner !== undefined)
    refuse(action, 'pruner: with alsoMinimize there must be none, as no trial is behind in everything', rest.pruner.name, 'pruner')
  return { ...rest, learning: { scaler, classWeight, earlyStopping, calibration } }
}

/** @throws BarcastError `training/config`, `training/unknown-option`, `tuning/search-space`, `tuning/unknown-option`. */
export function parsePipelineConfig(config: Omit<TrainingPipelineConfig, 'clock' | 'meter'>): PipelineSettings {
  const { cvFolds, splitter, optimizationTrials, permutations, rule, ...search } = parse(pipelineSchema, config, 'Create training pipeline')
  const settings = searchSettings(search, 'Create training pipeline')
  return { ...settings, cvFolds, splitter, optimizationTrials, permutations, rule: rule as DecisionRule | undefined }
}

/** @throws BarcastError `training/config`, `training/unknown-option`, `tuning/search-space`, `tuning/unknown-option`. */
export function parseWalkForwardRun(run: object): WalkForwardSettings {
  const parsed = parse(walkForwardSchema, run, 'Run walk-forward')
  const names = Object.keys(common) as (keyof typeof common)[]
  const search = Object.fromEntries([...names, 'scaler' as const].map((name) => [name, parsed[name]])) as Omit<Parsed, 'alsoMinimize'>
  return { ...searchSettings({ ...search, alsoMinimize: [] }, 'Run walk-forward'), trials: parsed.trials }
}

/** A misspelt `spans` must not pass for rows without spans. @throws BarcastError `training/unknown-option`. */
export function checkPipelineOptions(options: object, action: string): void {
  parse(pipelineOptionsSchema, options, action)
}

/**
 * Settings that contradict the model type or its parameters.
 *
 * @throws BarcastError `training/config`, `training/class-weight`, `training/unknown-class`.
 */
export function checkLearning(
  { learning, space }: SearchSettings,
  { modelType, params = {} }: ModelSpec,
  classNames: readonly string[],
  action: string,
): void {
  const { earlyStopping, classWeight } = learning
  if (earlyStopping !== undefined && !learnsInRounds(modelType))
    refuse(action, 'earlyStopping is for types that learn in rounds (lightgbm, xgboost)', modelType, 'earlyStopping')
  checkClassWeight(classWeight, classNames, action)
  const doubled = [...Object.keys(params), ...Object.keys(space ?? {})].find((name) => name === 'class_weight' || name === 'classWeight')
  if (classWeight !== undefined && doubled !== undefined)
    refuse(action, "classes must be weighed once: classWeight, or the model's own parameter", `both it and ${doubled}`, 'classWeight')
}
