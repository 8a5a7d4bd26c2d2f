/*
 * Random data and parameters, trained here and by the installed Python lightgbm: the trees must be the same, each side must load
 * the other's model text, and predictions must agree.
 * `BARCAST_PYTHON=… RUNS=200 SEED=7 npx tsx tests/interop/lightgbm.interop.ts`; exits with 1 on any difference.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Booster, type BoosterParams, parseLightgbm, refitBooster, trainBooster } from 'barcast/boosting'
import { createRandom, type Random } from 'barcast/core'

const runs = Number(process.env.RUNS ?? 60)
const seed = Number(process.env.SEED ?? 1)
const python = process.env.BARCAST_PYTHON ?? 'python3'
const script = fileURLToPath(new URL('lightgbm_peer.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'barcast-lightgbm-'))

interface Job {
  name: string
  columns: Float64Array[]
  y: Float64Array
  weight: Float64Array | undefined
  params: BoosterParams
  rounds: number
  categorical: number[]
  /** Rounds that go on from the first model, on the later rows. */
  moreRounds: number
  /** Share of leaf values that a refit on the later rows keeps; undefined for none. */
  decayRate: number | undefined
}

const columnKinds: ((random: Random, row: number) => number)[] = [
  (random) => random.normal(),
  (random) => (random.uniform() < 0.1 ? NaN : random.normal()),
  (random) => Math.round(random.normal() * 2),
  (random) => (random.uniform() < 0.8 ? 0 : random.normal()),
  (random) => random.uniform() * random.uniform(),
  (random) => (random.uniform() < 0.3 ? 1 : 0),
  (random) => random.normal() * 1e25,
  (random) => -random.uniform(),
  (random) => (random.uniform() < 0.6 ? NaN : Math.floor(random.uniform() * 4)),
  (_, row) => Math.floor(row / 21),
  () => 2.5,
  (random) => (random.uniform() < 0.02 ? Infinity : random.normal()),
]

/** Numbers of categories: few, many, rare ones, missing and negative ones. */
const categoryKinds: ((random: Random, row: number) => number)[] = [
  (random) => random.integer(0, 3),
  (random) => Math.floor(random.uniform() ** 3 * 40),
  (random) => (random.uniform() < 0.1 ? NaN : random.integer(0, 12)),
  (random) => (random.uniform() < 0.05 ? -random.integer(1, 4) : Math.floor(random.uniform() ** 2 * 300)),
  (random) => 1000 * random.integer(0, 9) + 7,
]

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(0, values.length)]!
}

/** Options that hold something for each column; categories have no direction. */
function addConstraints(random: Random, params: Record<string, unknown>, categorical: readonly number[], count: number): void {
  const each = <T>(value: (column: number) => T): T[] => Array.from({ length: count }, (_, column) => value(column))
  if (random.uniform() < 0.2) {
    params.monotone_constraints = each((column) => (categorical.includes(column) ? 0 : random.integer(-1, 2)))
    params.monotone_constraints_method = pick(random, ['basic', 'intermediate', 'advanced'])
    if (random.uniform() < 0.4) params.monotone_penalty = pick(random, [0.5, 1.5, 2])
  }
  if (random.uniform() < 0.1) params.feature_contri = each(() => pick(random, [1, 0.5, 0]))
  if (random.uniform() < 0.15 && count > 2) {
    const group = (): number[] => each((column) => column).filter(() => random.uniform() < 0.5)
    params.interaction_constraints = [group(), group(), group()].filter((columnsOfGroup) => columnsOfGroup.length > 0)
    if ((params.interaction_constraints as unknown[]).length === 0) delete params.interaction_constraints
  }
}

/** How rounds go on, and who takes part in them. */
function addRounds(random: Random, params: Record<string, unknown>, objective: string): void {
  if (random.uniform() < 0.2) params.learning_rate = 0.02 + random.uniform() * 0.3
  if (random.uniform() < 0.5)
    Object.assign(params, { bagging_fraction: pick(random, [0.3, 0.6, 0.95]), bagging_freq: pick(random, [1, 3]) })
  const sampling = random.uniform()
  if (sampling < 0.2 && objective === 'binary')
    Object.assign(params, { pos_bagging_fraction: 0.5, neg_bagging_fraction: 0.8, bagging_freq: 2 })
  if (sampling > 0.8) {
    delete params.bagging_fraction
    const top = 0.05 + 0.5 * random.uniform()
    Object.assign(params, { data_sample_strategy: 'goss', top_rate: top, other_rate: top / 2 })
  }
  const isDrawn = params.bagging_fraction !== undefined || params.feature_fraction !== undefined
  if (isDrawn && params.data_sample_strategy === undefined && random.uniform() < 0.15) params.boosting = 'rf'
  else if (random.uniform() < 0.2) {
    const more = [{}, { uniform_drop: true }, { xgboost_dart_mode: true }, { max_drop: 2 }, { max_drop: -1, drop_rate: 0.5 }]
    Object.assign(params, { boosting: 'dart', skip_drop: pick(random, [0, 0.5]), ...pick(random, more) })
  }
}

function makeParams(
  random: Random,
  objective: 'binary' | 'multiclass' | 'regression',
  classes: number,
  categorical: readonly number[],
  columns: number,
): BoosterParams {
  const params: Record<string, unknown> = {
    objective,
    mode: 'exact',
    enable_bundle: false,
    ...(objective === 'multiclass' ? { num_class: classes } : {}),
  }
  const sometimes = (name: string, share: number, values: readonly (number | boolean)[]): void => {
    if (random.uniform() < share) params[name] = pick(random, values)
  }
  sometimes('num_leaves', 0.5, [2, 5, 15, 63, 200])
  sometimes('learning_rate', 0.4, [0.01, 0.3, 1])
  sometimes('max_depth', 0.3, [1, 3, 6])
  sometimes('min_data_in_leaf', 0.5, [1, 2, 5, 60])
  sometimes('min_sum_hessian_in_leaf', 0.2, [0.1, 5])
  sometimes('lambda_l1', 0.3, [0.1, 2])
  sometimes('lambda_l2', 0.3, [0.1, 10])
  sometimes('min_gain_to_split', 0.2, [0.01, 1])
  sometimes('max_bin', 0.4, [3, 15, 63, 400])
  sometimes('min_data_in_bin', 0.3, [1, 10])
  sometimes('feature_fraction', 0.4, [0.2, 0.5, 0.9])
  sometimes('feature_fraction_bynode', 0.3, [0.3, 0.8])
  sometimes('bin_construct_sample_cnt', 0.2, [150, 1000])
  sometimes('boost_from_average', 0.2, [false])
  sometimes('feature_pre_filter', 0.2, [false])
  sometimes('seed', 0.6, [0, 1, 12345, 2147483647])
  sometimes('max_cat_to_onehot', 0.2, [1, 20])
  sometimes('max_cat_threshold', 0.2, [2, 8])
  sometimes('cat_smooth', 0.2, [0, 1, 40])
  sometimes('cat_l2', 0.2, [0, 1])
  sometimes('min_data_per_group', 0.4, [1, 10, 50])
  sometimes('max_delta_step', 0.15, [0.05, 0.5])
  sometimes('path_smooth', 0.15, [0.5, 20])
  sometimes('extra_trees', 0.15, [true])
  sometimes('zero_as_missing', 0.1, [true])
  sometimes('use_missing', 0.1, [false])
  addConstraints(random, params, categorical, columns)
  addRounds(random, params, objective)
  if (objective === 'binary' && random.uniform() < 0.5)
    Object.assign(params, pick(random, [{ is_unbalance: true }, { scale_pos_weight: 4 }]))
  return params as BoosterParams
}

/** Other losses of one score, and the labels they are for. */
const LOSSES: readonly [BoosterParams['objective'], BoosterParams, (label: number) => number][] = [
  ['regression_l1', {}, (label) => label],
  ['huber', { alpha: 0.7 }, (label) => label],
  ['fair', { fair_c: 2 }, (label) => label],
  ['quantile', { alpha: 0.2 }, (label) => label],
  ['mape', {}, (label) => label * 5],
  ['poisson', {}, (label) => Math.floor(Math.abs(label))],
  ['gamma', {}, (label) => Math.abs(label) + 0.01],
  ['tweedie', { tweedie_variance_power: 1.7 }, (label) => Math.max(label, 0)],
  ['cross_entropy', {}, (label) => Math.min(Math.abs(label) / 3, 1)],
  ['cross_entropy_lambda', {}, (label) => Math.min(Math.abs(label) / 3, 1)],
]

/** Takes another loss half of the time, where LightGBM does. */
function changeLoss(random: Random, params: BoosterParams, y: Float64Array, isWeighted: boolean): void {
  const [objective, more, labelOf] = pick(random, LOSSES)
  if (random.uniform() < 0.5) return
  const renews = objective === 'regression_l1' || objective === 'quantile' || objective === 'mape'
  if (renews && (params.monotone_constraints !== undefined || params.linear_tree === true)) return
  // LightGBM takes the first row's weight for the hessian of every row.
  if (objective === 'mape' && isWeighted) return
  Object.assign(params, more, { objective })
  y.set(y.map(labelOf))
}

function makeJob(random: Random, number: number): Job {
  const rows = random.integer(25, 2500)
  const hasCategories = random.uniform() < 0.5
  const isCategorical = Array.from({ length: random.integer(1, 15) }, () => hasCategories && random.uniform() < 0.4)
  const kinds = isCategorical.map((categories) => pick(random, categories ? categoryKinds : columnKinds))
  const categorical = isCategorical.flatMap((categories, column) => (categories ? [column] : []))
  const columns = kinds.map((kind) => Float64Array.from({ length: rows }, (_, row) => kind(random, row)))
  const objective = pick(random, ['binary', 'multiclass', 'regression'] as const)
  const classes = random.integer(2, 6)
  const finite = (value: number): number => (Math.abs(value) < 100 ? value : 0)
  const latent = Float64Array.from({ length: rows }, (_, i) => finite(columns[0]![i]!) + finite(columns.at(-1)![i]!) + random.normal())
  const cut = random.normal()
  const y = latent.map((value) =>
    objective === 'regression'
      ? value
      : objective === 'binary'
        ? Number(value > cut)
        : Math.min(classes - 1, Math.max(0, Math.floor(value + 1))),
  )
  // Both halves hold two classes.
  if (objective !== 'regression') for (const from of [0, Math.floor(rows / 2)]) y.set([0, 1], from)
  const weight = random.uniform() < 0.3 ? Float64Array.from({ length: rows }, () => random.uniform() + 0.01) : undefined
  const params = makeParams(random, objective, classes, categorical, kinds.length)
  if (objective === 'regression') changeLoss(random, params, y, weight !== undefined)
  const isPlain = params.objective === objective && params.boosting === undefined && params.linear_tree === undefined && rows > 100
  const moreRounds = isPlain && random.uniform() < 0.2 ? random.integer(1, 10) : 0
  // LightGBM refits with learning rates cut to 6 digits, as its text has them, and smooths towards numbers of nodes.
  const mayRefit = isPlain && params.path_smooth === undefined && String(params.learning_rate ?? 0.1).length < 6
  const decayRate = mayRefit && random.uniform() < 0.2 ? pick(random, [0, 0.5, 0.9]) : undefined
  const name = String(number).padStart(4, '0')
  return { name, columns, y, weight, params, rounds: random.integer(3, 40), categorical, moreRounds, decayRate }
}

const bytes = (values: Float64Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const read = (file: string): Float64Array => {
  const buffer = readFileSync(join(folder, file))
  return new Float64Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length))
}

function writeJob({ name, columns, y, weight, params, rounds, categorical, moreRounds, decayRate }: Job): void {
  const x = new Float64Array(columns.length * y.length)
  columns.forEach((column, j) => {
    x.set(column, j * y.length)
  })
  writeFileSync(join(folder, `${name}.x`), bytes(x))
  writeFileSync(join(folder, `${name}.y`), bytes(y))
  if (weight !== undefined) writeFileSync(join(folder, `${name}.w`), bytes(weight))
  const shape = { rows: y.length, columns: columns.length, weighted: weight !== undefined }
  const job = { ...shape, params, rounds, categorical, moreRounds, decayRate }
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(job))
}

function callPython(step: 'train' | 'load'): void {
  execFileSync(python, [script, step, folder], { stdio: ['ignore', 'ignore', 'inherit'] })
}

const sameBits = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
/** Two units in the last place: exp is within 0.51 units here and in glibc. */
const closeTo = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i] || Math.abs(value - b[i]!) <= 5e-16 * Math.max(value, b[i]!))

/** The trees line by line, without what LightGBM cuts to 6 digits and the constraints it was trained with. */
function treeLines(text: string): string[] {
  return text
    .slice(0, text.indexOf('feature_importances:'))
    .split('\n')
    .filter((line) => !/^(split_gain|internal_value|internal_weight|tree_sizes|monotone_constraints|shrinkage)=/.test(line))
}

/** glibc's log is off by one unit for 3 of 10,000 arguments; with the start score, it moves the first trees' leaves by as much. */
function closeLeaves(ours: string, theirs: string): boolean {
  if (!ours.startsWith('leaf_value=') || !theirs.startsWith('leaf_value=')) return false
  const numbers = (text: string): number[] => text.slice(11).split(' ').map(Number)
  const [a, b] = [numbers(ours), numbers(theirs)]
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= 1e-12 * Math.abs(value))
}

/**
 * Ours must differ where LightGBM leaves dropped trees negated (DART's empty rounds), the start score out of a tree (forests), or what trees
 * of one leaf add out of the scores (refits).
 */
function differsByDesign({ params, rounds, decayRate }: Job, theirs: string): boolean {
  const leaves = [...theirs.matchAll(/^num_leaves=(\d+)$/gm)].map(([, count]) => Number(count))
  if (params.boosting === 'rf' || decayRate !== undefined) return leaves.includes(1)
  return params.boosting === 'dart' && leaves.length < rounds * (params.num_class ?? 1)
}

async function train({ columns, y, weight, params, rounds, categorical, moreRounds, decayRate }: Job): Promise<Booster> {
  const from = (row: number) => ({
    x: columns.map((column) => column.subarray(row)),
    y: y.subarray(row),
    ...(weight === undefined ? {} : { weight: weight.subarray(row) }),
  })
  const later = from(Math.floor(y.length / 2))
  let booster = await trainBooster({ ...from(0), params, rounds, categorical })
  if (moreRounds > 0) booster = await trainBooster({ ...later, params, rounds: moreRounds, categorical, initBooster: booster })
  return decayRate === undefined ? booster : refitBooster(booster, { ...later, decayRate })
}

let trees = 0
let rounded = 0
const problems: string[] = []
const random = createRandom(seed)
const jobs = Array.from({ length: runs }, (_, number) => makeJob(random, number))
try {
  jobs.forEach(writeJob)
  callPython('train')
  for (const job of jobs) {
    const { name, columns, params } = job
    const check = (fits: boolean, message: string): void => {
      if (!fits) problems.push(`run ${name} (${JSON.stringify(params)}): ${message}`)
    }
    const booster = await train(job)
    const ours = booster.toLightgbmText()
    const theirs = readFileSync(join(folder, `${name}.theirs`), 'utf8')
    writeFileSync(join(folder, `${name}.ours`), ours)
    trees += booster.numTrees
    if (theirs.startsWith('failed: ')) {
      // Its estimated row counts can lead LightGBM to a split with an empty side, where it gives up; we look for another split.
      console.log(`run ${name}: LightGBM ${theirs}`)
      check(booster.predict(columns).every(Number.isFinite), 'predictions are not finite')
      continue
    }
    if (differsByDesign(job, theirs)) {
      console.log(`run ${name}: trees that could not be split`)
      check(booster.predict(columns).every(Number.isFinite), 'predictions are not finite')
      continue
    }
    // A refitted model of theirs tells the ranges of the rows it was refitted on.
    const [ourLines, theirLines] = [ours, theirs].map((text) =>
      treeLines(text).filter((line) => job.decayRate === undefined || !line.startsWith('feature_infos=')),
    ) as [string[], string[]]
    check(ourLines.length === theirLines.length, `${ourLines.length} lines of trees, theirs has ${theirLines.length}`)
    const exact = params.objective === 'regression'
    const line = ourLines.findIndex((text, i) => text !== theirLines[i] && (exact || !closeLeaves(text, theirLines[i] ?? '')))
    check(line < 0, `trees differ at ${ourLines[line]?.slice(0, 60)} …`)
    rounded += ourLines.filter((text, i) => text !== theirLines[i]).length
    const loaded = parseLightgbm(theirs)
    check(sameBits(loaded.predictRaw(columns), read(`${name}.train`)), 'raw scores of their model differ here')
    check(closeTo(loaded.predict(columns), read(`${name}.trained`)), 'predictions of their model differ here')
    check(sameBits(loaded.predictLeaf(columns), read(`${name}.train-leaf`)), 'leaves of their model differ here')
  }
  callPython('load')
  for (const { name, columns, params } of jobs) {
    const booster = parseLightgbm(readFileSync(join(folder, `${name}.ours`), 'utf8'))
    if (!sameBits(booster.predictRaw(columns), read(`${name}.load`)))
      problems.push(`run ${name} (${JSON.stringify(params)}): Python reads ours differently`)
  }
} finally {
  rmSync(folder, { recursive: true })
}
for (const problem of problems) console.error(problem)
console.log(
  `lightgbm: seed ${seed}, ${runs} runs, ${trees} trees, ${rounded} with leaves off by a rounding, ${problems.length} differences`,
)
process.exitCode = problems.length > 0 ? 1 : 0
