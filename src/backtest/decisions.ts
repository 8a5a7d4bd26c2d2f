import type { Signal } from '../core/index.js'
import type { SignalSeries } from './result.js'

/**
 * Class probabilities of a model at the closes of bars, and what is done at which class: the most probable class decides (the first of equals), and only when its probability
 * is at least `minConfidence`; else, and for a row of NaN, the signal is HOLD. The same rule as `decideSignals` of `barcast/models`.
 */
export interface ClassPredictions {
  timeMs: Float64Array
  /** Row by row, one column per class, as models give them. */
  probabilities: { rows: number; classes: number; data: Float64Array }
  classNames: readonly string[]
  rule: {
    /** 0 … 1. Default 0. */
    minConfidence?: number
    /** Signal of every class. */
    actions: Readonly<Record<string, Signal>>
  }
}

/** Expected returns at the closes of bars: BUY above one threshold, SELL below the other, HOLD between them and where NaN. */
export interface ReturnPredictions {
  timeMs: Float64Array
  expectedReturn: Float64Array
  /** Above what it costs to act on it, in most cases. */
  buyAbove: number
  /** At most `buyAbove`. */
  sellBelow: number
}

/** What is decided about one symbol. */
export type SymbolDecisions = SignalSeries | ClassPredictions | ReturnPredictions

/** Decisions about several symbols, by symbol; one that is left out is not traded. */
export interface DecisionsBySymbol {
  bySymbol: Readonly<Record<string, SymbolDecisions>>
}

/**
 * Portfolio weights at the closes of bars: from the next open on, each symbol is to be worth its weight of equity. Every row trades, also one that repeats the last. A symbol that
 * has no weights is not traded.
 */
export interface TargetWeights {
  timeMs: Float64Array
  /** By symbol, one weight per time; short positions negative. Σ |weight| of a row at most the leverage. */
  weights: Readonly<Record<string, Float64Array>>
}

/** Everything that `runBacktest` takes. */
export type Decisions = SymbolDecisions | DecisionsBySymbol | TargetWeights
