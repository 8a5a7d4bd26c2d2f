/**
 * The stretch of time whose prices went into each sample: `t0` is the row's own time, `t1` the time of the row that
 * decided its label (epoch milliseconds of bar opens, like a Frame's `timeMs`). Spans are closed: two of them clash
 * when `t0ᵢ ≤ t1ⱼ && t0ⱼ ≤ t1ᵢ`.
 */
export interface Spans {
  t0: Float64Array
  t1: Float64Array
}

/**
 * Class labels with their spans. No feature can read this type, and every splitter purges by the spans.
 * `value[i]` is an index into `classes`, −1 where there is no label (then `t1[i]` is NaN).
 */
export interface Labels extends Spans {
  readonly length: number
  readonly timeMs: Float64Array
  readonly value: Int32Array
  readonly classes: readonly string[]
}

/** The five classes of the documents, from bearish to bullish. */
export const SIGNAL_CLASSES = ['strong_sell', 'sell', 'hold', 'buy', 'strong_buy'] as const
export type SignalClass = (typeof SIGNAL_CLASSES)[number]

/** What a strategy does on a bar. BUY targets a long position, SELL none (or a short one), HOLD keeps. */
export type Signal = 'BUY' | 'SELL' | 'HOLD'
