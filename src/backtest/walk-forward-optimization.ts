import { BarcastError, type Bars, sliceBars } from '../core/index.js'
import type { ParamValues, Study } from '../tuning/index.js'
import type { Split, Splitter } from '../validation/index.js'
import { isBySymbol, isWeights } from './decision-plan.js'
import type { Decisions, SymbolDecisions } from './decisions.js'
import { alignMarket } from './market.js'
import { deflate, listOf, optimizeStrategy, runWhatever, type StrategySearch } from './optimization.js'
import { returnFigures, returnsOf } from './performance.js'
import type { PortfolioResult, ReturnFigures } from './result.js'
import type { Strategy } from './strategy.js'

/** A search on the bars of each training part, carried out on the bars that follow. */
export interface WalkForwardSearch extends StrategySearch {
  /** Such as `walkForward` of `barcast/validation`; it is given the clock of the bars, each row a span from its open to its close. Trials are per fold. */
  splitter: Splitter
}

export interface WalkForwardFold {
  trainFromMs: number
  /** Open of the last training bar. */
  trainToMs: number
  testFromMs: number
  testToMs: number
  params: ParamValues
  trainScore: number
  study: Study
  /** The account on the test part, begun flat with what the fold before left; undefined when nothing was decided there. */
  result?: PortfolioResult
}

export interface WalkForwardOptimization {
  folds: WalkForwardFold[]
  /** All test parts, one after the other. */
  timeMs: Float64Array
  equity: Float64Array
  metrics: ReturnFigures
  /** Over all folds. */
  trialCount: number
  /** Of the stitched equity, given all trials of all folds; see {@link StrategyOptimization}. */
  deflatedSharpe: number
}

const ACTION = 'Walk forward'

/** First and last row of a part, which must be whole. */
function rangeOf(rows: Int32Array, part: string, fold: number): [number, number] {
  const first = rows[0]
  const last = rows[rows.length - 1]
  if (first === undefined || last === undefined || last - first !== rows.length - 1)
    throw new BarcastError(
      'backtest/fold',
      `${ACTION}: the ${part} part of fold ${fold} must be a run of rows, found ${rows.length} with gaps`,
      {
        value: rows.length,
        where: { path: `folds.${fold}.${part}` },
      },
    )
  return [first, last]
}

function barsBetween(all: readonly Bars[], fromMs: number, toMs: number): Bars[] {
  const parts = all.map((bars) => {
    const from = bars.openTimeMs.findIndex((time) => time >= fromMs)
    const after = bars.openTimeMs.findIndex((time) => time > toMs)
    return from < 0 ? undefined : sliceBars(bars, from, after < 0 ? bars.length : after)
  })
  return parts.filter((bars): bars is Bars => bars !== undefined && bars.length > 0)
}

function rowAt(timeMs: Float64Array, fromMs: number): number {
  const row = timeMs.findIndex((time) => time >= fromMs)
  return row < 0 ? timeMs.length : row
}

function symbolDecisionsFrom(decisions: SymbolDecisions, fromMs: number): SymbolDecisions {
  const { timeMs } = decisions
  const row = rowAt(timeMs, fromMs)
  const times = timeMs.subarray(row)
  if ('probabilities' in decisions) {
    const { classes, data } = decisions.probabilities
    return { ...decisions, timeMs: times, probabilities: { rows: times.length, classes, data: data.subarray(row * classes) } }
  }
  if ('expectedReturn' in decisions) return { ...decisions, timeMs: times, expectedReturn: decisions.expectedReturn.subarray(row) }
  const { signal, confidence } = decisions
  return { timeMs: times, signal: signal.slice(row), ...(confidence === undefined ? {} : { confidence: confidence.subarray(row) }) }
}

/** What is decided from a time on; undefined when nothing is. */
function decisionsFrom(decisions: Decisions, fromMs: number): Decisions | undefined {
  if (isWeights(decisions)) {
    const row = rowAt(decisions.timeMs, fromMs)
    const timeMs = decisions.timeMs.subarray(row)
    const weights = Object.fromEntries(Object.entries(decisions.weights).map(([symbol, column]) => [symbol, column.subarray(row)]))
    return timeMs.length === 0 ? undefined : { timeMs, weights }
  }
  if (isBySymbol(decisions)) {
    const cut = Object.entries(decisions.bySymbol).map(([symbol, one]) => [symbol, symbolDecisionsFrom(one, fromMs)] as const)
    const left = cut.filter(([, { timeMs }]) => timeMs.length > 0)
    return left.length === 0 ? undefined : { bySymbol: Object.fromEntries(left) }
  }
  const left = symbolDecisionsFrom(decisions, fromMs)
  return left.timeMs.length === 0 ? undefined : left
}

/** The same strategy, asked from a row on. */
function strategyFrom(strategy: Strategy, row: number): Strategy {
  return {
    warmupBars: Math.max(row, strategy.warmupBars ?? 0),
    onStart: (symbols) => strategy.onStart?.(symbols),
    onBar: (context) => strategy.onBar(context),
  }
}

function spansOf(timeMs: Float64Array, timeframeMs: number): { t0: Float64Array; t1: Float64Array } {
  return { t0: timeMs, t1: timeMs.map((time) => time + timeframeMs - 1) }
}

/**
 * Walk-forward optimisation: on the training part of each fold the parameters are searched as {@link optimizeStrategy} does, and the best are traded on the test part, which
 * no trial has seen. Of the test part, `run` and strategies know the training bars as their past; every fold begins flat, at the close of its first bar, with the capital that the
 * one before left. What is held at the end of a fold is valued at its last close: the costs of that exit are not charged.
 *
 * @throws BarcastError as {@link optimizeStrategy}; `backtest/fold` for parts with gaps, or a test part that is not after its training part
 *
 * @example
 * const { folds, metrics, trialCount } = await walkForwardOptimize({ ...search, splitter: walkForward({ folds: 5 }) })
 */
export async function walkForwardOptimize(search: WalkForwardSearch): Promise<WalkForwardOptimization> {
  const { splitter, config = {}, run, ...rest } = search
  const all = listOf(search.bars)
  const { timeMs, timeframeMs } = alignMarket(all, ACTION)
  const folds: WalkForwardFold[] = []
  const times: number[] = []
  const equity: number[] = []
  const sharpes: number[] = []
  let trialCount = 0
  let capital = config.initialCapital ?? 10_000
  const splits: Split[] = [...splitter(spansOf(timeMs, timeframeMs))]
  for (const [number, { train, test }] of splits.entries()) {
    const [trainFrom, trainTo] = rangeOf(train, 'train', number)
    const [testFrom, testTo] = rangeOf(test, 'test', number)
    if (testFrom <= trainTo)
      throw new BarcastError(
        'backtest/fold',
        `${ACTION}: the test part of fold ${number} must come after its training part, found row ${testFrom}`,
        {
          value: testFrom,
          where: { path: `folds.${number}.test` },
        },
      )
    const [trainFromMs, trainToMs, testFromMs, testToMs] = [timeMs[trainFrom]!, timeMs[trainTo]!, timeMs[testFrom]!, timeMs[testTo]!]
    const found = await optimizeStrategy({ ...rest, config, run, bars: barsBetween(all, trainFromMs, trainToMs) })
    trialCount += found.trialCount
    sharpes.push(...found.trialSharpes)
    const seen = barsBetween(all, trainFromMs, testToMs)
    const what = run(found.bestParams, seen)
    const row = alignMarket(seen, ACTION).timeMs.indexOf(testFromMs)
    const cut = 'onBar' in what ? strategyFrom(what, row) : decisionsFrom(what, testFromMs)
    const result = cut === undefined ? undefined : runWhatever({ ...config, initialCapital: capital }, cut, seen)
    // Before the first decision of a fold the account stands still.
    const begin = result?.accountHistory.timeMs[0] ?? Infinity
    for (let at = testFrom; at <= testTo; at++) {
      times.push(timeMs[at]!)
      if (timeMs[at]! < begin) equity.push(capital)
    }
    if (result !== undefined) for (const value of result.accountHistory.equity) equity.push(value)
    capital = equity[equity.length - 1]!
    const { bestParams: params, bestScore: trainScore, study } = found
    folds.push({ trainFromMs, trainToMs, testFromMs, testToMs, params, trainScore, study, ...(result === undefined ? {} : { result }) })
    // An account that is used up has nothing to go on with.
    if (!(capital > 0)) break
  }
  const stitched = Float64Array.from(equity)
  const clock = Float64Array.from(times)
  const deflatedSharpe = deflate(returnsOf(stitched), trialCount, sharpes)
  return { folds, timeMs: clock, equity: stitched, metrics: returnFigures(stitched, clock), trialCount, deflatedSharpe }
}
