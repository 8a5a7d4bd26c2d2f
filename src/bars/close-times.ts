import { type Bar, BarcastError, type Bars } from '../core/index.js'

/** Whole seconds close no bar at their last millisecond: such a stamp, as exchanges write it, means its end. */
function endOf(closeMs: number, timeframeMs: number): number {
  const whole = Math.floor(closeMs)
  return timeframeMs >= 1000 && whole % 1000 === 999 ? whole + 1 : closeMs
}

/** When a bar is complete: its `extra.closeTimeMs` (a last millisecond, as in Binance's files, counts as its end); without one `timeframeMs` after its open. */
export function closeTimeOf({ openTimeMs, extra }: Bar, timeframeMs: number): number {
  const stated = extra !== undefined && Object.hasOwn(extra, 'closeTimeMs') ? extra.closeTimeMs! : NaN
  return Number.isNaN(stated) ? openTimeMs + timeframeMs : endOf(stated, timeframeMs)
}

/**
 * When each bar is complete: its `extra.closeTimeMs`; without one or where that is missing, `timeframeMs` after its open.
 *
 * @throws BarcastError `bars/close-time` unless each is after the bar's open and after the one before.
 */
export function closeTimesOf({ openTimeMs, timeframeMs, extra }: Bars, action: string): Float64Array {
  const stated = Object.hasOwn(extra, 'closeTimeMs') ? extra.closeTimeMs! : undefined
  if (stated === undefined) return openTimeMs.map((time) => time + timeframeMs)
  let before = -Infinity
  return stated.map((time, row) => {
    const end = Number.isNaN(time) ? openTimeMs[row]! + timeframeMs : endOf(time, timeframeMs)
    if (!(end > openTimeMs[row]! && end > before)) {
      throw new BarcastError(
        'bars/close-time',
        `${action}: closeTimeMs must be after the bar's open ${openTimeMs[row]} and ascend, found ${time} at row ${row}`,
        { value: time, where: { row, column: 'closeTimeMs', timeMs: openTimeMs[row]! } },
      )
    }
    before = end
    return end
  })
}
