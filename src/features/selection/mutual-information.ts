import { createRandom, digamma, type Frame, log, pause, type TaskOptions, throwIfAborted } from '../../core/index.js'
import { refuseExploration } from '../fitted-columns.js'
import { countWithin, jointDistances, sortedDistances } from './neighbours.js'
import { type FeatureScore, refuseSelectionOption } from './selection.js'
import { isConstant, momentsOf, type Pairs, pairsOf, readTarget, type SelectionTarget } from './target.js'

export interface MutualInformationOptions extends TaskOptions {
  /** Nearest neighbours that measure density. @default 3 */
  neighbours?: number
  /** Columns whose values are names and not amounts: flags, candle patterns. */
  discrete?: readonly string[]
  /** Decides the tiny noise that tells equal values apart. @default 1 */
  seed?: number
}

const ACTION = 'Estimate mutual information'

/** ψ(1) … ψ(n) at the indices 1 … n. */
function digammas(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, i) => (i === 0 ? NaN : digamma(i)))
}

/** Without its mean and over its deviation, plus noise of 1e-10 of that, which decides between equal values and nothing else. */
function jittered(values: Float64Array, seed: number): Float64Array {
  const random = createRandom(seed)
  const { mean, deviation } = momentsOf(values)
  const divisor = deviation > 0 ? deviation : 1
  return values.map((x) => (x - mean) / divisor + 1e-10 * random.normal())
}

const distinct = (values: Float64Array): number => new Set(values).size

/** Kraskov, Stögbauer and Grassberger (2004), first estimator: both are amounts. */
function ofAmounts({ x, y }: Pairs, k: number, seed: number): number | null {
  const n = x.length
  if (n <= k) return null
  const psi = digammas(Math.max(n, k))
  const a = jittered(x, seed)
  const b = jittered(y, seed + 1)
  const distances = distinct(x) >= distinct(y) ? jointDistances(a, b, k) : jointDistances(b, a, k)
  const [as, bs] = [a.slice().sort(), b.slice().sort()]
  let [inX, inY] = [0, 0]
  for (let i = 0; i < n; i++) {
    inX += psi[countWithin(as, a[i]!, distances[i]!)]!
    inY += psi[countWithin(bs, b[i]!, distances[i]!)]!
  }
  return Math.max(0, psi[n]! + psi[k]! - inX / n - inY / n)
}

/** Ross (2014): `names` are names, `amounts` amounts. Names that occur once are left out. */
function ofNamesAndAmounts(names: Float64Array, amounts: Float64Array, k: number, seed: number): number | null {
  const values = jittered(amounts, seed)
  const groups = new Map<number, number[]>()
  names.forEach((name, i) => {
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [values[i]!])
    else group.push(values[i]!)
  })
  const kept = [...groups.values()].filter((group) => group.length > 1).map((group) => Float64Array.from(group).sort())
  const n = kept.reduce((sum, group) => sum + group.length, 0)
  if (n === 0) return null
  const psi = digammas(Math.max(n, k))
  const all = new Float64Array(n)
  kept.reduce((at, group) => {
    all.set(group, at)
    return at + group.length
  }, 0)
  all.sort()
  let [neighbours, sizes, within] = [0, 0, 0]
  for (const group of kept) {
    const nearest = Math.min(k, group.length - 1)
    const distances = sortedDistances(group, nearest)
    neighbours += group.length * psi[nearest]!
    sizes += group.length * psi[group.length]!
    for (let i = 0; i < group.length; i++) within += psi[countWithin(all, group[i]!, distances[i]!)]!
  }
  return Math.max(0, psi[n]! + neighbours / n - sizes / n - within / n)
}

/** From the table of how often which name meets which. */
function ofNames({ x, y }: Pairs): number | null {
  const n = x.length
  if (n === 0) return null
  const count = (values: Float64Array): Map<number, number> => {
    const counts = new Map<number, number>()
    for (let i = 0; i < n; i++) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1)
    return counts
  }
  const [inX, inY] = [count(x), count(y)]
  let sum = 0
  for (const name of inX.keys()) {
    const counts = new Map<number, number>()
    for (let i = 0; i < n; i++) if (x[i] === name) counts.set(y[i]!, (counts.get(y[i]!) ?? 0) + 1)
    for (const [other, both] of counts) sum += (both / n) * log((both * n) / (inX.get(name)! * inY.get(other)!))
  }
  return Math.max(0, sum)
}

function estimate(pairs: Pairs, isDiscrete: boolean, hasClasses: boolean, k: number, seed: number): number | null {
  const { x, y } = pairs
  if (x.length < 2) return null
  if (isConstant(x)) return 0
  if (hasClasses) return isDiscrete ? ofNames(pairs) : ofNamesAndAmounts(y, x, k, seed)
  return isDiscrete ? ofNamesAndAmounts(x, y, k, seed) : ofAmounts(pairs, k, seed)
}

/**
 * How much each column says about the target, in nats, whatever the shape of the dependence: by nearest neighbours (Kraskov et al., 2004; Ross, 2014), from the table of counts where both are
 * names. 0 says nothing; estimates below 0 become 0, and a constant column has 0. A row counts where column and target have a value. Equal to scikit-learn's
 * `mutual_info_classif` and `mutual_info_regression` without their noise where no two values of a column are equal; among equal ones noise decides, here and there, from different random
 * numbers (theirs grows with the mean of a column, and then moves the third digit).
 *
 * @throws BarcastError `features/selection-target`, `features/selection-infinite`, `features/selection-option`, `features/exploration-only`, `frame/unknown-column` (in `discrete`),
 * `task/aborted`.
 */
export async function mutualInformation(
  frame: Frame,
  target: SelectionTarget,
  { neighbours = 3, discrete = [], seed = 1, signal, onProgress }: MutualInformationOptions = {},
): Promise<FeatureScore[]> {
  refuseExploration(frame, { noun: 'selection', action: ACTION })
  if (!(Number.isInteger(neighbours) && neighbours >= 1)) refuseSelectionOption('neighbours', 'a whole number from 1', neighbours)
  for (const name of discrete) frame.column(name)
  const read = readTarget(frame, target)
  const scores: FeatureScore[] = []
  for (const name of frame.names) {
    throwIfAborted(signal, ACTION)
    const pairs = pairsOf(name, frame.column(name), read)
    scores.push({ name, score: estimate(pairs, discrete.includes(name), read.kind === 'classes', neighbours, seed) })
    onProgress?.({ done: scores.length, total: frame.names.length, step: name })
    await pause()
  }
  return scores
}
