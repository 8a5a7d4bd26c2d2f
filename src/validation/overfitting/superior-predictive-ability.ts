import { BarcastError, log, pause, type TaskOptions, throwIfAborted } from '../../core/index.js'
import { type BootstrapTestOptions, checkTrialReturns, parseComparison } from './config.js'
import { longRunVariance } from './long-run-variance.js'
import { stationaryBootstrap } from './stationary-bootstrap.js'

/** Options of {@link superiorPredictiveAbility} and {@link realityCheck}. */
export interface ComparisonOptions extends BootstrapTestOptions, TaskOptions {
  /** Returns of what the trials must beat, on the same rows (buy and hold, say). Default 0 everywhere: cash. */
  benchmark?: Float64Array
  /** Row numbers of each bootstrap draw, instead of `draws` seeded ones. */
  drawnRows?: readonly Int32Array[]
}

/** Options of {@link superiorPredictiveAbility}. */
export interface SuperiorPredictiveAbilityOptions extends ComparisonOptions {
  /** Whether mean excesses are divided by their standard errors, so that noisy trials do not drown steady ones. Default true, as Hansen. */
  studentise?: boolean
}

/** One number for each way to treat trials that do worse than the benchmark. */
export interface ByRecentring<T> {
  /** Trials that did worse count as just as good: too liberal, a lower bound. */
  lower: T
  /** Those that did so much worse that they cannot matter are left out: the one to report. */
  consistent: T
  /** Every trial counts as just as good, however bad: too strict, an upper bound. */
  upper: T
}

/** What {@link superiorPredictiveAbility} finds. */
export interface SuperiorPredictiveAbility {
  /** Chance that the best of so many trials without any edge over the benchmark does as well. */
  pValues: ByRecentring<number>
  /** Largest mean excess over the benchmark, √rows times, divided by its standard deviation if studentised. */
  statistic: number
  /** The trial that has it. */
  best: number
  /** The largest one in each bootstrap draw. */
  maxima: ByRecentring<Float64Array>
}

/** What {@link realityCheck} finds. */
export interface RealityCheck {
  /** Chance that the best of so many trials without any edge over the benchmark does as well. */
  pValue: number
  /** √rows times the largest mean excess over the benchmark. */
  statistic: number
  /** The trial that has it. */
  best: number
  /** The largest one in each bootstrap draw. */
  maxima: Float64Array
}

/** Excess of one trial over the benchmark. */
interface Excess {
  readonly mean: number
  /** Standard deviation of √rows times the mean. */
  readonly deviation: number
  /** Sums of the centred excess before each row, and over all. */
  readonly sums: Float64Array
}

function excessOf(returns: Float64Array, benchmark: Float64Array | undefined, meanBlockRows: number): Excess {
  const rows = returns.length
  const centred = benchmark === undefined ? returns.slice() : returns.map((value, row) => value - benchmark[row]!)
  let total = 0
  for (const value of centred) total += value
  const mean = total / rows
  const sums = new Float64Array(rows + 1)
  for (let row = 0; row < rows; row++) {
    centred[row]! -= mean
    sums[row + 1] = sums[row]! + centred[row]!
  }
  const still = centred.every((value) => value === 0)
  return { mean, deviation: still ? 0 : Math.sqrt(longRunVariance(centred, meanBlockRows)), sums }
}

/** A draw as stretches of neighbouring rows, flat: from, to, from, to, …; each `to` is exclusive. Their ends are what sums are taken at. */
function stretchesOf(drawn: Int32Array): Int32Array {
  const ends = new Int32Array(2 * drawn.length)
  let count = 0
  for (let k = 0; k < drawn.length; k++) {
    if (k === 0 || drawn[k] !== drawn[k - 1]! + 1) ends[count++] = drawn[k]!
    if (k + 1 === drawn.length || drawn[k + 1] !== drawn[k]! + 1) ends[count++] = drawn[k]! + 1
  }
  return ends.subarray(0, count)
}

function sumOver({ sums }: Excess, stretches: Int32Array): number {
  let sum = 0
  for (let k = 0; k < stretches.length; k += 2) sum += sums[stretches[k + 1]!]! - sums[stretches[k]!]!
  return sum
}

/** What a trial that was no better than the benchmark is expected to show, by each rule: its mean is set to 0 or left as found. */
function shiftsOf({ mean, deviation }: Excess, rows: number): ByRecentring<number> {
  const bound = -deviation * Math.sqrt((2 * log(log(rows))) / rows)
  return { lower: Math.min(mean, 0), consistent: mean >= bound ? 0 : mean, upper: 0 }
}

function checkDraws(drawnRows: readonly Int32Array[], rows: number, action: string): void {
  if (drawnRows.length === 0) {
    throw new BarcastError('validation/rows', `${action}: drawnRows must hold at least one draw, found 0`, {
      value: 0,
      where: { path: 'drawnRows' },
    })
  }
  for (const [draw, drawn] of drawnRows.entries()) {
    const wrong = drawn.findIndex((row) => row < 0 || row >= rows)
    if (drawn.length === rows && wrong < 0) continue
    const found = wrong < 0 ? `${drawn.length} of them` : String(drawn[wrong])
    throw new BarcastError(
      'validation/rows',
      `${action}: drawnRows must hold ${rows} rows in 0 … ${rows - 1}, found ${found} in draw ${draw}`,
      {
        value: wrong < 0 ? drawn.length : drawn[wrong],
        where: { path: 'drawnRows' },
      },
    )
  }
}

function checkBenchmark(benchmark: Float64Array, rows: number, action: string): void {
  if (checkTrialReturns([benchmark], 1, `${action}, benchmark`) === rows) return
  throw new BarcastError('validation/trials', `${action}: benchmark must have ${rows} returns like the trials, found ${benchmark.length}`, {
    value: benchmark.length,
    where: { path: 'benchmark' },
  })
}

/** Rows of work between two pauses for the event loop. */
const PAUSE_AFTER = 4_000_000

/** A trial ready for the draws. */
interface Contender {
  readonly excess: Excess
  readonly shifts: ByRecentring<number>
  /** What mean excesses are multiplied by. */
  readonly scale: number
}

function contenderOf(excess: Excess, trial: number, studentise: boolean, action: string): Contender {
  const { mean, deviation, sums } = excess
  const rows = sums.length - 1
  const shifts = shiftsOf(excess, rows)
  const root = Math.sqrt(rows)
  if (!studentise) return { excess, shifts, scale: root }
  if (deviation > 0) return { excess, shifts, scale: root / deviation }
  // A trial that is the benchmark itself has nothing to divide by, and nothing to show.
  if (mean === 0) return { excess, shifts, scale: 0 }
  const rule = `the excess over the benchmark must vary, found ${mean} in all rows of trial ${trial}`
  throw new BarcastError('validation/constant-returns', `${action}: ${rule}`, { value: mean, where: { column: String(trial) } })
}

async function drawMaxima(
  contenders: readonly Contender[],
  draws: Iterable<Int32Array>,
  total: number,
  { signal, onProgress }: TaskOptions,
  action: string,
): Promise<ByRecentring<Float64Array>> {
  const [lower, consistent, upper] = [0, 1, 2].map(() => new Float64Array(total).fill(-Infinity)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  let [draw, work] = [0, 0]
  for (const drawn of draws) {
    if (work > PAUSE_AFTER) {
      work = 0
      onProgress?.({ done: draw, total, step: 'bootstrap' })
      await pause()
    }
    throwIfAborted(signal, action)
    const stretches = stretchesOf(drawn)
    for (const { excess, shifts, scale } of contenders) {
      const deviation = sumOver(excess, stretches) / drawn.length
      lower[draw] = Math.max(lower[draw]!, (deviation + shifts.lower) * scale)
      consistent[draw] = Math.max(consistent[draw]!, (deviation + shifts.consistent) * scale)
      upper[draw] = Math.max(upper[draw]!, (deviation + shifts.upper) * scale)
    }
    draw += 1
    work += drawn.length + stretches.length * contenders.length
  }
  onProgress?.({ done: total, total, step: 'bootstrap' })
  return { lower, consistent, upper }
}

async function compare(
  returnsByTrial: readonly Float64Array[],
  { benchmark, drawnRows, signal, onProgress, ...options }: ComparisonOptions,
  studentise: boolean,
  action: string,
): Promise<SuperiorPredictiveAbility> {
  const { draws, seed, meanBlockRows: given } = parseComparison(options, action)
  const rows = checkTrialReturns(returnsByTrial, 1, action)
  if (rows < 3) throw new BarcastError('validation/too-few-rows', `${action}: 3 rows or more are needed, found ${rows}`, { value: rows })
  if (benchmark !== undefined) checkBenchmark(benchmark, rows, action)
  if (drawnRows !== undefined) checkDraws(drawnRows, rows, action)
  const meanBlockRows = given ?? Math.floor(Math.sqrt(rows))
  const contenders = returnsByTrial.map((returns, trial) =>
    contenderOf(excessOf(returns, benchmark, meanBlockRows), trial, studentise, action),
  )
  const statistics = contenders.map(({ excess, scale }) => excess.mean * scale)
  const best = statistics.reduce((top, value, trial) => (value > statistics[top]! ? trial : top), 0)
  const statistic = statistics[best]!
  const task = { ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) }
  const drawn = drawnRows ?? stationaryBootstrap({ rows, meanBlockRows, draws, seed })
  const maxima = await drawMaxima(contenders, drawn, drawnRows?.length ?? draws, task, action)
  const pValue = (column: Float64Array): number => column.filter((value) => value > statistic).length / column.length
  const pValues = { lower: pValue(maxima.lower), consistent: pValue(maxima.consistent), upper: pValue(maxima.upper) }
  return { pValues, statistic, best, maxima }
}

/**
 * Hansen's test for superior predictive ability: could the best of all trials be the best of so many that are no better than the benchmark?
 * The largest mean excess return (studentised) is compared with the largest ones under a stationary bootstrap ({@link stationaryBootstrap})
 * in which no trial has an edge; p-values are shares of draws above it. All trials take part, not the good ones alone. The standard
 * deviations are those of the bootstrap with endless draws. With `studentise: false` it equals `arch.bootstrap.SPA` (8.0), which never
 * divides by them. After Hansen, A Test for Superior Predictive Ability (2005).
 *
 * @param returnsByTrial Returns of every trial over the same rows.
 * @throws BarcastError `validation/trials`, `validation/not-finite`, `validation/too-few-rows`, `validation/rows`, `validation/constant-returns`
 *   (an excess that never varies and is not 0), `validation/config`, `validation/unknown-option`, `task/aborted`.
 *
 * @example
 * const { pValues } = await superiorPredictiveAbility(returnsByTrial, { benchmark: buyAndHold, meanBlockRows: 20, seed: 1 })
 * if (pValues.consistent > 0.05) console.log('the best trial may be luck')
 */
export async function superiorPredictiveAbility(
  returnsByTrial: readonly Float64Array[],
  { studentise = true, ...options }: SuperiorPredictiveAbilityOptions = {},
): Promise<SuperiorPredictiveAbility> {
  return compare(returnsByTrial, options, studentise, 'Test superior predictive ability')
}

/**
 * White's reality check: the share of bootstrap draws without any edge whose largest mean excess return is above the one found. Many bad
 * trials make it strict and noisy ones rule it; {@link superiorPredictiveAbility} is the refined test.
 * After White, A Reality Check for Data Snooping (2000).
 *
 * @param returnsByTrial Returns of every trial over the same rows.
 * @throws BarcastError As {@link superiorPredictiveAbility}.
 *
 * @example
 * const { pValue } = await realityCheck(returnsByTrial, { benchmark: buyAndHold, seed: 1 })
 */
export async function realityCheck(returnsByTrial: readonly Float64Array[], options: ComparisonOptions = {}): Promise<RealityCheck> {
  const { pValues, statistic, best, maxima } = await compare(returnsByTrial, options, false, 'Run reality check')
  return { pValue: pValues.upper, statistic, best, maxima: maxima.upper }
}
