import type { Bars } from '../core/index.js'
import { deflatedSharpeRatio } from '../metrics/index.js'
import {
  createStudy,
  nopPruner,
  type ParamValue,
  type ParamValues,
  type Sampler,
  type SearchSpace,
  type Study,
  suggestFrom,
} from '../tuning/index.js'
import type { BacktestConfig } from './config.js'
import type { Decisions } from './decisions.js'
import { createBacktestEngine } from './engine.js'
import { returnsOf } from './performance.js'
import type { PortfolioResult } from './result.js'
import type { Strategy } from './strategy.js'

/** What is searched, and how. */
export interface StrategySearch {
  /** Of the engine that runs every trial. */
  config?: BacktestConfig
  space: SearchSpace
  /** What is traded with some parameters; the bars are those it may know. A trial whose `run` throws ends the search with its error. */
  run: (params: ParamValues, bars: readonly Bars[]) => Strategy | Decisions
  bars: Bars | readonly Bars[]
  /** How many parameter sets are tried. */
  trials: number
  /** What is to be as large as can be. Default the annual Sharpe ratio; NaN is a failed trial. */
  score?: (result: PortfolioResult) => number
  /** Default that of studies (TPE). */
  sampler?: Sampler
  /** Default 0. */
  seed?: number
}

/** The best of so many parameter sets, and what that is worth. */
export interface StrategyOptimization {
  study: Study
  bestParams: ParamValues
  bestScore: number
  bestResult: PortfolioResult
  /** Every set that was tried, those that failed too. */
  trialCount: number
  /** Sharpe ratio per bar of every trial that had one. */
  trialSharpes: readonly number[]
  /**
   * Probability that the true Sharpe ratio of the best is above 0, given that it was the best of `trialCount` (Bailey and López de Prado 2014); NaN with fewer than two trials'
   * Sharpe ratios.
   */
  deflatedSharpe: number
}

/** Runs a strategy or decisions on all bars. */
export function runWhatever(config: BacktestConfig, what: Strategy | Decisions, bars: readonly Bars[]): PortfolioResult {
  const engine = createBacktestEngine(config)
  return 'onBar' in what ? engine.runStrategy(what, bars) : engine.runBacktest(what, bars)
}

/** Sharpe ratio per bar, with the sample deviation; NaN for an account that never moved. */
export function sharpePerBar(returns: Float64Array): number {
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length
  const squares = returns.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return squares === 0 ? NaN : mean / Math.sqrt(squares / (returns.length - 1))
}

/** What the best Sharpe ratio of so many trials is worth. */
export function deflate(returns: Float64Array, trials: number, sharpes: readonly number[]): number {
  if (sharpes.length < 2) return NaN
  const mean = sharpes.reduce((sum, value) => sum + value, 0) / sharpes.length
  const trialSharpeVariance = sharpes.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (sharpes.length - 1)
  return deflatedSharpeRatio({ returns, trials, trialSharpeVariance })
}

export function listOf(bars: Bars | readonly Bars[]): readonly Bars[] {
  return Array.isArray(bars) ? (bars as readonly Bars[]) : [bars as Bars]
}

/**
 * Searches the parameters of a strategy on the bars given: one study, each trial one run. The best of many is better than it will be: read `deflatedSharpe`, or use
 * {@link walkForwardOptimize}.
 *
 * @throws BarcastError of the study, the engine or the strategy; `tuning/no-complete-trial` when no trial had a score
 *
 * @example
 * const { bestParams, deflatedSharpe, trialCount } = await optimizeStrategy({
 *   bars,
 *   space: { fastBars: { type: 'int', low: 2, high: 20 }, slowBars: { type: 'int', low: 21, high: 100 } },
 *   run: (params, seen) => crossingSignals(seen[0]!, params),
 *   trials: 50,
 *   seed: 1,
 * })
 */
export async function optimizeStrategy(search: StrategySearch): Promise<StrategyOptimization> {
  const { config = {}, space, run, trials, score = ({ metrics }) => metrics.sharpeRatio, sampler, seed = 0 } = search
  const bars = listOf(search.bars)
  const study = createStudy({ direction: 'maximize', seed, pruner: nopPruner(), ...(sampler === undefined ? {} : { sampler }) })
  const trialSharpes: number[] = []
  await study.optimize(
    (trial) => {
      const result = runWhatever(config, run(suggestFrom(trial, space), bars), bars)
      const sharpe = sharpePerBar(returnsOf(result.accountHistory.equity))
      if (!Number.isNaN(sharpe)) trialSharpes.push(sharpe)
      return score(result)
    },
    { trials },
  )
  const { params: bestParams, value: bestScore } = study.bestTrial
  const bestResult = runWhatever(config, run(bestParams, bars), bars)
  const trialCount = study.trials.length
  const deflatedSharpe = deflate(returnsOf(bestResult.accountHistory.equity), trialCount, trialSharpes)
  return { study, bestParams, bestScore, bestResult, trialCount, trialSharpes, deflatedSharpe }
}

/** Scores over two parameters, row by row: cell (i, j) at `i · x.length + j` belongs to `y[i]` and `x[j]`; NaN where nothing was tried. */
export interface ParameterHeatMap {
  x: readonly ParamValue[]
  y: readonly ParamValue[]
  /** Over the trials of a cell, whatever their other parameters. */
  mean: Float64Array
  best: Float64Array
  /** Complete trials. */
  count: Int32Array
}

function axisOf(study: Study, name: string): ParamValue[] {
  const values = new Set<ParamValue>()
  for (const { params } of study.trials) if (name in params) values.add(params[name]!)
  const found = [...values]
  return found.every((value) => typeof value === 'number') ? (found as number[]).sort((a, b) => a - b) : found
}

/**
 * What a study found over two of its parameters, for a picture of how broad its best is. Numbers ascend, choices stand in the order in which they were tried. `best` follows
 * the study's direction.
 *
 * @example
 * const { x, y, mean } = parameterHeatMap(study, 'fastBars', 'slowBars')
 */
export function parameterHeatMap(study: Study, xName: string, yName: string): ParameterHeatMap {
  const x = axisOf(study, xName)
  const y = axisOf(study, yName)
  const cells = x.length * y.length
  const mean = new Float64Array(cells).fill(NaN)
  const best = new Float64Array(cells).fill(NaN)
  const count = new Int32Array(cells)
  for (const trial of study.trials) {
    if (trial.state !== 'complete' || !(xName in trial.params) || !(yName in trial.params)) continue
    const at = y.indexOf(trial.params[yName]!) * x.length + x.indexOf(trial.params[xName]!)
    const before = count[at]!
    const { value } = trial
    const isBetter = study.direction === 'maximize' ? value > best[at]! : value < best[at]!
    if (before === 0 || isBetter) best[at] = value
    mean[at] = before === 0 ? value : (mean[at]! * before + value) / (before + 1)
    count[at] = before + 1
  }
  return { x, y, mean, best, count }
}
