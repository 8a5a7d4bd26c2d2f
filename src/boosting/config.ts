import * as z from 'zod'
import { unknownNameError } from '../core/index.js'
import { readLikeLightgbm } from './lightgbm-number.js'
import { drawSeeds } from './lightgbm-random.js'
import { METRIC_ALIASES, METRICS, type MetricName, OBJECTIVE_ALIASES, OBJECTIVES, type ObjectiveName } from './objective-names.js'
import { LIGHTGBM_ALIASES } from './param-aliases.js'
import { type GivenParam, gatherParams, snakeCase, spellingsOf } from './param-names.js'
import { checkSettings, refuse } from './settings-rules.js'

const ACTION = 'Train booster'

const integer = z.int()
const fraction = z.number().gt(0).max(1)
const seed = integer.min(-2147483648).max(2147483647)

/** One entry per parameter, with LightGBM's default and range; built on first use so that inference need not load it. */
function buildSchema() {
  return z.strictObject({
    /**
     * What is learned: `binary` (labels 0 and 1), `multiclass` (labels 0 … numClass − 1), `regression` (squared error) and LightGBM's others;
     * `none` for a custom loss.
     */
    objective: z.enum(OBJECTIVES).default('regression'),
    /** What is told of validation rows after each round, one or several; early stopping watches them. By default the objective's own loss. */
    metric: z.array(z.enum(METRICS)).optional(),
    /** `gbdt`: gradient boosting; `dart`: rounds drop earlier trees; `rf`: a random forest, averaged. */
    boosting: z.enum(['gbdt', 'dart', 'rf']).default('gbdt'),
    /** `goss` keeps the rows of large gradients and draws among the others. */
    dataSampleStrategy: z.enum(['bagging', 'goss']).default('bagging'),
    /**
     * `packed`: gradients rounded to integers, which makes training several times faster and its sums independent of their order; losses
     * are as good. `exact`: LightGBM's own order of float64 operations, so that equal data, parameters and seeds give its trees.
     */
    mode: z.enum(['packed', 'exact']).default('packed'),
    /** Classes of `multiclass` and `multiclassova`. */
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
    /** Share of positive rows of `binary` that is drawn. */
    posBaggingFraction: fraction.default(1),
    /** Share of negative rows of `binary` that is drawn. */
    negBaggingFraction: fraction.default(1),
    /** Draw whole queries of a ranking instead of rows. */
    baggingByQuery: z.boolean().default(false),
    /** Seed of the draws of rows. */
    baggingSeed: seed.default(3),
    /** Share of columns drawn for each tree. */
    featureFraction: fraction.default(1),
    /** Share of columns drawn for each node. */
    featureFractionBynode: fraction.default(1),
    /** Seed of the draws of columns. */
    featureFractionSeed: seed.default(2),
    /** Look at one random threshold per feature and leaf only. */
    extraTrees: z.boolean().default(false),
    /** Seed of those thresholds. */
    extraSeed: seed.default(6),
    /** Stop after so many rounds without a better validation metric, and keep the best round; ≤ 0 for never. Needs `valid`. */
    earlyStoppingRound: integer.default(0),
    /** What counts as better: an improvement of more than this; one number, or one for each metric. */
    earlyStoppingMinDelta: z.union([z.number().min(0), z.array(z.number().min(0)).min(1)]).default(0),
    /** Early stopping watches the first metric only. */
    firstMetricOnly: z.boolean().default(false),
    /** Largest size of a leaf value before shrinkage; ≤ 0 for no limit. */
    maxDeltaStep: z.number().default(0),
    /** L1 penalty on leaf values. */
    lambdaL1: z.number().min(0).default(0),
    /** L2 penalty on leaf values. */
    lambdaL2: z.number().min(0).default(0),
    /** L2 penalty on the coefficients of linear leaves. */
    linearLambda: z.number().min(0).default(0),
    /** Least gain of a split. */
    minGainToSplit: z.number().min(0).default(0),
    /** `dart`: share of earlier rounds whose trees a round drops. */
    dropRate: z.number().min(0).max(1).default(0.1),
    /** `dart`: rounds whose trees are dropped in one round at most; negative for no limit, 0 drops one at most, as in LightGBM. */
    maxDrop: integer.default(50),
    /** `dart`: chance that a round drops none. */
    skipDrop: z.number().min(0).max(1).default(0.5),
    /** `dart`: weigh dropped trees as XGBoost does. */
    xgboostDartMode: z.boolean().default(false),
    /** `dart`: drop every tree with the same chance. */
    uniformDrop: z.boolean().default(false),
    /** `dart`: seed of the draws of trees. */
    dropSeed: seed.default(4),
    /** `goss`: share of rows with the largest gradients, which are kept. */
    topRate: z.number().min(0).max(1).default(0.2),
    /** `goss`: share of all rows drawn from the others. */
    otherRate: z.number().min(0).max(1).default(0.1),
    /** Rows in a category group at least. */
    minDataPerGroup: integer.min(1).default(100),
    /** Categories on one side of a split at most. */
    maxCatThreshold: integer.min(1).default(32),
    /** L2 penalty on leaf values in categorical splits. */
    catL2: z.number().min(0).default(10),
    /** Pulls rare categories towards the mean. */
    catSmooth: z.number().min(0).default(10),
    /** Up to so many categories, splits take one against the rest. */
    maxCatToOnehot: integer.min(1).default(4),
    /** Per column: 1 for outputs that may only rise with it, −1 for falling, 0 for either. */
    monotoneConstraints: z.array(z.union([z.literal(-1), z.literal(0), z.literal(1)])).optional(),
    /** How monotone constraints are kept: the later, the less they cost in accuracy. */
    monotoneConstraintsMethod: z.enum(['basic', 'intermediate', 'advanced']).default('basic'),
    /** Forbids monotone splits on the first levels of a tree, and weakens them further down. */
    monotonePenalty: z.number().min(0).default(0),
    /** Per column: factor on its gains. */
    featureContri: z.array(z.number().min(0)).optional(),
    /** Groups of columns (numbers) that may meet in one branch; columns in no group are not used. */
    interactionConstraints: z.array(z.array(integer.min(0))).optional(),
    /** Pulls leaf values towards those of their parents. */
    pathSmooth: z.number().min(0).default(0),
    /** Leaves hold linear models of the features on their path. */
    linearTree: z.boolean().default(false),
    /** Bins per column at most; one of them holds missing values where there are any. */
    maxBin: integer.min(2).max(65_535).default(255),
    /** Bins of each column at most, instead of `maxBin`. */
    maxBinByFeature: z.array(integer.min(2).max(65_535)).optional(),
    /** Rows in a bin at least. */
    minDataInBin: integer.min(1).default(3),
    /** Rows sampled to find the bins. */
    binConstructSampleCnt: integer.min(1).default(200_000),
    /** Seed of the sample of rows that the bins are found on. */
    dataRandomSeed: seed.default(1),
    /** Treat NaN as missing; otherwise it is read as 0. */
    useMissing: z.boolean().default(true),
    /** Treat 0 and NaN alike as missing. */
    zeroAsMissing: z.boolean().default(false),
    /** Drop columns that no split could use under `minDataInLeaf`. */
    featurePreFilter: z.boolean().default(true),
    /** Start from the mean label (or its log-odds) instead of 0. */
    boostFromAverage: z.boolean().default(true),
    /** Learn the labels' signed square roots (`regression`, `regression_l1`, `fair`, `quantile`, `mape`). */
    regSqrt: z.boolean().default(false),
    /** The quantile of `quantile`; where `huber` turns linear. */
    alpha: z.number().gt(0).default(0.9),
    /** Scale of `fair`. */
    fairC: z.number().gt(0).default(1),
    /** Safeguard of `poisson`. */
    poissonMaxDeltaStep: z.number().gt(0).default(0.7),
    /** Between 1 (Poisson) and 2 (gamma): the variance of `tweedie`. */
    tweedieVariancePower: z.number().min(1).lt(2).default(1.5),
    /** `lambdarank`: pairs count down to this rank. */
    lambdarankTruncationLevel: integer.min(1).default(30),
    /** `lambdarank`: normalise the gradients of each query. */
    lambdarankNorm: z.boolean().default(true),
    /** Gain of each label in a ranking; by default 2 ** label − 1. */
    labelGain: z.array(z.number()).optional(),
    /** Positions that `ndcg` and `map` look at. */
    evalAt: z.array(integer.min(1)).default([1, 2, 3, 4, 5]),
    /** `multi_error`: a row is right if its class is among so many. */
    multiErrorTopK: integer.min(1).default(1),
    /** `auc_mu`: weights of the classes against each other, row after row. */
    aucMuWeights: z.array(z.number()).optional(),
    /** Seed of objectives that draw (`rank_xendcg`). */
    objectiveSeed: seed.default(5),
    /** Factor on positive rows of `binary`. */
    scalePosWeight: z.number().gt(0).default(1),
    /** Weigh the rarer class of `binary` up to the other. */
    isUnbalance: z.boolean().default(false),
    /** Slope of the logistic function of `binary`. */
    sigmoid: z.number().gt(0).default(1),
    /** Sets the other seeds as LightGBM derives them, where they are not given. */
    seed: seed.optional(),
    /** Threads to train with; results never depend on it. 1 by default; ≤ 0 for all processors. */
    numThreads: integer.optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    verbosity: integer.optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    deterministic: z.boolean().optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    forceColWise: z.boolean().optional(),
    /** Accepted for LightGBM's sake; results never depend on it. */
    forceRowWise: z.boolean().optional(),
    /** Columns are never bundled; but LightGBM numbers them differently where it tries, and `extraTrees` draws by these numbers. */
    enableBundle: z.boolean().optional(),
  })
}

let schema: ReturnType<typeof buildSchema> | undefined

/** Checked parameters with every default filled in. */
export type BoosterSettings = z.output<ReturnType<typeof buildSchema>>

export type SnakeCase<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeCase<Tail>}`
    : `_${Lowercase<Head>}${SnakeCase<Tail>}`
  : S

type CamelParams = z.input<ReturnType<typeof buildSchema>>
type NamedParams = Omit<CamelParams, 'objective' | 'metric' | 'boosting'> & {
  boosting?: NonNullable<CamelParams['boosting']> | 'gbrt' | 'random_forest' | 'goss'
}
type ObjectiveSpelling = ObjectiveName | keyof typeof OBJECTIVE_ALIASES
type MetricSpelling = MetricName | keyof typeof METRIC_ALIASES | 'none'
type AliasValue<Name> = Name extends 'objective'
  ? ObjectiveSpelling
  : Name extends 'metric'
    ? MetricSpelling | readonly MetricSpelling[]
    : Name extends keyof NamedParams
      ? NamedParams[Name]
      : never

/**
 * LightGBM's parameters by our camelCase names (`numLeaves`), its snake_case names (`num_leaves`) or its common aliases
 * (`n_estimators`, `subsample`, `reg_lambda` …), with LightGBM's defaults and meanings.
 */
export type BoosterParams = NamedParams & {
  objective?: ObjectiveSpelling
  metric?: MetricSpelling | readonly MetricSpelling[]
} & { [K in keyof NamedParams as SnakeCase<K>]?: NamedParams[K] } & {
  [A in keyof typeof LIGHTGBM_ALIASES]?: AliasValue<(typeof LIGHTGBM_ALIASES)[A]> | undefined
}

let names: ReadonlyMap<string, string> | undefined

/** Every accepted spelling and the camelCase name it stands for. */
function nameTable(): ReadonlyMap<string, string> {
  schema ??= buildSchema()
  names ??= spellingsOf(Object.keys(schema.shape), LIGHTGBM_ALIASES)
  return names
}

/** The camelCase name of the parameter that `spelling` stands for, if it stands for one. */
export function boosterParamName(spelling: string): string | undefined {
  return nameTable().get(spelling)
}

function resolve<T extends string>(
  what: 'objective' | 'metric',
  { spelling, value }: GivenParam,
  names: readonly T[],
  aliases: Record<string, T>,
): T {
  const found = names.find((name) => name === value) ?? (Object.hasOwn(aliases, String(value)) ? aliases[String(value)] : undefined)
  if (found !== undefined) return found
  throw unknownNameError(`boosting/unknown-${what}`, ACTION, what, String(value), [...names, ...Object.keys(aliases)], {
    path: `params.${spelling}`,
  })
}

const BOOSTING_ALIASES: ReadonlyMap<unknown, string> = new Map([
  ['gbrt', 'gbdt'],
  ['random_forest', 'rf'],
])

/** `objective`, `metric` and `boosting` under LightGBM's several names. */
function resolveNames(given: Map<string, GivenParam>): void {
  const objective = given.get('objective')
  if (objective !== undefined) {
    given.set('objective', { spelling: objective.spelling, value: resolve('objective', objective, OBJECTIVES, OBJECTIVE_ALIASES) })
    if (['rmse', 'root_mean_squared_error', 'l2_root'].includes(String(objective.value)) && !given.has('metric'))
      given.set('metric', { spelling: objective.spelling, value: 'rmse' })
  }
  const boosting = given.get('boosting')
  if (boosting?.value === 'goss') {
    given.delete('boosting')
    given.set('dataSampleStrategy', boosting)
  } else if (boosting !== undefined) {
    const value = BOOSTING_ALIASES.get(boosting.value) ?? boosting.value
    given.set('boosting', { ...boosting, value })
  }
  const metric = given.get('metric')
  if (metric === undefined) return
  const several = (Array.isArray(metric.value) ? metric.value : [metric.value]).filter((value) => !NO_METRIC.has(value))
  const resolved = several.map((value) => resolve('metric', { spelling: metric.spelling, value }, METRICS, METRIC_ALIASES))
  given.set('metric', { spelling: metric.spelling, value: [...new Set(resolved)] })
}

/** Names under which LightGBM takes no metric at all. */
const NO_METRIC: ReadonlySet<unknown> = new Set(['none', 'null', 'na', 'custom'])

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
  resolveNames(given)
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
    if (!given.has('dropSeed')) settings.dropSeed = drawn.dropSeed
    if (!given.has('objectiveSeed')) settings.objectiveSeed = drawn.objectiveSeed
    if (!given.has('extraSeed')) settings.extraSeed = drawn.extraSeed
  }
  if (settings.maxDepth > 0 && settings.maxDepth < 31 && !given.has('numLeaves')) {
    settings.numLeaves = Math.min(settings.numLeaves, 2 ** settings.maxDepth)
  }
  if (settings.minDataInLeaf === 0 && settings.minSumHessianInLeaf <= 1e-15) settings.minDataInLeaf = 1
  // A leaf whose estimated single row does not exist could gain by being pulled towards its parent.
  if (settings.pathSmooth > 1e-15) settings.minDataInLeaf = Math.max(2, settings.minDataInLeaf)
  checkSettings(settings)
  return settings.mode === 'exact' ? withLightgbmNumbers(settings) : settings
}

/** The same trees need the same numbers, to the last bit. */
function withLightgbmNumbers(settings: BoosterSettings): BoosterSettings {
  const entries = Object.entries(settings).map(([name, value]) => [name, typeof value === 'number' ? readLikeLightgbm(value) : value])
  return Object.fromEntries(entries) as BoosterSettings
}

function describeValue(value: string | number | boolean | readonly unknown[]): string {
  if (Array.isArray(value)) return value.map((entry) => (Array.isArray(entry) ? `[${entry.join(',')}]` : String(entry))).join(',')
  return String(typeof value === 'boolean' ? Number(value) : value)
}

const WITHOUT_EFFECT = new Set([
  'seed',
  'numThreads',
  'verbosity',
  'deterministic',
  'forceColWise',
  'forceRowWise',
  'enableBundle',
  'boosting',
])

/** The settings as lines of the model text's `parameters` section. */
export function describeSettings(settings: BoosterSettings): string[] {
  const lines = [`[boosting: ${settings.boosting}]`]
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || WITHOUT_EFFECT.has(name)) continue
    lines.push(`[${snakeCase(name)}: ${describeValue(value)}]`)
  }
  return lines
}
