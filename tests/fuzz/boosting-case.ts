import type { BoosterParams, TrainBoosterOptions, TrainXgboosterOptions, XgboosterParams } from 'barcast/boosting'
import { createRandom, type Random } from 'barcast/core'
import { OBJECTIVES } from '../../src/boosting/objective-names.js'
import { TRAINED_OBJECTIVES } from '../../src/boosting/xgboost/config.js'

/** A training at random; the same number gives the same one. */
export interface FuzzCase {
  kind: 'lightgbm' | 'xgboost'
  columns: Float64Array[]
  y: Float64Array
  weight: Float64Array | undefined
  group: number[] | undefined
  categorical: number[]
  params: Record<string, unknown>
  rounds: number
  /** Rows that training never saw, with values that it never saw. */
  shown: Float64Array[]
  /** The rows watched are those shown. */
  watched: boolean
}

type ColumnKind = (random: Random, row: number) => number

const columnKinds: readonly ColumnKind[] = [
  (random) => random.normal(),
  (random) => random.normal(),
  (random) => (random.uniform() < 0.2 ? NaN : random.normal()),
  (random) => Math.floor(random.normal() * 2),
  (random) => (random.uniform() < 0.8 ? 0 : random.normal()),
  (random) => (random.uniform() < 0.1 ? Infinity : random.uniform() < 0.1 ? -Infinity : random.normal()),
  (random) => random.normal() * 1e300,
  (random) => (random.uniform() < 0.5 ? -Number.MAX_VALUE : Number.MAX_VALUE),
  (random) => random.integer(-5, 6) * 5e-324,
  (random) => random.normal() * 1e-35,
  (random) => 3 + random.integer(0, 6) * 4.440892098500626e-16,
  (_, row) => Math.floor(row / 7),
  () => 2.5,
  () => NaN,
  () => -0,
  () => Infinity,
]

const categoryKinds: readonly ColumnKind[] = [
  (random) => random.integer(0, 3),
  (random) => Math.floor(random.uniform() ** 3 * 200),
  (random) => (random.uniform() < 0.2 ? NaN : random.integer(-2, 12)),
  (random) => (random.uniform() < 0.05 ? pick(random, [100_003, 2147483647]) : random.integer(0, 5)),
]

const strange = [NaN, 0, -0, Infinity, -Infinity, 1e308, -1e308, 5e-324, 1e-36, 3, 1.0000001, 1e10]
const strangeCategories = [NaN, -1, 0.5, 0, 7, 65, 1e6, 2147483647]

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(0, values.length)]!
}

/** The commonest more often. */
const LOSSES = [...OBJECTIVES.filter((name) => name !== 'none'), 'binary', 'regression'] as const

/** Parameters, the share of cases that give them, and what they give. */
const CHOICES: Readonly<Record<string, readonly [number, readonly unknown[]]>> = {
  mode: [0.5, ['exact']],
  num_leaves: [0.5, [2, 3, 15, 200]],
  max_depth: [0.3, [1, 3, 12, -5]],
  learning_rate: [0.4, [1e-3, 0.5, 1, 5]],
  min_data_in_leaf: [0.6, [0, 1, 2, 5, 60]],
  min_sum_hessian_in_leaf: [0.3, [0, 1e-10, 0.1, 5, 1e9]],
  lambda_l1: [0.2, [1e-3, 2, 1e6]],
  lambda_l2: [0.3, [1e-9, 1, 1e6]],
  min_gain_to_split: [0.2, [1e-6, 1]],
  max_bin: [0.4, [2, 3, 16, 256, 257, 1000]],
  min_data_in_bin: [0.4, [1, 30]],
  bin_construct_sample_cnt: [0.15, [1, 2, 50]],
  feature_fraction: [0.3, [1e-3, 0.4, 0.9]],
  feature_fraction_bynode: [0.2, [1e-3, 0.5]],
  bagging_fraction: [0.3, [1e-3, 0.3, 0.8]],
  bagging_freq: [0.3, [1, 3]],
  boost_from_average: [0.2, [false]],
  feature_pre_filter: [0.2, [false]],
  use_missing: [0.15, [false]],
  zero_as_missing: [0.15, [true]],
  extra_trees: [0.15, [true]],
  path_smooth: [0.15, [0.1, 1e3]],
  max_delta_step: [0.15, [1e-3, 0.5]],
  linear_tree: [0.08, [true]],
  linear_lambda: [0.1, [0.1]],
  cat_smooth: [0.2, [0, 1]],
  cat_l2: [0.2, [0, 1]],
  max_cat_to_onehot: [0.2, [1, 50]],
  max_cat_threshold: [0.2, [1, 4]],
  min_data_per_group: [0.5, [1, 5]],
  reg_sqrt: [0.05, [true]],
  is_unbalance: [0.05, [true]],
  sigmoid: [0.1, [1e-3, 30]],
  alpha: [0.1, [0.01, 0.5]],
  seed: [0.5, [0, 1, -7, 2147483647]],
  data_sample_strategy: [0.1, ['goss']],
  boosting: [0.3, ['dart', 'rf', 'gbdt']],
  drop_rate: [0.1, [0, 1]],
  skip_drop: [0.2, [0, 1]],
  max_drop: [0.1, [-1, 0, 1]],
  xgboost_dart_mode: [0.1, [true]],
  uniform_drop: [0.1, [true]],
  early_stopping_round: [0.2, [1, 3]],
}

const XGBOOST_CHOICES: Readonly<Record<string, readonly [number, readonly unknown[]]>> = {
  eta: [0.4, [1e-3, 1, 5]],
  max_depth: [0.4, [0, 1, 3, 12]],
  max_leaves: [0.3, [0, 2, 9]],
  grow_policy: [0.3, ['lossguide', 'depthwise']],
  min_child_weight: [0.4, [0, 1e-9, 5, 1e9]],
  lambda: [0.3, [0, 1e-9, 1e6]],
  alpha: [0.3, [0.1, 1e6]],
  gamma: [0.2, [1e-6, 1]],
  max_bin: [0.4, [2, 3, 64, 1000]],
  max_delta_step: [0.2, [1e-3, 1]],
  subsample: [0.2, [1e-3, 0.5]],
  colsample_bytree: [0.2, [1e-3, 0.5]],
  colsample_bylevel: [0.2, [0.5]],
  colsample_bynode: [0.2, [0.5]],
  num_parallel_tree: [0.15, [2]],
  seed: [0.4, [0, 5, 123456]],
}

function choose(random: Random, params: Record<string, unknown>, choices: typeof CHOICES): void {
  for (const [name, [share, values]] of Object.entries(choices)) if (random.uniform() < share) params[name] = pick(random, values)
}

function addColumnOptions(random: Random, params: Record<string, unknown>, categorical: readonly number[], count: number): void {
  const each = <T>(value: (column: number) => T): T[] => Array.from({ length: count }, (_, column) => value(column))
  if (random.uniform() < 0.15) {
    params.monotone_constraints = each((column) => (categorical.includes(column) ? 0 : random.integer(-1, 2)))
    params.monotone_constraints_method = pick(random, ['basic', 'intermediate', 'advanced'])
    if (random.uniform() < 0.3) params.monotone_penalty = pick(random, [0.5, 2, 100])
  }
  if (random.uniform() < 0.1) params.feature_contri = each(() => pick(random, [1, 0.5, 0]))
  if (random.uniform() < 0.1) params.max_bin_by_feature = each(() => random.integer(2, 300))
  if (random.uniform() < 0.1) params.interaction_constraints = [each((column) => column).filter(() => random.uniform() < 0.6), [0]]
}

/** A label that the objective takes, from any number. */
function labelOf(objective: string, latent: number, classes: number): number {
  if (objective.startsWith('binary')) return Number(latent > 0)
  if (objective.startsWith('multi')) return Math.min(classes - 1, Math.max(0, Math.floor(latent + classes / 2)))
  if (/rank/.test(objective)) return Math.min(4, Math.max(0, Math.floor(latent + 2)))
  if (/^cross|reg:logistic/.test(objective)) return 1 / (1 + latent * latent)
  if (/poisson|tweedie/.test(objective)) return Math.floor(latent * latent)
  return /gamma|squaredlogerror/.test(objective) ? latent * latent + 0.05 : latent
}

/** Sizes of labels of a regression; squares of the largest do not fit float32. */
const SIZES = [1, 1, 1, 1, 1e-30, 1e15, 1e37]

function sizesOf(random: Random): [number, number] {
  const chance = random.uniform()
  if (chance < 0.04) return [random.integer(2500, 3500), random.integer(18, 25)]
  return [chance < 0.15 ? random.integer(1, 8) : random.integer(8, 500), random.integer(1, 12)]
}

function groupOf(random: Random, rows: number): number[] {
  const group: number[] = []
  for (let left = rows; left > 0; left -= group.at(-1)!) group.push(Math.min(left, random.integer(1, 30)))
  return group
}

function columnsOf(random: Random, kinds: readonly ColumnKind[], rows: number): Float64Array[] {
  return kinds.map((kind) => Float64Array.from({ length: rows }, (_, row) => kind(random, row)))
}

/** Now and then something that must be refused. */
function spoil(random: Random, made: FuzzCase): void {
  if (random.uniform() > 0.05) return
  const row = random.integer(0, made.y.length)
  const change = pick<() => unknown>(random, [
    () => made.y.fill(pick(random, [NaN, Infinity, -1, 1.5, 1e39]), row, row + 1),
    () => made.weight?.fill(pick(random, [NaN, -1, Infinity]), row, row + 1),
    () => made.columns.push(new Float64Array(made.y.length + 1)),
    () => Object.assign(made.params, { num_leaves: pick(random, [1, 0, 2.5, NaN, 1e9]) }),
    () => Object.assign(made.params, { learning_rate: pick(random, [0, -1, NaN, Infinity, '0.1']) }),
    () => Object.assign(made.params, { numm_leaves: 3 }),
    () => Object.assign(made, { categorical: [pick(random, [-1, 99, 0.5, NaN])] }),
    () => Object.assign(made, { rounds: pick(random, [0, -1, NaN, 1.5]) }),
  ])
  change()
}

/** The training of this number. */
export function makeCase(seed: number): FuzzCase {
  const random = createRandom(seed)
  const kind = random.uniform() < 0.2 ? 'xgboost' : 'lightgbm'
  const [rows, width] = sizesOf(random)
  const isCategorical = Array.from({ length: width }, () => kind === 'lightgbm' && random.uniform() < 0.15)
  const kinds = isCategorical.map((categories) => pick(random, categories ? categoryKinds : columnKinds))
  const categorical = isCategorical.flatMap((categories, column) => (categories ? [column] : []))
  const columns = columnsOf(random, kinds, rows)
  const shown = columnsOf(random, kinds, 40).map((column, j) =>
    column.map((value) => (random.uniform() < 0.2 ? pick(random, isCategorical[j] ? strangeCategories : strange) : value)),
  )
  const float = (value: number): number => Math.min(3.4e38, Math.max(-3.4e38, value))
  const objective = kind === 'xgboost' ? pick(random, TRAINED_OBJECTIVES) : pick(random, LOSSES)
  const classes = random.integer(2, 6)
  const small = (value: number | undefined): number => (value !== undefined && Math.abs(value) < 100 ? value : 0)
  const size = /^(regression|huber|fair|quantile|mape|reg:squarederror|reg:absoluteerror)/.test(objective) ? pick(random, SIZES) : 1
  const y = Float64Array.from({ length: rows }, (_, i) =>
    labelOf(objective, (small(columns[0]![i]) / 2 + small(columns.at(-1)![i]) / 4 + random.normal()) * size, classes),
  )
  const params: Record<string, unknown> = { objective, ...(objective.startsWith('multi') ? { num_class: classes } : {}) }
  choose(random, params, kind === 'xgboost' ? XGBOOST_CHOICES : CHOICES)
  if (kind === 'lightgbm') addColumnOptions(random, params, categorical, width)
  const made: FuzzCase = {
    kind,
    columns: kind === 'xgboost' ? columns.map((column) => column.map(float)) : columns,
    y,
    weight: random.uniform() < 0.3 ? y.map(() => pick(random, [0.5, 1, 1e-6, 1e6, random.uniform() + 1e-3])) : undefined,
    group: /rank/.test(objective) ? groupOf(random, rows) : undefined,
    categorical,
    params,
    rounds: rows > 1000 ? random.integer(2, 5) : random.integer(1, 25),
    shown: kind === 'xgboost' ? shown.map((column) => column.map(float)) : shown,
    watched: params.early_stopping_round !== undefined,
  }
  spoil(random, made)
  return made
}

export function lightgbmOptions(made: FuzzCase, threads: number): TrainBoosterOptions {
  const { columns, y, weight, group, categorical, rounds, params, watched, shown } = made
  const rows = (x: Float64Array[], count: number) => ({ x, y: y.slice(0, count) })
  const most = Math.min(y.length, 40)
  const valid = rows(
    shown.map((column) => column.slice(0, most)),
    most,
  )
  return {
    ...rows(columns, y.length),
    ...(weight === undefined ? {} : { weight }),
    ...(group === undefined ? {} : { group }),
    ...(watched ? { valid: group === undefined ? valid : { ...valid, group: [most] } } : {}),
    categorical,
    params: { ...params, num_threads: threads } as BoosterParams,
    rounds,
  }
}

export function xgboostOptions({ columns, y, weight, rounds, params }: FuzzCase): TrainXgboosterOptions {
  return {
    x: columns,
    y,
    ...(weight === undefined ? {} : { weight }),
    params: { ...params, num_boost_round: rounds } as XgboosterParams,
  }
}
