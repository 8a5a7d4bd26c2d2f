import {
  createBacktestEngine,
  optimizeStrategy,
  parameterHeatMap,
  type Strategy,
  type StrategySearch,
  walkForwardOptimize,
} from 'barcast/backtest'
import { type Bars, isBarcastError, type Signal, sliceBars } from 'barcast/core'
import { deflatedSharpeRatio, simpleReturns } from 'barcast/metrics'
import { grid, type ParamValues } from 'barcast/tuning'
import { purgedKFold, walkForward } from 'barcast/validation'
import { describe, expect, it } from 'vitest'
import { DAY, randomMarket } from './market.js'

const bars = randomMarket({ seed: 21, length: 240, volatility: 0.02, missing: 0, stepMs: DAY })

/** Long while the close is above that of some bars before. */
function momentum({ lookback, wait }: ParamValues, all: readonly Bars[]) {
  const { openTimeMs, close } = all[0]!
  const signal = Array.from(close, (price, row): Signal => {
    if (row % (wait as number) !== 0) return 'HOLD'
    return price > (close[row - (lookback as number)] ?? Infinity) ? 'BUY' : 'SELL'
  })
  return { timeMs: openTimeMs, signal }
}

const space = { lookback: { type: 'int', low: 2, high: 5 }, wait: { type: 'choice', choices: [1, 3] } } as const
const values = { lookback: [2, 3, 4, 5], wait: [1, 3] }
const search: StrategySearch = { bars, space, run: momentum, trials: 8, sampler: grid(values) }

describe('the search of parameters', () => {
  it('finds the best of all, counts every trial and says what the best of so many is worth', async () => {
    const found = await optimizeStrategy(search)
    const engine = createBacktestEngine()
    const sets = values.lookback.flatMap((lookback) => values.wait.map((wait) => ({ lookback, wait })))
    const results = sets.map((set) => engine.runBacktest(momentum(set, [bars]), [bars]))
    const scores = results.map(({ metrics }) => metrics.sharpeRatio)
    const best = scores.indexOf(Math.max(...scores))
    expect(found.bestParams).toEqual(sets[best])
    expect(found.bestScore).toBe(scores[best])
    expect(found.trialCount).toBe(8)
    expect(found.bestResult.accountHistory.equity).toEqual(results[best]!.accountHistory.equity)
    // By hand: Sharpe ratios per bar of all eight, their variance, and the best one's returns.
    const returns = results.map(({ accountHistory }) => simpleReturns(accountHistory.equity))
    const sharpes = returns.map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return mean / Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
    })
    const middle = sharpes.reduce((sum, value) => sum + value, 0) / 8
    const trialSharpeVariance = sharpes.reduce((sum, value) => sum + (value - middle) ** 2, 0) / 7
    expect(found.deflatedSharpe).toBeCloseTo(deflatedSharpeRatio({ returns: returns[best]!, trials: 8, trialSharpeVariance }), 12)

    const map = parameterHeatMap(found.study, 'lookback', 'wait')
    expect([...map.x]).toEqual(values.lookback)
    expect([...map.y]).toEqual([1, 3])
    expect([...map.count]).toEqual(new Array(8).fill(1))
    expect(sets.map(({ wait, lookback }) => map.mean[map.y.indexOf(wait) * 4 + map.x.indexOf(lookback)])).toEqual(scores)
    expect([...map.best]).toEqual([...map.mean])
    const narrow = parameterHeatMap(found.study, 'lookback', 'lookback')
    expect(narrow.count[0]).toBe(2)
    expect(narrow.best[0]).toBe(Math.max(scores[0]!, scores[1]!))
    expect(narrow.mean[0]).toBeCloseTo((scores[0]! + scores[1]!) / 2, 12)
    expect(narrow.mean[1]).toBeNaN()
  })

  it('walks forward: parameters from before, equity from after', async () => {
    const splitter = walkForward({ folds: 3 })
    const { folds, equity, timeMs, trialCount } = await walkForwardOptimize({ ...search, splitter })
    expect(trialCount).toBe(24)
    expect(folds).toHaveLength(3)
    let capital = 10_000
    let at = 0
    for (const { trainFromMs, trainToMs, trainScore, testFromMs, testToMs, params, result } of folds) {
      expect(testFromMs).toBeGreaterThan(trainToMs)
      const train = sliceBars(bars, bars.openTimeMs.indexOf(trainFromMs), bars.openTimeMs.indexOf(trainToMs) + 1)
      expect(trainScore).toBe(createBacktestEngine().runBacktest(momentum(params, [train]), [train]).metrics.sharpeRatio)
      const from = bars.openTimeMs.indexOf(testFromMs)
      const to = bars.openTimeMs.indexOf(testToMs)
      const decided = momentum(params, [bars])
      const cut = { timeMs: decided.timeMs.slice(from), signal: decided.signal.slice(from) }
      const alone = createBacktestEngine({ initialCapital: capital }).runBacktest(cut, bars).portfolioHistory
      const rows = to - from + 1
      expect(result!.accountHistory.timeMs[0]).toBe(testFromMs)
      expect([...equity.subarray(at, at + rows)]).toEqual([...alone.equity.subarray(0, rows)])
      expect([...timeMs.subarray(at, at + rows)]).toEqual([...bars.openTimeMs.subarray(from, to + 1)])
      capital = equity[at + rows - 1]!
      at += rows
    }
    expect(at).toBe(equity.length)
  })

  it('lets a later bar change no parameter and no equity before it', async () => {
    const splitter = walkForward({ folds: 3 })
    const seen = await walkForwardOptimize({ ...search, splitter })
    const last = bars.openTimeMs.indexOf(seen.folds[2]!.testFromMs)
    const other = { ...bars }
    for (const column of ['open', 'high', 'low', 'close'] as const)
      other[column] = bars[column].map((value, row) => (row < last ? value : value * (1 + (row - last) / 10)))
    const changed = await walkForwardOptimize({ ...search, bars: other, splitter })
    const rows = seen.timeMs.indexOf(bars.openTimeMs[last]!)
    expect(changed.folds.map(({ params }) => params)).toEqual(seen.folds.map(({ params }) => params))
    expect([...changed.equity.subarray(0, rows)]).toEqual([...seen.equity.subarray(0, rows)])
    expect(changed.equity.at(-1)).not.toBe(seen.equity.at(-1))
  })

  it('asks a strategy from the first test bar on, with the training bars as its past', async () => {
    const first: number[] = []
    const run = (): Strategy => {
      let isFirst = true
      return {
        onBar(context) {
          if (isFirst) first.push(context.bars().length)
          isFirst = false
          if (context.position().units === 0) context.submit({ size: { targetWeight: 0.5 } })
        },
      }
    }
    const { folds } = await walkForwardOptimize({ ...search, run, trials: 1, splitter: walkForward({ folds: 2 }) })
    const rows = folds.map(({ testFromMs }) => bars.openTimeMs.indexOf(testFromMs) + 1)
    // Per fold one trial, its best again, and the test.
    expect(first).toEqual([1, 1, rows[0], 1, 1, rows[1]])
  })

  it('refuses parts that are not one after the other', async () => {
    const refusal = await walkForwardOptimize({ ...search, splitter: purgedKFold({ splits: 3 }) }).catch((error: unknown) => error)
    expect(isBarcastError(refusal, 'backtest/fold')).toBe(true)
  })
})
