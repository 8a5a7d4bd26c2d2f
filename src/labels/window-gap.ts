import { IN_GAP } from './forward-return.js'
import type { PriceSeries } from './price-series.js'

/**
 * Rows that traded: their close is known, and their volume is not 0. A series without any volume (an index, some currency data) says nothing by
 * volumes of 0, nor does one whose volumes are missing.
 */
function tradedRows({ close, volume }: PriceSeries): number[] {
  const tells = volume?.some((units) => units > 0) === true
  const rows: number[] = []
  for (let i = 0; i < close.length; i++) if (!Number.isNaN(close[i]!) && !(tells && volume![i] === 0)) rows.push(i)
  return rows
}

/**
 * Takes the outcome from rows whose window meets a gap or a halt of more than `maxGapBars` bars: so many bars are missing or did not trade between two that
 * did. A window meets it when it holds any of the time between those two, so it does when the row or its outcome lies in a halt.
 */
export function refuseGaps(series: PriceSeries, outcomes: Int32Array, maxGapBars: number): void {
  const { length, timeMs, timeframeMs } = series
  if (maxGapBars === Infinity || timeframeMs === undefined) return
  const begun = new Int32Array(length + 1)
  const ended = new Int32Array(length + 1)
  const traded = tradedRows(series)
  const addGap = (before: number, after: number, missing: number): void => {
    if (missing <= maxGapBars + 1e-9) return
    // Counted for windows that end after row `before` and start before row `after`.
    begun[before + 1]! += 1
    ended[Math.min(after, length)]! += 1
  }
  const bars = (from: number, to: number): number => (timeMs[to]! - timeMs[from]!) / timeframeMs
  if (traded.length === 0) addGap(-1, length, Infinity)
  else {
    const [first, last] = [traded[0]!, traded[traded.length - 1]!]
    if (first > 0) addGap(-1, first, bars(0, first))
    for (let k = 1; k < traded.length; k++) addGap(traded[k - 1]!, traded[k]!, bars(traded[k - 1]!, traded[k]!) - 1)
    if (last < length - 1) addGap(last, length, bars(last, length - 1))
  }
  for (let i = 1; i <= length; i++) {
    begun[i]! += begun[i - 1]!
    ended[i]! += ended[i - 1]!
  }
  for (let i = 0; i < length; i++) if (outcomes[i]! >= 0 && begun[outcomes[i]!]! > ended[i]!) outcomes[i] = IN_GAP
}
