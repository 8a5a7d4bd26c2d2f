/*
 * Random data and parameters, trained here and by the installed Python xgboost: the trees must be the same, each side must load the other's
 * JSON and UBJSON, and raw scores must agree as float32 to the bit. LightGBM models written as XGBoost's are loaded there too.
 * `BARCAST_PYTHON=… RUNS=200 SEED=7 npx tsx tests/interop/xgboost.interop.ts`; exits with 1 on any difference.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Booster, parseXgboost, trainBooster, trainXgbooster, type XgboosterParams } from 'barcast/boosting'
import { createRandom, type Random } from 'barcast/core'
import { TRAINED_OBJECTIVES } from '../../src/boosting/xgboost/config.js'

const runs = Number(process.env.RUNS ?? 60)
const seed = Number(process.env.SEED ?? 1)
const python = process.env.BARCAST_PYTHON ?? 'python3'
const script = fileURLToPath(new URL('xgboost_peer.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'barcast-xgboost-'))

interface Job {
  name: string
  columns: Float64Array[]
  y: Float64Array
  weight: Float64Array | undefined
  params: XgboosterParams
  rounds: number
}

const columnKinds: ((random: Random, row: number) => number)[] = [
  (random) => random.normal(),
  (random) => (random.uniform() < 0.1 ? NaN : random.normal()),
  (random) => Math.round(random.normal() * 2),
  (random) => (random.uniform() < 0.8 ? 0 : random.normal()),
  (random) => random.uniform() * random.uniform(),
  (random) => (random.uniform() < 0.3 ? 1 : 0),
  (random) => random.normal() * 1e25,
  (random) => random.normal() * 1e-30,
  (random) => -random.uniform(),
  (random) => (random.uniform() < 0.6 ? NaN : Math.floor(random.uniform() * 4)),
  (_, row) => Math.floor(row / 21),
  () => 2.5,
  () => NaN,
]

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.integer(0, values.length)]!
}

function makeParams(random: Random, objective: (typeof TRAINED_OBJECTIVES)[number], classes: number, columns: number): XgboosterParams {
  const params: Record<string, unknown> = { objective, ...(objective.startsWith('multi:') ? { num_class: classes } : {}) }
  const sometimes = (name: string, share: number, values: readonly unknown[]): void => {
    if (random.uniform() < share) params[name] = pick(random, values)
  }
  sometimes('eta', 0.4, [0.01, 0.1, 0.7])
  sometimes('max_depth', 0.4, [1, 3, 9])
  sometimes('min_child_weight', 0.4, [0, 0.3, 5])
  sometimes('lambda', 0.3, [0, 0.1, 10])
  sometimes('alpha', 0.3, [0.1, 2])
  sometimes('gamma', 0.2, [0.05, 1])
  sometimes('max_bin', 0.4, [3, 16, 64, 400])
  sometimes('max_delta_step', 0.2, [0.1, 1])
  sometimes('num_parallel_tree', 0.15, [2, 3])
  sometimes('monotone_constraints', 0.2, [Array.from({ length: columns }, () => random.integer(-1, 2))])
  if (random.uniform() < 0.3)
    Object.assign(params, {
      grow_policy: pick(random, ['lossguide', 'depthwise']),
      max_leaves: random.integer(3, 40),
      max_depth: pick(random, [0, 7]),
    })
  if (columns > 2 && random.uniform() < 0.2)
    params.interaction_constraints = [
      [0, 1],
      [1, columns - 1],
    ]
  if (['binary:logistic', 'binary:logitraw', 'reg:logistic'].includes(objective)) sometimes('scale_pos_weight', 0.3, [0.3, 4])
  if (objective.endsWith('logistic')) sometimes('base_score', 0.2, [0.2, 0.9])
  return params as XgboosterParams
}

function labelOf(objective: (typeof TRAINED_OBJECTIVES)[number], latent: number, classes: number): number {
  if (objective.startsWith('binary:')) return Number(latent > 0.3)
  if (objective.startsWith('multi:')) return Math.min(classes - 1, Math.max(0, Math.floor(latent + 1)))
  if (objective === 'reg:logistic') return 1 / (1 + latent * latent)
  if (objective === 'count:poisson' || objective === 'reg:tweedie') return Math.floor(latent * latent)
  return objective === 'reg:gamma' || objective === 'reg:squaredlogerror' ? latent * latent + 0.05 : latent
}

function makeJob(random: Random, number: number): Job {
  const rows = random.integer(25, 2500)
  const columns = Array.from({ length: random.integer(1, 12) }, () => {
    const kind = pick(random, columnKinds)
    return Float64Array.from({ length: rows }, (_, row) => kind(random, row))
  })
  const objective = pick(random, TRAINED_OBJECTIVES)
  const classes = random.integer(2, 6)
  const finite = (value: number): number => (Math.abs(value) < 100 ? value : 0)
  const latent = Array.from({ length: rows }, (_, i) => finite(columns[0]![i]!) / 4 + finite(columns.at(-1)![i]!) / 4 + random.normal())
  const y = Float64Array.from(latent, (value) => labelOf(objective, value, classes))
  if (/^(binary|multi):/.test(objective)) y.set([0, 1])
  const weight = random.uniform() < 0.3 ? Float64Array.from({ length: rows }, () => random.uniform() + 0.01) : undefined
  const params = makeParams(random, objective, classes, columns.length)
  return { name: String(number).padStart(4, '0'), columns, y, weight, params, rounds: random.integer(3, 20) }
}

const bytes = (values: Float64Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const read = (file: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(join(folder, file)))
const floats = (file: string): Float32Array => new Float32Array(read(file).buffer)

function writeData(name: string, columns: readonly Float64Array[], job: object): void {
  const rows = columns[0]!.length
  const x = new Float64Array(columns.length * rows)
  columns.forEach((column, j) => {
    x.set(column, j * rows)
  })
  writeFileSync(join(folder, `${name}.x`), bytes(x))
  writeFileSync(join(folder, `${name}.job`), JSON.stringify({ rows, columns: columns.length, ...job }))
}

function writeJob({ name, columns, y, weight, params, rounds }: Job): void {
  writeData(name, columns, { weighted: weight !== undefined, params, rounds })
  writeFileSync(join(folder, `${name}.y`), bytes(y))
  if (weight !== undefined) writeFileSync(join(folder, `${name}.w`), bytes(weight))
}

function callPython(step: 'train' | 'load'): void {
  execFileSync(python, [script, step, folder], { stdio: ['ignore', 'ignore', 'inherit'] })
}

type FileTree = Record<'left_children' | 'right_children' | 'split_indices' | 'split_conditions' | 'default_left', number[]>

function fileTrees(text: string): FileTree[] {
  const { learner } = JSON.parse(text) as { learner: { gradient_booster: { model: { trees: FileTree[] } } } }
  return learner.gradient_booster.model.trees
}

/** A tree in preorder, nodes as text and leaves as numbers. */
function walk(tree: FileTree, node = 0): (string | number)[] {
  const left = tree.left_children[node]!
  const condition = Math.fround(tree.split_conditions[node]!)
  if (left < 0) return [condition]
  const head = `${tree.split_indices[node]} ${condition} ${tree.default_left[node]}`
  return [head, ...walk(tree, left), ...walk(tree, tree.right_children[node]!)]
}

/** Structure, cuts, directions and leaf values as float32, to the bit. */
function sameTree(ours: FileTree, theirs: FileTree): boolean {
  const [a, b] = [walk(ours), walk(theirs)]
  return a.length === b.length && a.every((entry, k) => entry === b[k])
}

const sameFloats = (a: Float64Array, b: Float32Array): boolean => a.length === b.length && a.every((value, i) => value === b[i])

const problems: string[] = []
let trees = 0

function check(name: string, params: unknown, fits: boolean, message: string): void {
  if (!fits) problems.push(`run ${name} (${JSON.stringify(params)}): ${message}`)
}

function checkLoaded(name: string, params: unknown, booster: Booster, x: Float64Array[], file: string): void {
  check(name, params, sameFloats(booster.predictRaw(x), floats(file)), `raw scores differ in ${file}`)
  check(name, params, sameFloats(booster.predict(x), floats(`${file}ed`)), `predictions differ in ${file}ed`)
}

async function compare({ name, columns, y, weight, params, rounds }: Job): Promise<void> {
  const booster = await trainXgbooster({
    x: columns,
    y,
    params: { ...params, num_boost_round: rounds },
    ...(weight === undefined ? {} : { weight }),
  })
  writeFileSync(join(folder, `${name}.ours.json`), booster.toXgboostJson())
  writeFileSync(join(folder, `${name}.ours.ubj`), booster.toXgboostUbjson())
  const theirs = fileTrees(new TextDecoder().decode(read(`${name}.theirs.json`)))
  const ours = fileTrees(booster.toXgboostJson())
  trees += ours.length
  const different = theirs.findIndex((tree, t) => ours[t] === undefined || !sameTree(ours[t], tree))
  // The C library's log1pf is not known here; its last bit may decide between splits that gain alike.
  if (params.objective !== 'reg:squaredlogerror')
    check(name, params, different < 0 && ours.length === theirs.length, `tree ${different} of ${theirs.length} differs`)
  for (const kind of ['json', 'ubj']) checkLoaded(name, params, parseXgboost(read(`${name}.theirs.${kind}`)), columns, `${name}.train`)
}

/** Trees with categories, NaN read as 0 and several classes, trained as LightGBM and written as XGBoost's. */
async function writeLightgbm(random: Random): Promise<{ name: string; columns: Float64Array[]; booster: Booster }> {
  const rows = 600
  const columns = [0, 1, 2].map((j) =>
    Float64Array.from({ length: rows }, () =>
      j === 1 ? random.integer(0, 9) : Math.fround(random.uniform() < 0.1 && j === 0 ? NaN : random.normal()),
    ),
  )
  const y = Float64Array.from({ length: rows }, (_, i) => Number((columns[1]![i]! % 3) + columns[2]![i]! > 1))
  const params = { objective: 'binary', min_data_per_group: 5, mode: 'exact' } as const
  const booster = await trainBooster({ x: columns, y, params, categorical: [1], rounds: 10 })
  const name = 'lightgbm'
  const unseen = columns.map((column, j) => column.map((value, i) => (i % 11 === 0 ? NaN : j === 1 ? value * 2 : value)))
  writeData(name, unseen, { types: ['q', 'c', 'q'] })
  writeFileSync(join(folder, `${name}.ours.json`), booster.toXgboostJson())
  writeFileSync(join(folder, `${name}.ours.ubj`), booster.toXgboostUbjson())
  return { name, columns: unseen, booster }
}

const random = createRandom(seed)
const jobs = Array.from({ length: runs }, (_, number) => makeJob(random, number))
try {
  jobs.forEach(writeJob)
  callPython('train')
  for (const job of jobs) await compare(job)
  const converted = await writeLightgbm(random)
  callPython('load')
  for (const { name, columns, params } of jobs) {
    for (const kind of ['json', 'ubj'])
      checkLoaded(name, params, parseXgboost(read(`${name}.ours.${kind}`)), columns, `${name}.${kind}-load`)
  }
  const raw = converted.booster.predictRaw(converted.columns)
  const found = floats(`${converted.name}.json-load`)
  check(
    converted.name,
    {},
    raw.every((value, i) => Math.abs(value - found[i]!) < 1e-5),
    'scores of a LightGBM model differ',
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`xgboost: ${runs} runs, ${trees} trees, ${problems.length} problems`)
for (const problem of problems.slice(0, 20)) console.error(problem)
if (problems.length > 0) process.exit(1)
