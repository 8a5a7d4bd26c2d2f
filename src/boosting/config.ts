import * as z from 'zod'
import { BarcastError, unknownNameError } from '../core/index.js'
import { drawSeeds } from './lightgbm-random.js'
import { type GivenParam, gatherParams, snakeCase, spellingsOf } from './param-names.js'

const ACTION = 'Train booster'

/** Names that LightGBM gives its objectives, and ours for the same. */
const objectiveNames = new Map<string, 'binary' | 'multiclass' | 'regression'>([
  ['binary', 'binary'],
  ['multiclass', 'multiclass'],
  ['softmax', 'multiclass'],
  ['regression', 'regression'],
  ['regression_l2', 'regression'],
  ['l2', 'regression'],
  ['mean_squared_error', 'regression'],
  ['mse', 'regression'],
])

const metricNames = new Map<string, 'binary_logloss' | 'multi_logloss' | 'l2' | 'auc'>([
  ['binary_logloss', 'binary_logloss'],
  ['binary', 'binary_logloss'],
  ['multi_logloss', 'multi_logloss'],
  ['multiclass', 'multi_logloss'],
  ['softmax', 'multi_logloss'],
  ['l2', 'l2'],
  ['mean_squared_error', 'l2'],
  ['mse', 'l2'],
  ['regression', 'l2'],
  ['regression_l2', 'l2'],
  ['auc', 'auc'],
])

const integer = z.int()
const fraction = z.number().gt(0).max(1)
const seed = integer.min(-2147483648).max(2147483647)

/** One entry per parameter, with LightGBM's default and range; built on first use so that inference need not load it. */
function buildSchema() {
  return z.strictObject({
    /** `binary` (labels 0 and 1), `multiclass` (softmax, labels 0 … numClass − 1) or `regression` (squared error). */
    objective: z.enum(['binary', 'multiclass', 'regression']).default('regression'),
    /** What early stopping watches on the validation rows; by default the objective's own loss. */
    metric: z.enum(['binary_logloss', 'multi_logloss', 'l2', 'auc']).optional(),
    /** Classes of `multiclass`. */
    numClass: integer.min(1).max(10_000).default(1),
    /** Boosting rounds; each grows one tree per class. */
    numIterations: integer.min(1).max(1_000_000).default(100),
    /** Factor on every leaf value. */
    learningRate: z.number().gt(0).default(0.1),
    /** Leaves of a tree at most. */
    numLeaves: integer.min(2).max(131_072).default(31),
    /** Greatest depth of a leaf; ≤ 0 for no limit. Without `numLeaves`, leaves are limited to 2 ** maxDepth too. */
    maxDepth: integer.default(-1),
    /** Rows in a leaf, as estimated from the share of the hessian (LightGBM does the same). */
    minDataInLeaf: integer.min(0).default(20),
    /** Least sum of hessians in a leaf. */
    minSumHessianInLeaf: z.number().min(0).default(1e-3),
    /** Share of rows drawn without replacement; works only with `baggingFreq` > 0. */
    baggingFraction: fraction.default(1),
    /** A new draw of rows every so many rounds; 0 for none. */
    baggingFreq: integer.min(0).default(0),
    /** Seed of the draws of rows. */
    baggingSeed: seed.default(3),
    /** Share of columns drawn for each tree. */
    featureFraction: fraction.default(1),
    /** Share of columns drawn for each node. */
    featureFractionBynode: fraction.default(1),
    /** Seed of the draws of columns. */
    featureFractionSeed: seed.default(2),
    /** Stop after so many rounds without a better validation metric, and keep the best round; ≤ 0 for never. Needs `valid`. */
    earlyStoppingRound: integer.default(0),
    /** What counts as better: an improvement of more than this. */
    earlyStoppingMinDelta: z.number().min(0).default(0),
    /** L1 penalty on leaf values. */
    lambdaL1: z.number().min(0).default(0),
    /** L2 penalty on leaf values. */
    lambdaL2: z.number().min(0).default(0),
    /** Least gain of a split. */
    minGainToSplit: z.number().min(0).default(0),
    /** Bins per column at most; one of them holds missing values where there are any. */
    maxBin: integer.min(2).max(65_535).default(255),
    /** Rows in a bin at least. */
    minDataInBin: integer.min(1).default(3),
    /** Rows sampled to find the bins. */
    binConstructSampleCnt: integer.min(1).default(200_000),
    /** Seed of the sample of rows that the bins are found on. */
    dataRandomSeed: seed.default(1),
    /** Drop columns that no split could use under `minDataInLeaf`. */
    featurePreFilter: z.boolean().default(true),
    /** Start from the mean label (or its log-odds) instead of 0. */
    boostFromAverage: z.boolean().default(true),
    /** Factor on positive rows of `binary`. */
    scalePosWeight: z.number().gt(0).default(1),
    /** Weigh the rarer class of `binary` up to the other. */
    isUnbalance: z.boolean().default(false),
    /** Slope of the logistic function of `binary`. */
    sigmoid: z.number().gt(0).default(1),
    /** Sets `dataRandomSeed`, `baggingSeed` and `featureFractionSeed` as LightGBM derives them, where they are not given. */
    seed: seed.optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    numThreads: integer.optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    verbosity: integer.optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    deterministic: z.boolean().optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    forceColWise: z.boolean().optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    forceRowWise: z.boolean().optional(),
  })
}

let schema: ReturnType<typeof buildSchema> | undefined

/** Checked parameters with every default filled in. */
export type BoosterSettings = z.output<ReturnType<typeof buildSchema>>

/** LightGBM's further names of its parameters (besides snake_case of ours). */
const ALIASES = {
  application: 'objective',
  app: 'objective',
  loss: 'objective',
  objective_type: 'objective',
  metrics: 'metric',
  metric_types: 'metric',
  num_classes: 'numClass',
  n_estimators: 'numIterations',
  num_iteration: 'numIterations',
  n_iter: 'numIterations',
  num_tree: 'numIterations',
  num_trees: 'numIterations',
  num_round: 'numIterations',
  num_rounds: 'numIterations',
  nrounds: 'numIterations',
  num_boost_round: 'numIterations',
  max_iter: 'numIterations',
  shrinkage_rate: 'learningRate',
  eta: 'learningRate',
  num_leaf: 'numLeaves',
  max_leaves: 'numLeaves',
  max_leaf: 'numLeaves',
  max_leaf_nodes: 'numLeaves',
  min_data_per_leaf: 'minDataInLeaf',
  min_data: 'minDataInLeaf',
  min_child_samples: 'minDataInLeaf',
  min_samples_leaf: 'minDataInLeaf',
  min_sum_hessian_per_leaf: 'minSumHessianInLeaf',
  min_sum_hessian: 'minSumHessianInLeaf',
  min_hessian: 'minSumHessianInLeaf',
  min_child_weight: 'minSumHessianInLeaf',
  sub_row: 'baggingFraction',
  subsample: 'baggingFraction',
  bagging: 'baggingFraction',
  subsample_freq: 'baggingFreq',
  bagging_fraction_seed: 'baggingSeed',
  sub_feature: 'featureFraction',
  colsample_bytree: 'featureFraction',
  sub_feature_bynode: 'featureFractionBynode',
  colsample_bynode: 'featureFractionBynode',
  early_stopping_rounds: 'earlyStoppingRound',
  early_stopping: 'earlyStoppingRound',
  n_iter_no_change: 'earlyStoppingRound',
  reg_alpha: 'lambdaL1',
  l1_regularization: 'lambdaL1',
  reg_lambda: 'lambdaL2',
  lambda: 'lambdaL2',
  l2_regularization: 'lambdaL2',
  min_split_gain: 'minGainToSplit',
  max_bins: 'maxBin',
  subsample_for_bin: 'binConstructSampleCnt',
  data_seed: 'dataRandomSeed',
  unbalance: 'isUnbalance',
  unbalanced_sets: 'isUnbalance',
  random_seed: 'seed',
  random_state: 'seed',
  num_thread: 'numThreads',
  nthread: 'numThreads',
  nthreads: 'numThreads',
  n_jobs: 'numThreads',
  verbose: 'verbosity',
} as const

export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S

type CamelParams = z.input<ReturnType<typeof buildSchema>>
type NamedParams = Omit<CamelParams, 'objective' | 'metric'>

/**
 * LightGBM's parameters by our camelCase names (`numLeaves`), its snake_case names (`num_leaves`) or its common aliases
 * (`n_estimators`, `subsample`, `reg_lambda` …), with LightGBM's defaults and meanings.
 */
export type BoosterParams = NamedParams & {
  objective?: 'binary' | 'multiclass' | 'softmax' | 'regression' | 'regression_l2' | 'l2' | 'mean_squared_error' | 'mse'
  metric?: 'binary_logloss' | 'multi_logloss' | 'l2' | 'mean_squared_error' | 'mse' | 'auc'
} & { [K in keyof NamedParams as SnakeCase<K>]?: NamedParams[K] } & {
  [A in keyof typeof ALIASES]?: CamelParams[(typeof ALIASES)[A]] | undefined
}

let names: ReadonlyMap<string, string> | undefined

/** Every accepted spelling and the camelCase name it stands for. */
function nameTable(): ReadonlyMap<string, string> {
  schema ??= buildSchema()
  names ??= spellingsOf(Object.keys(schema.shape), ALIASES)
  return names
}

/** The camelCase name of the parameter that `spelling` stands for, if it stands for one. */
export function boosterParamName(spelling: string): string | undefined {
  return nameTable().get(spelling)
}

/** `objective` and `metric` under LightGBM's several names. */
function resolveName(given: Map<string, GivenParam>, name: 'objective' | 'metric', known: ReadonlyMap<string, string>): void {
  const entry = given.get(name)
  if (entry === undefined) return
  const resolved = typeof entry.value === 'string' ? known.get(entry.value) : undefined
  if (resolved === undefined) {
    throw unknownNameError(`boosting/unknown-${name}`, ACTION, name, String(entry.value), known.keys(), {
      path: `params.${entry.spelling}`,
    })
  }
  given.set(name, { spelling: entry.spelling, value: resolved })
}

function refuse(rule: string, message: string, value: unknown, name: string): never {
  throw new BarcastError(`boosting/${rule}`, `${ACTION}: ${message}`, { value, where: { path: `params.${name}` } })
}

function checkTogether(settings: BoosterSettings): void {
  const { objective, metric, numClass, isUnbalance, scalePosWeight } = settings
  if (objective === 'multiclass' && numClass < 2)
    refuse('parameter-range', `numClass must be at least 2 for multiclass, found ${numClass}`, numClass, 'numClass')
  if (objective !== 'multiclass' && numClass !== 1)
    refuse('parameter-conflict', `numClass is for multiclass only, found ${numClass} with ${objective}`, numClass, 'numClass')
  if (isUnbalance && scalePosWeight !== 1)
    refuse('parameter-conflict', 'isUnbalance and scalePosWeight exclude each other, found both', scalePosWeight, 'scalePosWeight')
  if (objective !== 'binary' && (isUnbalance || scalePosWeight !== 1))
    refuse('parameter-conflict', `isUnbalance and scalePosWeight are for binary only, found ${objective}`, objective, 'objective')
  const fitting = { binary: ['binary_logloss', 'auc', 'l2'], multiclass: ['multi_logloss'], regression: ['l2'] }[objective]
  if (metric !== undefined && !fitting.includes(metric))
    refuse('parameter-conflict', `metric for ${objective} must be one of ${fitting.join(', ')}, found ${metric}`, metric, 'metric')
}

/**
 * Reads LightGBM parameters under any of their names, checks ranges and fills in LightGBM's defaults.
 *
 * @param rounds the same as `numIterations`, given apart
 * @throws BarcastError `boosting/unknown-parameter` (with the nearest name), `boosting/unknown-objective`, `boosting/unknown-metric`,
 * `boosting/parameter-range`, `boosting/parameter-conflict`.
 */
export function parseBoosterParams(params: BoosterParams, rounds?: number): BoosterSettings {
  const apart = new Map<string, GivenParam>()
  if (rounds !== undefined) apart.set('numIterations', { spelling: 'rounds', value: rounds })
  const given = gatherParams(params, nameTable(), apart)
  resolveName(given, 'objective', objectiveNames)
  resolveName(given, 'metric', metricNames)
  schema ??= buildSchema()
  const parsed = schema.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const entry = given.get(String(issue.path[0]))
    const spelling = entry?.spelling ?? String(issue.path[0])
    refuse('parameter-range', `${spelling}: ${issue.message}, found ${String(entry?.value)}`, entry?.value, spelling)
  }
  const settings = parsed.data
  if (settings.seed !== undefined) {
    const drawn = drawSeeds(settings.seed)
    if (!given.has('dataRandomSeed')) settings.dataRandomSeed = drawn.dataRandomSeed
    if (!given.has('baggingSeed')) settings.baggingSeed = drawn.baggingSeed
    if (!given.has('featureFractionSeed')) settings.featureFractionSeed = drawn.featureFractionSeed
  }
  if (settings.maxDepth > 0 && settings.maxDepth < 31 && !given.has('numLeaves')) {
    settings.numLeaves = Math.min(settings.numLeaves, 2 ** settings.maxDepth)
  }
  if (settings.minDataInLeaf === 0 && settings.minSumHessianInLeaf <= 1e-15) settings.minDataInLeaf = 1
  checkTogether(settings)
  return settings
}

const WITHOUT_EFFECT = new Set(['seed', 'numThreads', 'verbosity', 'deterministic', 'forceColWise', 'forceRowWise'])

/** The settings as lines of the model text's `parameters` section. */
export function describeSettings(settings: BoosterSettings): string[] {
  const lines = ['[boosting: gbdt]']
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || WITHOUT_EFFECT.has(name)) continue
    lines.push(`[${snakeCase(name)}: ${typeof value === 'boolean' ? Number(value) : value}]`)
  }
  return lines
}
