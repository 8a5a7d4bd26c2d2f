import { BarcastError, createRandom, exp, log1p, type Random } from '../core/index.js'
import { mean, sampleDeviation } from './mean.js'
import { checkChoice, checkCount, checkFinite, checkNames, checkOption } from './observation.js'
import { PathQuantiles } from './path-quantiles.js'

/** How the returns of a path are drawn; see {@link monteCarlo}. */
export type MonteCarloMethod = 'tradeShuffle' | 'stationaryBootstrap' | 'parametric'

/** Options of {@link monteCarlo}; exactly one of `returns` and `trades` is given. */
export interface MonteCarloOptions {
  /** Return per bar. */
  returns?: Float64Array
  /** Return of each trade on the whole capital, in the order of the trades; a step is then a trade. */
  trades?: Float64Array
  /** `stationaryBootstrap` for returns, `tradeShuffle` for trades. */
  method?: MonteCarloMethod
  /** Number of simulated paths, default 10,000. */
  paths?: number
  /** Bars or trades of a path, default as many as were given; `tradeShuffle` cannot draw more than there are. */
  horizonSteps?: number
  /** Mean length of the bootstrap's blocks, at least 1 (every row for itself), default the cube root of the number of rows, rounded up. */
  meanBlockBars?: number
  /** Seed of the random numbers; the same seed gives the same paths in every runtime. */
  seed: number
  /** Fractions of the bands, default 0.05, 0.25, 0.5, 0.75 and 0.95. */
  quantiles?: readonly number[]
  /** A path is ruined once its value is at or below this share of the starting capital, default 0.5. */
  ruinBelow?: number
}

/** What the paths came to. Values are multiples of the starting capital. */
export interface MonteCarloResult {
  method: MonteCarloMethod
  paths: number
  horizonSteps: number
  /** Fractions of {@link bands} and {@link maxDrawdownQuantiles}. */
  quantiles: readonly number[]
  /** One column per quantile: its value after 0 … horizonSteps steps. Each step for itself: a band is no path. */
  bands: readonly Float64Array[]
  /** Value at the end of each path. */
  finalValue: Float64Array
  /** Deepest fall of each path from its highest value so far, ≤ 0. */
  maxDrawdown: Float64Array
  maxDrawdownQuantiles: Float64Array
  /** Share of the paths that were at or below `ruinBelow` at some step. */
  probabilityOfRuin: number
  /** Share of the paths that end below the starting capital. */
  probabilityOfLoss: number
}

const METHODS: readonly MonteCarloMethod[] = ['tradeShuffle', 'stationaryBootstrap', 'parametric']
const NAMES = ['returns', 'trades', 'method', 'paths', 'horizonSteps', 'meanBlockBars', 'seed', 'quantiles', 'ruinBelow']
const ACTION = 'Simulate paths'
/** A shuffle keeps which row each path has at each step; this many entries are 400 MB. */
const MOST_SHUFFLED = 100_000_000

/** Writes each path's return of the given step. */
type Draw = (changes: Float64Array, step: number) => void

function stationaryBootstrap(returns: Float64Array, paths: number, meanBlockBars: number, random: Random): Draw {
  const count = returns.length
  const jump = 1 / meanBlockBars
  const row = new Int32Array(paths)
  return (changes, step) => {
    for (let p = 0; p < paths; p++) {
      const u = random.uniform()
      // Below `jump` a new block begins, and u / jump is again uniform: one number decides both.
      if (step === 0) row[p] = Math.floor(u * count)
      else if (u < jump) row[p] = Math.min(Math.floor((u / jump) * count), count - 1)
      else row[p] = row[p] === count - 1 ? 0 : row[p]! + 1
      changes[p] = returns[row[p]!]!
    }
  }
}

function tradeShuffle(returns: Float64Array, paths: number, horizonSteps: number, random: Random): Draw {
  const count = returns.length
  if (paths * horizonSteps > MOST_SHUFFLED) {
    const found = `${paths} × ${horizonSteps}`
    throw new BarcastError('metrics/option', `${ACTION}: paths × horizonSteps must be at most ${MOST_SHUFFLED}, found ${found}`, {
      value: paths * horizonSteps,
      where: { path: 'paths' },
    })
  }
  const drawn = new Uint32Array(paths * horizonSteps)
  // A shuffle of what the path before left behind is as random as one of the rows in order.
  const order = Uint32Array.from(returns.keys())
  for (let p = 0; p < paths; p++) {
    for (let step = 0; step < horizonSteps; step++) {
      const other = step + Math.floor(random.uniform() * (count - step))
      const row = order[other]!
      order[other] = order[step]!
      order[step] = row
      drawn[step * paths + p] = row
    }
  }
  return (changes, step) => {
    const from = step * paths
    for (let p = 0; p < paths; p++) changes[p] = returns[drawn[from + p]!]!
  }
}

function parametric(returns: Float64Array, paths: number, random: Random): Draw {
  const logs = returns.map(log1p)
  const worst = returns.findIndex((value) => value <= -1)
  if (worst >= 0) {
    throw new BarcastError('metrics/total-loss', `${ACTION}: returns of method parametric must be above −1, found ${returns[worst]}`, {
      value: returns[worst],
      where: { row: worst },
    })
  }
  const centre = mean(logs)
  const deviation = logs.length < 2 ? 0 : sampleDeviation(logs, 0)
  return (changes) => {
    for (let p = 0; p < paths; p++) changes[p] = exp(centre + deviation * random.normal()) - 1
  }
}

interface Checked extends Required<Omit<MonteCarloOptions, 'returns' | 'trades'>> {
  returns: Float64Array
}

/** The least whole number whose cube is n or more. */
function cubeRootUp(n: number): number {
  let root = 1
  while (root * root * root < n) root += 1
  return root
}

function checkMonteCarlo(options: MonteCarloOptions): Checked {
  checkNames(options, NAMES, ACTION)
  const given = options.returns ?? options.trades
  if (given === undefined || (options.returns !== undefined && options.trades !== undefined)) {
    const found = given === undefined ? 'neither' : 'both'
    throw new BarcastError('metrics/option', `${ACTION}: one of returns and trades must be given, found ${found}`, { value: found })
  }
  const noun = options.returns === undefined ? 'trades' : 'returns'
  checkFinite(given, ACTION, noun)
  if (given.length === 0) throw new BarcastError('metrics/empty', `${ACTION}: at least one row of ${noun} is needed, found 0`, { value: 0 })
  const method = options.method ?? (noun === 'trades' ? 'tradeShuffle' : 'stationaryBootstrap')
  const { paths = 10_000, horizonSteps = given.length, meanBlockBars = cubeRootUp(given.length), seed, ruinBelow = 0.5 } = options
  const { quantiles = [0.05, 0.25, 0.5, 0.75, 0.95] } = options
  checkChoice(method, METHODS, ACTION, 'method')
  checkCount(paths, 1, 10_000_000, ACTION, 'paths')
  checkCount(horizonSteps, 1, method === 'tradeShuffle' ? given.length : Number.MAX_SAFE_INTEGER, ACTION, 'horizonSteps')
  checkOption(meanBlockBars, 1, Number.MAX_SAFE_INTEGER, ACTION, 'meanBlockBars')
  checkCount(seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, ACTION, 'seed')
  checkOption(ruinBelow, 0, 1, ACTION, 'ruinBelow')
  for (const fraction of quantiles) checkOption(fraction, 0, 1, ACTION, 'quantiles')
  return { returns: given, method, paths, horizonSteps, meanBlockBars, seed, quantiles, ruinBelow }
}

function drawOf({ returns, method, paths, horizonSteps, meanBlockBars, seed }: Checked): Draw {
  const random = createRandom(seed)
  if (method === 'tradeShuffle') return tradeShuffle(returns, paths, horizonSteps, random)
  if (method === 'parametric') return parametric(returns, paths, random)
  return stationaryBootstrap(returns, paths, meanBlockBars, random)
}

function shareOf(values: Float64Array, holds: (value: number) => boolean): number {
  let count = 0
  for (let i = 0; i < values.length; i++) if (holds(values[i]!)) count += 1
  return count / values.length
}

/**
 * Simulated paths of a series of returns or trades: bands of the value per step, the distributions of final value and maximum drawdown, and
 * the probability of ruin.
 *
 * - `tradeShuffle`: the same rows in random order, none twice: what luck in the order did to the drawdown. The final value of full length
 *   is always the same.
 * - `stationaryBootstrap`: blocks of rows drawn with replacement, each one ending with probability 1 / `meanBlockBars` at every step and
 *   wrapping round at the end, so that autocorrelation and clustered volatility stay (Politis and Romano, The Stationary Bootstrap, 1994).
 * - `parametric`: independent steps whose log returns are normal with the mean and sample deviation of ln(1 + r).
 *
 * The starting capital is the first peak. A path that lost everything stays at 0. What was not in the sample is in no path: bands say what
 * chance would do if the future resembled it.
 *
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/empty`, `metrics/option`, `metrics/unknown-option`, and
 * `metrics/total-loss` for a return ≤ −1 with `parametric`
 *
 * @example
 * const { bands, probabilityOfRuin } = monteCarlo({ returns, horizonSteps: 252, seed: 1 })
 */
export function monteCarlo(options: MonteCarloOptions): MonteCarloResult {
  const checked = checkMonteCarlo(options)
  const { paths, horizonSteps, method, quantiles, ruinBelow } = checked
  const draw = drawOf(checked)
  const changes = new Float64Array(paths)
  const value = new Float64Array(paths).fill(1)
  const peak = new Float64Array(paths).fill(1)
  const lowest = new Float64Array(paths).fill(1)
  const maxDrawdown = new Float64Array(paths)
  const bands = quantiles.map(() => new Float64Array(horizonSteps + 1).fill(1))
  const stepBands = bands.map((band) => band.subarray(1))
  const ranks = new PathQuantiles(paths, quantiles)
  for (let step = 0; step < horizonSteps; step++) {
    draw(changes, step)
    for (let p = 0; p < paths; p++) {
      const next = Math.max(0, value[p]! * (1 + changes[p]!))
      value[p] = next
      if (next > peak[p]!) peak[p] = next
      else {
        const depth = (next - peak[p]!) / peak[p]!
        if (depth < maxDrawdown[p]!) maxDrawdown[p] = depth
        if (next < lowest[p]!) lowest[p] = next
      }
    }
    ranks.write(value, stepBands, step)
  }
  const drawdownBands = quantiles.map(() => new Float64Array(1))
  ranks.write(maxDrawdown, drawdownBands, 0)
  return {
    method,
    paths,
    horizonSteps,
    quantiles,
    bands,
    finalValue: value,
    maxDrawdown,
    maxDrawdownQuantiles: Float64Array.from(drawdownBands, (band) => band[0]!),
    probabilityOfRuin: shareOf(lowest, (low) => low <= ruinBelow),
    probabilityOfLoss: shareOf(value, (end) => end < 1),
  }
}
