import { checkReturns, checkSameRows } from './return-options.js'
import { depths } from './sample.js'

/** One fall from a peak, up to the return to that peak. */
export interface Drawdown {
  /** Deepest fall as a fraction of the peak, < 0. */
  depth: number
  /** Time of the peak; for a loss on the first row, when the peak is the starting capital, that row's time. */
  peakTimeMs: number
  troughTimeMs: number
  /** First time back at the peak or above; undefined while the drawdown is open. */
  recoveryTimeMs?: number
  /** Rows under the peak: up to the recovery, or to the last row while open. */
  bars: number
  /** Calendar days from the peak to the recovery, or to the last row while open. */
  days: number
}

/**
 * Distance below the highest value so far as a fraction, ≤ 0, one per return. The capital before the first return is the first peak.
 * As empyrical's `drawdown_series`.
 *
 * @throws BarcastError `metrics/not-finite` with the row
 */
export function drawdownSeries(returns: Float64Array): Float64Array {
  checkReturns(returns, {}, 'Compute drawdowns')
  return depths(returns)
}

/**
 * Every drawdown of a series of returns, deepest first; an open one is listed with the days it has lasted.
 *
 * @param returns n returns
 * @param timeMs n epoch milliseconds, `timeMs[i]` being when `returns[i]` was complete
 * @throws BarcastError `metrics/not-finite` with the row, `metrics/length`
 */
export function drawdownTable(returns: Float64Array, timeMs: Float64Array): Drawdown[] {
  checkSameRows(returns.length, timeMs.length, 'List drawdowns', 'timeMs')
  const depth = drawdownSeries(returns)
  const found: Drawdown[] = []
  let row = 0
  while (row < depth.length) {
    if (depth[row] === 0) {
      row += 1
      continue
    }
    const from = row
    let trough = row
    while (row < depth.length && depth[row]! < 0) {
      if (depth[row]! < depth[trough]!) trough = row
      row += 1
    }
    const peakTimeMs = timeMs[Math.max(0, from - 1)]!
    const recoveryTimeMs = timeMs[row]
    found.push({
      depth: depth[trough]!,
      peakTimeMs,
      troughTimeMs: timeMs[trough]!,
      ...(recoveryTimeMs === undefined ? {} : { recoveryTimeMs }),
      bars: row - from,
      days: ((recoveryTimeMs ?? timeMs[row - 1]!) - peakTimeMs) / 86_400_000,
    })
  }
  return found.sort((a, b) => a.depth - b.depth)
}
