/*
 * Real and made data sets, trained here and by the installed Python lightgbm and xgboost: `exact` must grow LightGBM's trees, each side must
 * read the other's models and say the same of rows that training never saw, and `packed` must be as good on rows held out.
 * `BARCAST_PYTHON=… npx tsx tests/interop/datasets.interop.ts` prints one line per data set; exits with 1 on any difference.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Booster,
  type BoosterParams,
  parseBooster,
  parseLightgbm,
  parseXgboost,
  type RowMajor,
  trainBooster,
  trainXgbooster,
  type XgboosterParams,
} from 'barcast/boosting'
import { isBarcastError } from 'barcast/core'

const python = process.env.BARCAST_PYTHON ?? 'python3'
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'barcast-datasets-'))

interface DataSet {
  name: string
  title: string
  columns: number
  categorical: number[]
  params: BoosterParams & { objective: 'binary' | 'multiclass' | 'regression' | 'poisson' }
  xgboost: XgboosterParams
  rounds: number
  xgboostRounds: number
}

/** One data set's outcome, as it is printed. */
interface Line {
  title: string
  rows: number
  trees: number
  /** Leaf values that are not the same bits. */
  rounded: number
  explained: number
  /** Loss of `packed` on the rows held out, of LightGBM's. */
  ratio: number
  /** The mean difference of the two losses per row, in its standard errors. */
  score: number
}

function callPython(step: 'make' | 'load'): void {
  execFileSync(python, [join(root, 'tests/interop/datasets_peer.py'), step, folder], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
}

const bytesOf = (file: string): Uint8Array<ArrayBuffer> => Uint8Array.from(readFileSync(join(folder, file)))
const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')
const read = (file: string): Float64Array => new Float64Array(bytesOf(file).buffer)
function matrix({ name, columns }: DataSet, suffix: string): RowMajor {
  const data = read(`${name}.${suffix}`)
  return { rows: data.length / columns, columns, data }
}

const problems: string[] = []
function check({ title }: DataSet, fits: boolean, message: string): void {
  if (!fits) problems.push(`${title}: ${message}`)
}

const sameBits = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
/** Equal as numbers: XGBoost's own zeros may be negative. */
const same = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((value, i) => value === b[i])
/** The largest difference, relative to the number itself or, `asWhole`, to the largest number. */
function gap(a: Float64Array, b: Float64Array, asWhole = false): number {
  if (a.length !== b.length) return Infinity
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  let worst = 0
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue
    const distance = Math.abs(a[i]! - b[i]!) / (asWhole ? largest : Math.abs(b[i]!))
    worst = Number.isNaN(distance) ? Infinity : Math.max(worst, distance)
  }
  return worst
}

/** The trees line by line, without what LightGBM cuts to 6 digits. */
function treeLines(text: string): string[] {
  const lines = text.slice(text.indexOf('\nTree='), text.indexOf('end of trees')).split('\n')
  return lines.filter((line) => !/^(split_gain|internal_value|internal_weight|shrinkage)=/.test(line))
}

/** Leaf values of two trees that are the same bits but for `rounded` of them; undefined if any differs by more than `tolerance`. */
function compareLeaves(ours: string, theirs: string, tolerance: number): number | undefined {
  if (!(ours.startsWith('leaf_value=') && theirs.startsWith('leaf_value='))) return undefined
  const [a, b] = [ours, theirs].map((line) => line.slice(11).split(' ').map(Number)) as [number[], number[]]
  const fits = a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= tolerance * Math.abs(b[i]!))
  return fits ? a.filter((value, i) => value !== b[i]).length : undefined
}

/** How many leaf values are off by a rounding. */
function compareTrees(set: DataSet, ours: string, theirs: string): number {
  const [a, b] = [treeLines(ours), treeLines(theirs)]
  const tolerance = set.params.objective === 'regression' ? 0 : 1e-12
  let rounded = 0
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === b[i]) continue
    const leaves = compareLeaves(a[i] ?? '', b[i] ?? '', tolerance)
    if (leaves === undefined) {
      const tree = a.slice(0, i + 1).findLast((line) => line.startsWith('Tree='))
      check(set, false, `${tree} differs at ${a[i]?.slice(0, 70)} where LightGBM has ${b[i]?.slice(0, 70)}`)
      return rounded
    }
    rounded += leaves
  }
  return rounded
}

const train = (set: DataSet, mode: 'exact' | 'packed'): Promise<Booster> => {
  const weight = existsSync(join(folder, `${set.name}.w`)) ? { weight: read(`${set.name}.w`) } : {}
  const params = { ...set.params, mode, enable_bundle: false }
  return trainBooster({
    x: matrix(set, 'x'),
    y: read(`${set.name}.y`),
    ...weight,
    params,
    categorical: set.categorical,
    rounds: set.rounds,
  })
}

/** What the objective lowers, for each of the rows held out. */
function lossesOf({ name, params }: DataSet, predicted: Float64Array): Float64Array {
  const y = read(`${name}.held.y`)
  const classes = predicted.length / y.length
  return y.map((label, i) => {
    const value = predicted[i]!
    if (params.objective === 'regression') return (value - label) ** 2
    if (params.objective === 'poisson') return value - label * Math.log(value)
    const share = params.objective === 'binary' ? (label === 1 ? value : 1 - value) : predicted[i * classes + label]!
    return -Math.log(Math.max(share, 1e-15))
  })
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** `packed` beside LightGBM on the rows held out. */
function comparePacked(set: DataSet, packed: Booster): Pick<Line, 'ratio' | 'score'> {
  const ours = lossesOf(set, packed.predict(matrix(set, 'held')))
  const theirs = lossesOf(set, read(`${set.name}.theirs.held`))
  const differences = ours.map((loss, i) => loss - theirs[i]!)
  const difference = mean(differences)
  const error = Math.sqrt(mean(differences.map((value) => (value - difference) ** 2)) / (differences.length - 1))
  return { ratio: mean(ours) / mean(theirs), score: difference === 0 ? 0 : difference / error }
}

/** A model of LightGBM's, read here; the largest difference of its contributions. */
function checkTheirs(set: DataSet): number {
  const { name } = set
  const theirs = parseLightgbm(textOf(`${name}.theirs`))
  const shown = matrix(set, 'shown')
  check(set, sameBits(theirs.predictRaw(shown), read(`${name}.theirs.raw`)), "LightGBM's model: raw scores differ")
  check(set, gap(theirs.predict(shown), read(`${name}.theirs.out`)) <= 1e-12, "LightGBM's model: predictions differ")
  check(set, sameBits(theirs.predictLeaf(shown), read(`${name}.theirs.leaf`)), "LightGBM's model: leaves differ")
  const explained = gap(theirs.predictContributions(shown), read(`${name}.theirs.contrib`), true)
  check(set, explained <= 1e-9, `LightGBM's model: contributions differ by ${explained}`)
  check(set, sameBits(parseBooster(theirs.toBytes()).predictRaw(shown), read(`${name}.theirs.raw`)), 'bytes: raw scores differ')
  return explained
}

/** What XGBoost sees: finite float32 values. */
function floatRange(x: RowMajor): RowMajor {
  return { ...x, data: Float64Array.from(x.data, (value) => Math.min(3e38, Math.max(-3e38, value))) }
}

/** Two units in the last place of float32. */
const TWO_UNITS = 2 ** -22

function checkXgboost(set: DataSet): void {
  const { name } = set
  const shown = floatRange(matrix(set, 'shown'))
  for (const kind of ['json', 'ubj']) {
    const theirs = parseXgboost(kind === 'json' ? textOf(`${name}.theirs.json`) : bytesOf(`${name}.theirs.ubj`))
    check(set, same(theirs.predictRaw(shown), read(`${name}.xgboost.raw`)), `XGBoost's ${kind}: margins differ`)
    check(set, gap(theirs.predict(shown), read(`${name}.xgboost.out`)) <= TWO_UNITS, `XGBoost's ${kind}: predictions differ`)
    const explained = gap(theirs.predictContributions(shown), read(`${name}.xgboost.contrib`), true)
    check(set, explained <= 2e-6, `XGBoost's ${kind}: contributions differ by ${explained}`)
  }
}

/** Ours of XGBoost's kind, for data without categories, which it is not trained on; the margins as Python must see them. */
async function trainXgboost(set: DataSet): Promise<Float64Array | undefined> {
  const { name } = set
  if (set.categorical.length > 0) return undefined
  const weight = existsSync(join(folder, `${name}.w`)) ? { weight: read(`${name}.w`) } : {}
  const params = { ...set.xgboost, num_boost_round: set.xgboostRounds }
  const ours = await trainXgbooster({ x: floatRange(matrix(set, 'x')), y: read(`${name}.y`), ...weight, params })
  writeFileSync(join(folder, `${name}.ours.json`), ours.toXgboostJson())
  writeFileSync(join(folder, `${name}.ours.ubj`), ours.toXgboostUbjson())
  return ours.predictRaw(floatRange(matrix(set, 'shown')))
}

/** Trains both modes and writes them; the raw scores that Python must see. */
async function compare(set: DataSet): Promise<{ line: Line; raw: Record<'exact' | 'packed', Float64Array> }> {
  const { name, title } = set
  const exact = await train(set, 'exact')
  const packed = await train(set, 'packed')
  writeFileSync(join(folder, `${name}.exact`), exact.toLightgbmText())
  writeFileSync(join(folder, `${name}.packed`), packed.toLightgbmText())
  const rounded = compareTrees(set, exact.toLightgbmText(), textOf(`${name}.theirs`))
  const explained = checkTheirs(set)
  checkXgboost(set)
  const shown = matrix(set, 'shown')
  const raw = { exact: exact.predictRaw(shown), packed: packed.predictRaw(shown) }
  const line = { title, rows: matrix(set, 'x').rows, trees: exact.numTrees, rounded, explained, ...comparePacked(set, packed) }
  return { line, raw }
}

/** The band of `packed`: standard errors that it may lose on one data set, and on all of them together (one-sided 95 %). */
const MOST_ON_ONE = 2.5
const MOST_ON_ALL = 1.645

function checkLosses(lines: readonly Line[]): void {
  for (const { title, score } of lines) if (!(score <= MOST_ON_ONE)) problems.push(`${title}: packed loses ${score} standard errors`)
  const together = lines.reduce((sum, { score }) => sum + score, 0) / Math.sqrt(lines.length)
  const ratio = Math.exp(lines.reduce((sum, line) => sum + Math.log(line.ratio), 0) / lines.length)
  console.log(
    `packed on rows held out: ${together.toFixed(2)} standard errors worse, geometric mean ${ratio.toFixed(4)} of LightGBM's loss`,
  )
  if (!(together <= MOST_ON_ALL)) problems.push(`packed loses ${together} standard errors on all data sets together`)
}

const HEAD = ['rows', 'trees', 'rounded', 'SHAP gap', 'packed', 'std errors']

function print({ title, rows, trees, rounded, explained, ratio, score }: Line): void {
  const cells = [rows, trees, rounded, explained.toExponential(1), ratio.toFixed(4), score.toFixed(2)]
  console.log(`${title.padEnd(22)}${cells.map((cell) => String(cell).padStart(12)).join('')}`)
}

let count = 0
try {
  callPython('make')
  const sets = JSON.parse(textOf('sets.json')) as DataSet[]
  count = sets.length
  console.log(`${''.padEnd(22)}${HEAD.map((cell) => cell.padStart(12)).join('')}`)
  const done: Awaited<ReturnType<typeof compare>>[] = []
  const margins: (Float64Array | undefined)[] = []
  for (const set of sets) {
    try {
      done.push(await compare(set))
      margins.push(await trainXgboost(set))
    } catch (error) {
      throw isBarcastError(error) ? new Error(`${set.title}: ${error.message}`, { cause: error }) : error
    }
    print(done.at(-1)!.line)
  }
  callPython('load')
  sets.forEach((set, i) => {
    for (const mode of ['exact', 'packed'] as const)
      check(set, sameBits(read(`${set.name}.${mode}.raw`), done[i]!.raw[mode]), `Python reads our ${mode} model differently`)
    const ours = margins[i]
    if (ours === undefined) return
    for (const kind of ['json', 'ubj']) check(set, same(read(`${set.name}.ours-${kind}.raw`), ours), `Python reads our ${kind} differently`)
  })
  checkLosses(done.map(({ line }) => line))
} finally {
  rmSync(folder, { recursive: true })
}
for (const problem of problems) console.error(problem)
console.log(`datasets: ${count} data sets, ${problems.length} differences`)
process.exitCode = problems.length > 0 || count < 12 ? 1 : 0
