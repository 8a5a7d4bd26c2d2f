import { AFTER_END, IN_GAP, OUTLIER, UNJUDGED } from './forward-return.js'
import { countMissing, type LabelColumn, type MissingLabels, noneMissing, type TargetColumn } from './labeled-data.js'
import type { Outcomes } from './return-labels.js'

/** Classes of `direction`, of `long_short_flat` and of `profitable`, from bearish to bullish. */
export const DIRECTION_CLASSES = ['down', 'flat', 'up'] as const
export const POSITION_CLASSES = ['SHORT', 'FLAT', 'LONG'] as const
export const PROFITABLE_CLASSES = ['no', 'yes'] as const

/** Why row i has no label; `noHistory` where its outcome is known but not what to judge it by. */
export function reasonOf({ rows, returns }: Outcomes, i: number): Exclude<keyof MissingLabels, 'total'> {
  const row = rows[i]!
  if (row === AFTER_END) return 'afterEnd'
  if (row === IN_GAP) return 'inGap'
  if (row === OUTLIER) return 'outlier'
  return row === UNJUDGED || !Number.isNaN(returns[i]!) ? 'noHistory' : 'noPrice'
}

/** Times of the deciding bars, NaN where `isMissing`. */
export function decidedAt({ timeMs, rows }: Outcomes, isMissing: (i: number) => boolean): () => Float64Array {
  return () => Float64Array.from(rows, (row, i) => (isMissing(i) ? Number.NaN : timeMs[row]!))
}

/** Classes each score by `classOf`; NaN has no label. */
export function classLabels(
  outcomes: Outcomes,
  scores: Float64Array,
  classes: readonly string[],
  classOf: (score: number) => number,
): LabelColumn {
  const value = Int32Array.from(scores, (score) => (Number.isNaN(score) ? -1 : classOf(score)))
  const missing = noneMissing()
  value.forEach((index, i) => {
    if (index < 0) countMissing(missing, reasonOf(outcomes, i))
  })
  return { value, classes, missing, t1: decidedAt(outcomes, (i) => value[i]! < 0) }
}

/** A numeric target with its spans. */
export function numericTarget(outcomes: Outcomes, value: Float64Array): TargetColumn {
  const missing = noneMissing()
  value.forEach((target, i) => {
    if (!Number.isNaN(target)) return
    // Where the outcome is known, what is missing is a close inside the window.
    countMissing(missing, outcomes.rows[i]! >= 0 ? 'noPrice' : reasonOf(outcomes, i))
  })
  return { value, missing, t1: decidedAt(outcomes, (i) => Number.isNaN(value[i]!)) }
}

/** 0 below −deadBand, 2 above deadBand, 1 between them, edges included. */
export function bandOf(score: number, deadBand: number): number {
  return score > deadBand ? 2 : score < -deadBand ? 0 : 1
}

/**
 * Sample standard deviation (n − 1) of the one-bar returns after each row up to its outcome. NaN without an outcome, where a close of the window is
 * missing, and for fewer than two returns.
 */
export function futureVolatility(close: Float64Array, rows: Int32Array): Float64Array {
  const volatility = new Float64Array(close.length).fill(Number.NaN)
  for (let t = 0; t < close.length; t++) {
    const count = rows[t]! - t
    if (rows[t]! < 0 || count < 2) continue
    let sum = 0
    for (let i = t + 1; i <= t + count; i++) sum += (close[i]! - close[i - 1]!) / close[i - 1]!
    const mean = sum / count
    let squares = 0
    for (let i = t + 1; i <= t + count; i++) {
      const deviation = (close[i]! - close[i - 1]!) / close[i - 1]! - mean
      squares += deviation * deviation
    }
    volatility[t] = Math.sqrt(squares / (count - 1))
  }
  return volatility
}
