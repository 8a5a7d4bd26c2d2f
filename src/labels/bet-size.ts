import { BarcastError, normalCdf, type Spans } from '../core/index.js'
import { parseBets } from './config.js'

/** Options of {@link betSize}. */
export interface BetSizeOptions {
  /** Classes that the probability was chosen from. Default 2. */
  classes?: number
  /** Sizes are rounded to multiples of this, half away from 0, so that small changes do not trade. 0 (default): not at all. */
  step?: number
}

/**
 * Sizes of bets from calibrated probabilities (López de Prado 2018, section 10.3): 2 Φ(z) − 1 with z = (p − 1/K) / √(p (1 − p)), K the number of classes; −1 …
 * 1. With the probability that a meta-label says `take`, 0.5 gives 0 and less gives below 0: do not take it. Multiply with the side of the signal. NaN
 * where the probability is.
 *
 * @throws BarcastError `labels/config`, `labels/unknown-option`, `labels/probability` outside 0 … 1.
 *
 * @example
 * betSize(Float64Array.of(0.5, 0.6, 0.9), { step: 0.1 }) // 0, 0.2, 0.8
 */
export function betSize(probability: Float64Array, options: BetSizeOptions = {}): Float64Array {
  const { classes, step } = parseBets(options, 'Size bets')
  return probability.map((p, row) => {
    if (p < 0 || p > 1) {
      throw new BarcastError('labels/probability', `Size bets: probability must be 0 … 1, found ${p} at row ${row}`, {
        value: p,
        where: { row },
      })
    }
    // At 0 and 1 the quotient has no bound and its size is −1 and 1.
    const size = p === 0 || p === 1 ? 2 * p - 1 : 2 * normalCdf((p - 1 / classes) / Math.sqrt(p * (1 - p))) - 1
    return step === 0 || Number.isNaN(size) ? size : rounded(size, step)
  })
}

function rounded(size: number, step: number): number {
  const steps = Math.floor(Math.abs(size) / step + 0.5)
  return size === 0 || steps === 0 ? 0 : Math.sign(size) * Math.min(1, steps * step)
}

/** The start of an active bet counts, its end does not. */
interface Change {
  timeMs: number
  by: number
  size: number
}

/**
 * Mean size of the bets that are active at each time, those with t0 ≤ time < t1 (López de Prado 2018, section 10.4); 0 where none is. Bets without an end (t1 NaN)
 * stay active. A bet of size NaN is none. The position this makes changes in small steps where one bet after the other would jump.
 *
 * @param timeMs Ascending times to ask about.
 * @param options `step`: means are rounded to multiples of this, as in `betSize`. Default 0: not at all.
 * @throws BarcastError `labels/row-count` for columns of different lengths, `labels/overlap` for a bet that ends before it begins, `labels/config`.
 *
 * @example
 * const position = averageActiveBets({ t0: labels.t0, t1: labels.t1, size }, bars.openTimeMs, { step: 0.1 })
 */
export function averageActiveBets(
  bets: Spans & { size: Float64Array },
  timeMs: Float64Array,
  options: { step?: number } = {},
): Float64Array {
  const { step } = parseBets(options, 'Average bets')
  const changes = changesOf(bets)
  let [next, active, sum] = [0, 0, 0]
  return timeMs.map((time) => {
    for (; next < changes.length && changes[next]!.timeMs <= time; next++) {
      active += changes[next]!.by
      // A sum of none is 0 whatever rounding left.
      sum = active === 0 ? 0 : sum + changes[next]!.by * changes[next]!.size
    }
    const mean = active === 0 ? 0 : sum / active
    return step === 0 ? mean : rounded(mean, step)
  })
}

function changesOf({ t0, t1, size }: Spans & { size: Float64Array }): Change[] {
  if (t1.length !== t0.length || size.length !== t0.length) {
    const found = `${t1.length} and ${size.length}`
    throw new BarcastError('labels/row-count', `Average bets: t1 and size must have as many values as t0 (${t0.length}), found ${found}`, {
      value: size.length,
    })
  }
  const changes: Change[] = []
  size.forEach((value, i) => {
    if (Number.isNaN(value) || Number.isNaN(t0[i]!)) return
    if (t1[i]! < t0[i]!) {
      throw new BarcastError('labels/overlap', `Average bets: t1 must not lie before t0 (${t0[i]}), found ${t1[i]} at row ${i}`, {
        value: t1[i],
        where: { row: i, column: 't1' },
      })
    }
    changes.push({ timeMs: t0[i]!, by: 1, size: value })
    if (!Number.isNaN(t1[i]!)) changes.push({ timeMs: t1[i]!, by: -1, size: value })
  })
  return changes.sort((a, b) => a.timeMs - b.timeMs)
}
