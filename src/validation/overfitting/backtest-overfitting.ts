import { BarcastError, log } from '../../core/index.js'
import { combinationCount } from '../combinations.js'
import { type BacktestOverfittingOptions, checkTrialReturns, parseOverfitting } from './config.js'
import { halfSharpes } from './half-sharpes.js'

const ACTION = 'Estimate backtest overfitting'
const LEVELS = 101

/** Distributions over all splits at 101 equally spaced Sharpe ratios. Choosing is worth something where `chosen` lies below `all`. */
export interface StochasticDominance {
  /** Out-of-sample Sharpe ratios at which the shares are told, ascending. */
  sharpe: Float64Array
  /** Share of splits whose chosen trial does no better out of sample. */
  chosen: Float64Array
  /** Share of all trials in all splits that do no better: what a blind pick gives. */
  all: Float64Array
  /** Area between the two up to each Sharpe ratio; nowhere negative when choosing dominates a blind pick in the second order. */
  area: Float64Array
}

/** What {@link probabilityOfBacktestOverfitting} finds. Columns have one number per split; Sharpe ratios are per observation. */
export interface BacktestOverfitting {
  /** Share of splits in which the trial that was best in sample is in the lower half out of sample (logit ≤ 0). */
  probability: number
  /** ln(ω / (1 − ω)) with ω the chosen trial's rank out of sample divided by trials + 1. */
  logits: Float64Array
  /** The trial that was best in sample. */
  chosen: Int32Array
  /** Its Sharpe ratio in sample. */
  inSample: Float64Array
  /** Its Sharpe ratio out of sample. */
  outOfSample: Float64Array
  /** Line of `outOfSample` over `inSample` by least squares: a negative slope means that better backtests do worse later. */
  degradation: { slope: number; intercept: number }
  /** Share of splits in which the chosen trial loses out of sample (Sharpe ratio below 0). */
  lossProbability: number
  dominance: StochasticDominance
}

function bestOf(sharpes: Float64Array): number {
  let best = 0
  for (let trial = 1; trial < sharpes.length; trial++) if (sharpes[trial]! > sharpes[best]!) best = trial
  return best
}

/** Rank from 1 (worst) to the number of trials; equal ones share their mean rank. */
function rankOf(sharpes: Float64Array, trial: number): number {
  const own = sharpes[trial]!
  let below = 0
  let equal = 0
  for (let k = 0; k < sharpes.length; k++) {
    if (sharpes[k]! < own) below += 1
    else if (sharpes[k] === own) equal += 1
  }
  return below + (equal + 1) / 2
}

function lineThrough(x: Float64Array, y: Float64Array): { slope: number; intercept: number } {
  let [sumX, sumY] = [0, 0]
  for (let k = 0; k < x.length; k++) {
    sumX += x[k]!
    sumY += y[k]!
  }
  const [meanX, meanY] = [sumX / x.length, sumY / x.length]
  let [spread, cross] = [0, 0]
  for (let k = 0; k < x.length; k++) {
    spread += (x[k]! - meanX) * (x[k]! - meanX)
    cross += (x[k]! - meanX) * (y[k]! - meanY)
  }
  const slope = cross / spread
  return { slope, intercept: meanY - slope * meanX }
}

/** Shares of values up to each of the levels, from counts of the values that reach them first. */
function sharesUpTo(counts: Float64Array): Float64Array {
  const shares = counts.slice()
  for (let k = 1; k < shares.length; k++) shares[k]! += shares[k - 1]!
  const total = shares[shares.length - 1]!
  return shares.map((count) => count / total)
}

function dominanceOf(walk: ReturnType<typeof halfSharpes>, outOfSample: Float64Array): StochasticDominance {
  let [low, high] = [Infinity, -Infinity]
  const each = (visit: (sharpe: number) => void): void =>
    walk((first, second) => {
      first.forEach(visit)
      second.forEach(visit)
    })
  each((sharpe) => {
    low = Math.min(low, sharpe)
    high = Math.max(high, sharpe)
  })
  const step = (high - low) / (LEVELS - 1)
  const sharpe = Float64Array.from({ length: LEVELS }, (_, k) => (k === LEVELS - 1 ? high : low + k * step))
  const count = (counts: Float64Array, value: number): void => {
    let level = step === 0 ? 0 : Math.min(LEVELS - 1, Math.max(0, Math.ceil((value - low) / step)))
    // The quotient may round across a level.
    while (level > 0 && sharpe[level - 1]! >= value) level--
    while (sharpe[level]! < value) level++
    counts[level]! += 1
  }
  const [countsOfAll, countsOfChosen] = [new Float64Array(LEVELS), new Float64Array(LEVELS)]
  each((value) => count(countsOfAll, value))
  for (const value of outOfSample) count(countsOfChosen, value)
  const [all, chosen] = [sharesUpTo(countsOfAll), sharesUpTo(countsOfChosen)]
  const area = new Float64Array(LEVELS)
  for (let k = 1; k < LEVELS; k++) {
    const gap = all[k]! - chosen[k]! + all[k - 1]! - chosen[k - 1]!
    area[k] = area[k - 1]! + (gap / 2) * (sharpe[k]! - sharpe[k - 1]!)
  }
  return { sharpe, chosen, all, area }
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: the rows are cut into blocks, and for every choice of
 * half of them the trial with the best Sharpe ratio in that half is looked up in the other half. When it is in the lower half of all
 * trials there as often as not, choosing the best backtest is worth nothing. Blocks differ in length by one row at most.
 * After Bailey, Borwein, López de Prado and Zhu, The Probability of Backtest Overfitting (2015).
 *
 * @param returnsByTrial Returns of every trial over the same rows, also of those that were given up: leaving the bad ones out flatters.
 * @throws BarcastError `validation/trials`, `validation/not-finite`, `validation/too-few-rows` (fewer than two rows per block),
 *   `validation/constant-returns` (a trial that earns the same, and not 0, in every row of a half), `validation/config`, `validation/unknown-option`.
 *
 * @example
 * const { probability, degradation } = probabilityOfBacktestOverfitting(returnsByTrial, { blocks: 16 })
 */
export function probabilityOfBacktestOverfitting(
  returnsByTrial: readonly Float64Array[],
  options: BacktestOverfittingOptions = {},
): BacktestOverfitting {
  const { blocks } = parseOverfitting(options, ACTION)
  const rows = checkTrialReturns(returnsByTrial, 2, ACTION)
  if (rows < 2 * blocks) {
    throw new BarcastError('validation/too-few-rows', `${ACTION}: ${blocks} blocks need ${2 * blocks} rows or more, found ${rows}`, {
      value: rows,
    })
  }
  const [size, larger] = [Math.floor(rows / blocks), rows % blocks]
  const cuts = Array.from({ length: blocks + 1 }, (_, k) => k * size + Math.min(k, larger))
  const walk = halfSharpes(returnsByTrial, cuts, ACTION)
  const splits = combinationCount(blocks, blocks / 2)
  const logits = new Float64Array(splits)
  const [inSample, outOfSample, chosen] = [new Float64Array(splits), new Float64Array(splits), new Int32Array(splits)]
  let [overfitted, losing] = [0, 0]
  const take = (split: number, inside: Float64Array, outside: Float64Array): void => {
    const best = bestOf(inside)
    const share = rankOf(outside, best) / (outside.length + 1)
    chosen[split] = best
    inSample[split] = inside[best]!
    outOfSample[split] = outside[best]!
    logits[split] = log(share / (1 - share))
    if (share <= 0.5) overfitted += 1
    if (outside[best]! < 0) losing += 1
  }
  let pair = 0
  walk((first, second) => {
    take(pair, first, second)
    // Halves in lexicographic order: the complement of the n-th is the n-th from the end.
    take(splits - 1 - pair, second, first)
    pair += 1
  })
  return {
    probability: overfitted / splits,
    logits,
    chosen,
    inSample,
    outOfSample,
    degradation: lineThrough(inSample, outOfSample),
    lossProbability: losing / splits,
    dominance: dominanceOf(walk, outOfSample),
  }
}
