/** A position to hold from the next open on. */
export type TradeSignal = 'LONG' | 'SHORT' | 'FLAT'

/**
 * Why a signal is FLAT. `before_start`: the bar is before the bundle's start; `warm_up`: a feature is missing; `low_confidence`: the model is less sure
 * than `minConfidence`; `hold`: the model's class means no trade; `no_price`: the bar has no close; `no_atr`: the average true range is not known
 * yet, or 0, so that no stop can be placed.
 */
export type FlatReason = 'before_start' | 'warm_up' | 'low_confidence' | 'hold' | 'no_price' | 'no_atr'

/** What a strategy says at the close of a bar. Numbers that are not known are NaN, which only a FLAT signal can have. */
export interface StrategySignal {
  /** Open time of the bar. */
  readonly timeMs: number
  readonly signal: TradeSignal
  readonly metadata: {
    /** Close of the bar; the position is entered at the next open, so at another price. */
    readonly entryPrice: number
    /** Probability of the most probable class. */
    readonly confidence: number
    /** Price distance from the entry to the stop. */
    readonly slDistance: number
    /** Price distance from the entry to the target. */
    readonly tpDistance: number
    /** Average true range, in price. */
    readonly atr: number
    readonly modelName: string
    readonly strategyType: 'ml_based'
    /** Why there is no trade; undefined for LONG and SHORT. */
    readonly reason?: FlatReason
  }
}
