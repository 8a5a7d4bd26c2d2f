import { type Bundle, createLiveStrategy, type LiveDecision } from '../bundles/index.js'
import { type Bar, BarcastError, type Bars, barAt, checkBars, type ErrorPlace } from '../core/index.js'
import { atr } from '../indicators/index.js'
import { parseStrategyConfig, type StrategySettings } from './config.js'
import type { FlatReason, StrategySignal } from './strategy-signal.js'

/** What {@link createMLStrategy} takes. */
export interface MLStrategyConfig {
  bundle: Bundle
  /** Written into each signal. Default: the type of the bundle's model. */
  modelName?: string
  /**
   * Least probability of the deciding class, 0 … 1; below it the signal is FLAT. Default: what the bundle's rule states, as that was backtested, else
   * 0.55. It cannot be below the rule's own.
   */
  minConfidence?: number
  /** Distance of the stop in average true ranges, before the confidence adjusts it. Default 1.5. */
  slAtrMultiple?: number
  /** Distance of the target in average true ranges. Default 3. */
  tpAtrMultiple?: number
  /** Share, 0 to below 1, by which certainty tightens the stop. Default 0.3. */
  confidenceAdjustment?: number
  /** Bars of Wilder's average true range. Default 14. */
  atrPeriod?: number
}

/** A bundle as a trading strategy: one signal a closed bar, with distances for stop and target. */
export interface MLStrategy {
  readonly minConfidence: number
  /**
   * Takes the bars that are new and gives the signal at the close of the last one. The first time, `bars` must reach back to the bundle's start
   * or before (bars before it warm up the average true range); later they must hold the bar that was taken last, so that none is left
   * out unseen. The same bars again give the same signal.
   *
   * @throws BarcastError `signals/history-gap` (bars are missing in between), `signals/history-changed` (the bar that was taken last has other values now:
   * it was not closed, or prices were adjusted since), `signals/symbol`, `signals/timeframe`, `bars/<rule>`, `bundles/timeframe`.
   */
  generateSignal(bars: Bars): StrategySignal
  /**
   * Takes the next closed bar.
   *
   * @throws BarcastError `signals/history-gap` when the first bar of all is after the bundle's start, `bars/<rule>`, `bundles/timeframe`, `bundles/bar`. A
   * refused bar leaves the strategy as it was.
   */
  next(bar: Bar): StrategySignal
}

const DEFAULT_MIN_CONFIDENCE = 0.55
const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const

function refuse(rule: string, action: string, message: string, value: unknown, where: ErrorPlace): never {
  throw new BarcastError(`signals/${rule}`, `${action}: ${message}`, { value, where })
}

function minConfidenceOf(given: number | undefined, { rule }: Bundle): number {
  const backtested = rule.minConfidence
  if (given !== undefined && backtested !== undefined && given < backtested) {
    const message = `minConfidence must be at least the ${backtested} of the bundle's rule, found ${given}`
    refuse('min-confidence', 'Create ML strategy', message, given, { path: 'minConfidence' })
  }
  return given ?? backtested ?? DEFAULT_MIN_CONFIDENCE
}

/** Stop and target: the more confidence there is above the threshold, the tighter the stop. */
function distances(confidence: number, range: number, minConfidence: number, settings: StrategySettings): { sl: number; tp: number } {
  const sure = confidence > minConfidence ? (confidence - minConfidence) / (1 - minConfidence) : 0
  const sl = range * settings.slAtrMultiple * (1 - settings.confidenceAdjustment * sure)
  return { sl: Number.isNaN(confidence) ? NaN : sl, tp: Number.isNaN(confidence) ? NaN : range * settings.tpAtrMultiple }
}

function flatReason(bar: Bar, decision: LiveDecision | undefined, range: number, minConfidence: number): FlatReason | undefined {
  if (decision === undefined) return 'before_start'
  if (Number.isNaN(bar.close)) return 'no_price'
  if (Number.isNaN(decision.confidence)) return 'warm_up'
  if (decision.confidence < minConfidence) return 'low_confidence'
  if (decision.signal === 'HOLD') return 'hold'
  return range > 0 ? undefined : 'no_atr'
}

/** Row of the first bar to take. */
function firstNewRow(bars: Bars, { symbol, timeframeMs, startMs }: Bundle, last: Bar | undefined): number {
  const action = 'Generate signal'
  if (bars.symbol !== symbol)
    refuse('symbol', action, `bars must be of ${symbol}, found ${bars.symbol}`, bars.symbol, { path: 'bars.symbol' })
  if (bars.timeframeMs !== timeframeMs) {
    const message = `bars must be of the timeframe ${timeframeMs} ms, found ${bars.timeframeMs}`
    refuse('timeframe', action, message, bars.timeframeMs, { path: 'bars.timeframeMs' })
  }
  if (last === undefined) return checkReach(bars.openTimeMs[0]!, startMs, action)
  const row = bars.openTimeMs.lastIndexOf(last.openTimeMs)
  const timeMs = last.openTimeMs
  if (row < 0) refuse('history-gap', action, `bars must hold the one taken last, which opened at ${timeMs}, found none`, timeMs, { timeMs })
  const same = barAt(bars, row)
  for (const column of FIELDS) {
    if (Object.is(same[column], last[column])) continue
    const message = `a bar that was taken must stay as it was (closed, not adjusted since): ${column} was ${last[column]}, found ${same[column]}`
    refuse('history-changed', action, message, same[column], { row, column, timeMs })
  }
  return row + 1
}

/** The first bar of all is at the bundle's start or before it: what is between the two would be missing in the features. */
function checkReach(firstMs: number, startMs: number, action: string): number {
  if (firstMs > startMs)
    refuse('history-gap', action, `the first bar must open at the bundle's start ${startMs} or before, found ${firstMs}`, firstMs, {
      timeMs: firstMs,
    })
  return 0
}

/**
 * Runs a bundle as a strategy with stops by volatility. The signal is the bundle's own decision, bit for bit the one that was backtested on the same bar
 * with `rule.minConfidence` = `minConfidence`: BUY is LONG, SELL is SHORT, HOLD and everything below `minConfidence` is FLAT, with the reason.
 *
 * `slDistance` = atr · slAtrMultiple · (1 − confidenceAdjustment · s) with s = (confidence − minConfidence) / (1 − minConfidence), 0 … 1: at the
 * threshold the whole distance, at certainty `confidenceAdjustment` less. `tpDistance` = atr · tpAtrMultiple. `atr` is Wilder's
 * average over all bars taken, from the first one on (TA-Lib's ATR).
 *
 * @throws BarcastError `signals/config`, `signals/unknown-option`, `signals/min-confidence`, and the errors of `createLiveStrategy`.
 *
 * @example
 * const strategy = createMLStrategy({ bundle: parseBundle(text), minConfidence: 0.6 })
 * const { signal, metadata } = strategy.generateSignal(bars)
 */
export function createMLStrategy({ bundle, ...options }: MLStrategyConfig): MLStrategy {
  const settings = parseStrategyConfig(options)
  const live = createLiveStrategy(bundle)
  const minConfidence = minConfidenceOf(settings.minConfidence, bundle)
  const modelName = settings.modelName ?? bundle.model.modelType
  const ranges = atr.stream({ period: settings.atrPeriod })
  let last: { bar: Bar; said: StrategySignal } | undefined

  function take(bar: Bar): StrategySignal {
    // The live strategy comes first: it refuses what the average true range would refuse, and a refused bar must leave both as they were.
    const decision = bar.openTimeMs < bundle.startMs ? undefined : live.next(bar)
    const range = ranges.next(bar)
    const confidence = decision?.confidence ?? NaN
    const reason = flatReason(bar, decision, range, minConfidence)
    const { sl, tp } = distances(confidence, range, minConfidence, settings)
    const said: StrategySignal = {
      timeMs: bar.openTimeMs,
      signal: reason !== undefined ? 'FLAT' : decision?.signal === 'BUY' ? 'LONG' : 'SHORT',
      metadata: {
        entryPrice: bar.close,
        confidence,
        slDistance: sl,
        tpDistance: tp,
        atr: range,
        modelName,
        strategyType: 'ml_based',
        ...(reason === undefined ? {} : { reason }),
      },
    }
    last = { bar: { ...bar }, said }
    return said
  }

  return {
    minConfidence,
    generateSignal(bars) {
      checkBars(bars, 'Generate signal')
      let said = last?.said
      for (let row = firstNewRow(bars, bundle, last?.bar); row < bars.length; row++) said = take(barAt(bars, row))
      return said!
    },
    next(bar) {
      if (last === undefined) checkReach(bar.openTimeMs, bundle.startMs, 'Take live bar')
      return take(bar)
    },
  }
}
