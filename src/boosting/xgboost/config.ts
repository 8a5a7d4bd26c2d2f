import * as z from 'zod'
import { BarcastError } from '../../core/index.js'
import type { SnakeCase } from '../config.js'
import { type GivenParam, gatherParams, snakeCase, spellingsOf } from '../param-names.js'
import { isBaseScore, type XgboostObjectiveName } from './link.js'

const ACTION = 'Train booster'

const integer = z.int()
const share = z.number().gt(0).max(1)
const size = z.number().min(0)

/** Objectives that can be trained, under XGBoost's names. */
export const TRAINED_OBJECTIVES = [
  'binary:logistic',
  'binary:logitraw',
  'binary:hinge',
  'multi:softprob',
  'multi:softmax',
  'reg:squarederror',
  'reg:logistic',
  'reg:absoluteerror',
  'reg:pseudohubererror',
  'reg:squaredlogerror',
  'count:poisson',
  'reg:gamma',
  'reg:tweedie',
] as const satisfies readonly XgboostObjectiveName[]

/** Metrics of validation rows, under XGBoost's names. */
export const EVAL_METRICS = [
  'logloss',
  'error',
  'auc',
  'mlogloss',
  'merror',
  'rmse',
  'mae',
  'mape',
  'poisson-nloglik',
  'gamma-nloglik',
  'gamma-deviance',
  'tweedie-nloglik',
] as const

/** One entry per parameter, with XGBoost's default and range; built on first use so that inference need not load it. */
function buildSchema() {
  return z.strictObject({
    /**
     * What is learned. `binary:…`: labels 0 and 1; `multi:…`: labels 0 … numClass − 1; `reg:logistic`: 0 to 1; `count:poisson`,
     * `reg:tweedie`: ≥ 0; `reg:gamma`: > 0; `reg:squaredlogerror`: > −1.
     */
    objective: z.enum(TRAINED_OBJECTIVES),
    /** Classes of `multi:softprob` and `multi:softmax`. */
    numClass: integer.min(0).max(10_000).default(0),
    /** Boosting rounds; each grows one tree per class. */
    numBoostRound: integer.min(1).max(1_000_000).default(100),
    /** Factor on every leaf value. */
    learningRate: z.number().gt(0).default(0.3),
    /** Least gain of a split. */
    gamma: size.default(0),
    /** Greatest depth of a leaf; 0 for no limit. */
    maxDepth: integer.min(0).max(1000).default(6),
    /** Leaves of a tree at most; 0 for no limit. */
    maxLeaves: integer.min(0).max(131_072).default(0),
    /** Under a limit of leaves: level by level, or always the leaf that gains most. Without one both give the same tree. */
    growPolicy: z.enum(['depthwise', 'lossguide']).default('depthwise'),
    /** Least sum of hessians in a leaf. */
    minChildWeight: size.default(1),
    /** L2 penalty on leaf values. */
    regLambda: size.default(1),
    /** L1 penalty on leaf values. */
    regAlpha: size.default(0),
    /** Share of rows drawn for each tree. */
    subsample: share.default(1),
    /** Share of columns drawn for each tree. */
    colsampleBytree: share.default(1),
    /** Share of the tree's columns drawn for each depth. */
    colsampleBylevel: share.default(1),
    /** Share of the depth's columns drawn for each node. */
    colsampleBynode: share.default(1),
    /** Bins per column at most; missing values have one of their own. */
    maxBin: integer.min(2).max(65_000).default(256),
    /** Largest size of a leaf value before the learning rate; 0 for no limit, which is the default but for `count:poisson` (0.7). */
    maxDeltaStep: size.optional(),
    /** Trees of each class in a round, of which each is a part of the step: a random forest with `subsample` and one round. */
    numParallelTree: integer.min(1).max(10_000).default(1),
    /** Per column: 1 for outputs that may only rise with it, −1 for falling, 0 for either. */
    monotoneConstraints: z.array(z.union([z.literal(-1), z.literal(0), z.literal(1)])).optional(),
    /** Groups of columns (numbers) that may meet in one branch; other columns stay by themselves. */
    interactionConstraints: z.array(z.array(integer.min(0))).optional(),
    /** Factor on rows of label 1, of `binary:logistic`, `binary:logitraw` and `reg:logistic`. */
    scalePosWeight: z.number().gt(0).default(1),
    /** Where all rows start, as a prediction (multiclass: as a score). Estimated from the labels if not given. */
    baseScore: z.number().optional(),
    /** Where `reg:pseudohubererror` turns linear. */
    huberSlope: z.number().gt(0).default(1),
    /** Between 1 (Poisson) and 2 (gamma): the variance of `reg:tweedie`. */
    tweedieVariancePower: z.number().min(1).lt(2).default(1.5),
    /** What is told of `valid` after each round, one or several; early stopping watches the last. By default the objective's own. */
    evalMetric: z.array(z.enum(EVAL_METRICS)).min(1).optional(),
    /** Stop after so many rounds without a better validation metric, and keep the best round. Needs `valid`. */
    earlyStoppingRounds: integer.min(1).optional(),
    /** Of the draws of rows and columns, which are this library's own. */
    seed: integer.default(0),
    /** Accepted at the one value that is supported. */
    booster: z.literal('gbtree').default('gbtree'),
    /** Accepted at the values that are supported. */
    treeMethod: z.enum(['hist', 'auto']).default('hist'),
    /** Accepted at the one value that is supported. */
    samplingMethod: z.literal('uniform').default('uniform'),
    /** Accepted for XGBoost's sake; results never depend on it. */
    nthread: integer.optional(),
    /** Accepted for XGBoost's sake; results never depend on it. */
    verbosity: integer.optional(),
    /** Accepted for XGBoost's sake; results never depend on it. */
    device: z.literal('cpu').optional(),
  })
}

let schema: ReturnType<typeof buildSchema> | undefined

/** Checked parameters with every default filled in. */
export type XgboostSettings = z.output<ReturnType<typeof buildSchema>> & { maxDeltaStep: number }

const ALIASES = {
  n_estimators: 'numBoostRound',
  num_round: 'numBoostRound',
  eta: 'learningRate',
  min_split_loss: 'gamma',
  lambda: 'regLambda',
  alpha: 'regAlpha',
  random_state: 'seed',
  n_jobs: 'nthread',
} as const

/** Parameters of XGBoost that have no counterpart here. */
const UNSUPPORTED = [
  'base_margin',
  'callbacks',
  'enable_categorical',
  'feature_selector',
  'feature_types',
  'importance_type',
  'max_cached_hist_node',
  'max_cat_threshold',
  'max_cat_to_onehot',
  'missing',
  'multi_strategy',
  'normalize_type',
  'one_drop',
  'process_type',
  'rate_drop',
  'refresh_leaf',
  'sample_type',
  'skip_drop',
  'top_k',
  'updater',
]

type CamelParams = Omit<z.input<ReturnType<typeof buildSchema>>, 'evalMetric'> & {
  evalMetric?: (typeof EVAL_METRICS)[number] | readonly (typeof EVAL_METRICS)[number][]
}

/** XGBoost's parameters by its own names (`max_depth`), its aliases (`eta`, `reg_lambda` …) or camelCase, with its defaults and meanings. */
export type XgboosterParams = { [K in keyof CamelParams as K | SnakeCase<K>]?: CamelParams[K] } & {
  [A in keyof typeof ALIASES]?: CamelParams[(typeof ALIASES)[A]]
}

let names: ReadonlyMap<string, string> | undefined

function nameTable(): ReadonlyMap<string, string> {
  schema ??= buildSchema()
  names ??= spellingsOf(Object.keys(schema.shape), ALIASES)
  return names
}

/** The camelCase name of the XGBoost parameter that `spelling` stands for, if it stands for one. */
export function xgboosterParamName(spelling: string): string | undefined {
  return nameTable().get(spelling)
}

function refuse(rule: string, message: string, value: unknown, spelling: string): never {
  throw new BarcastError(`boosting/${rule}`, `${ACTION}: ${message}`, { value, where: { path: `params.${spelling}` } })
}

function refuseUnsupported(params: object): void {
  for (const [spelling, value] of Object.entries(params)) {
    if (value !== undefined && UNSUPPORTED.includes(snakeCase(spelling)))
      refuse('unsupported-parameter', `XGBoost's ${spelling} is not supported, found ${String(value)}`, value, spelling)
  }
}

const WEIGHS_POSITIVES: readonly XgboostObjectiveName[] = ['binary:logistic', 'binary:logitraw', 'reg:logistic']

function checkTogether({ objective, numClass, scalePosWeight, baseScore, evalMetric }: z.output<ReturnType<typeof buildSchema>>): void {
  const isMulticlass = objective.startsWith('multi:')
  if (isMulticlass && numClass < 2)
    refuse('parameter-range', `num_class must be at least 2 for ${objective}, found ${numClass}`, numClass, 'num_class')
  if (!isMulticlass && numClass > (objective.startsWith('binary:') ? 2 : 1))
    refuse(
      'parameter-conflict',
      `num_class is for multi:softprob and multi:softmax, found ${numClass} with ${objective}`,
      numClass,
      'num_class',
    )
  if (scalePosWeight !== 1 && !WEIGHS_POSITIVES.includes(objective))
    refuse(
      'parameter-conflict',
      `scale_pos_weight is for ${WEIGHS_POSITIVES.join(', ')}, found ${objective}`,
      scalePosWeight,
      'scale_pos_weight',
    )
  const atEnd = objective === 'binary:logistic' || objective === 'reg:logistic' ? baseScore === 0 || baseScore === 1 : false
  if (baseScore !== undefined && (atEnd || !isBaseScore(objective, baseScore)))
    refuse('parameter-range', `base_score must be possible for ${objective}, found ${baseScore}`, baseScore, 'base_score')
  for (const name of evalMetric ?? [])
    if (['mlogloss', 'merror'].includes(name) !== isMulticlass)
      refuse('parameter-conflict', `eval_metric ${name} does not fit ${objective}`, name, 'eval_metric')
}

/**
 * Reads XGBoost parameters under any of their names, checks ranges and fills in XGBoost's defaults.
 *
 * @throws BarcastError `boosting/unknown-parameter` (with the nearest name), `boosting/unsupported-parameter`, `boosting/parameter-range`,
 * `boosting/parameter-conflict`.
 */
export function parseXgboosterParams(params: XgboosterParams): XgboostSettings {
  if (typeof params === 'object' && params !== null) refuseUnsupported(params)
  const given: Map<string, GivenParam> = gatherParams(params, nameTable())
  const metric = given.get('evalMetric')
  if (metric !== undefined && !Array.isArray(metric.value)) given.set('evalMetric', { ...metric, value: [metric.value] })
  schema ??= buildSchema()
  const parsed = schema.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!
    const entry = given.get(String(issue.path[0]))
    const spelling = entry?.spelling ?? snakeCase(String(issue.path[0]))
    refuse('parameter-range', `${spelling}: ${issue.message}, found ${String(entry?.value)}`, entry?.value, spelling)
  }
  checkTogether(parsed.data)
  const { maxDeltaStep = parsed.data.objective === 'count:poisson' ? 0.7 : 0 } = parsed.data
  return { ...parsed.data, maxDeltaStep }
}

const WITHOUT_EFFECT = new Set(['nthread', 'verbosity', 'device'])

/** The settings as lines of the model text's `parameters` section. */
export function describeXgboostSettings(settings: XgboostSettings): string[] {
  const lines: string[] = []
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined && !WITHOUT_EFFECT.has(name))
      lines.push(`[${snakeCase(name)}: ${Array.isArray(value) ? JSON.stringify(value) : value}]`)
  }
  return lines
}
