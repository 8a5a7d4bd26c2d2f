import { log as naturalLog } from '../core/index.js'
import type { BarTable } from './bar-table.js'
import type { CleanLog, Outlier } from './clean-report.js'

/** The median absolute deviation of normal data is this part of their standard deviation, inverted. */
const MAD_TO_DEVIATION = 1.482602218505602

function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * Finds closes whose log return from the last known close has a robust z-score (median and MAD over the whole history) above `score`. A
 * spike leaps back at the next close, to where it would not have been an outlier; a jump stays. Prices of spikes become missing when the
 * policy says so. With a MAD of 0 (more than half of the returns equal) no scale exists, and nothing is found.
 */
export function findOutliers({ bars, source }: BarTable, policy: 'keep' | 'missing', score: number, log: CleanLog): Outlier[] {
  const { close, openTimeMs, length } = bars
  const rows: number[] = []
  for (let i = 0; i < length; i++) if (!Number.isNaN(close[i]!)) rows.push(i)
  if (rows.length < 2) return []
  // A difference of logarithms, because the quotient of extreme prices overflows.
  const returns = Float64Array.from({ length: rows.length - 1 }, (_, k) => naturalLog(close[rows[k + 1]!]!) - naturalLog(close[rows[k]!]!))
  const centre = median(returns.slice().sort())
  const deviation = MAD_TO_DEVIATION * median(returns.map((value) => Math.abs(value - centre)).sort())
  const found: Outlier[] = []
  if (!(deviation > 0)) return found
  const scoreOf = (value: number): number => Math.abs(value - centre) / deviation
  for (let k = 0; k < returns.length; k++) {
    const logReturn = returns[k]!
    if (scoreOf(logReturn) <= score) continue
    const row = rows[k + 1]!
    const back = returns[k + 1] ?? 0
    const isSpike = scoreOf(back) > score && logReturn * back < 0 && scoreOf(logReturn + back) <= score
    found.push({ row: source[row]!, timeMs: openTimeMs[row]!, logReturn, score: scoreOf(logReturn), kind: isSpike ? 'spike' : 'jump' })
    if (!isSpike) continue
    // The way back belongs to the spike.
    k++
    if (policy === 'missing') {
      for (const column of [bars.open, bars.high, bars.low, bars.close]) column[row] = NaN
      log.add('outlier', 'missing', source[row]!)
    }
  }
  if (found.some(({ kind }) => kind === 'spike') && policy === 'missing') log.lookAhead.push('outliers: missing')
  return found
}
