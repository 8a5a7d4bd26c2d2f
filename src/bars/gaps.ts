import { BarcastError, type Bars } from '../core/index.js'
import { type BarTable, takeRows } from './bar-table.js'
import type { Gap } from './clean-report.js'

/** More bars than this are not added: a single wrong time would else fill decades. */
const MOST_FILLED = 10_000_000

/** Steps of at least one and a half timeframes, rounded to whole missing bars. */
export function findGaps({ openTimeMs, timeframeMs, length }: Bars): Gap[] {
  const gaps: Gap[] = []
  for (let i = 1; i < length; i++) {
    const fromMs = openTimeMs[i - 1]!
    const toMs = openTimeMs[i]!
    const missingBars = Math.min(Math.round((toMs - fromMs) / timeframeMs) - 1, Number.MAX_SAFE_INTEGER)
    if (missingBars >= 1) gaps.push({ fromMs, toMs, missingBars })
  }
  return gaps
}

/** @throws BarcastError `bars/gap` at the first gap. */
export function refuseGaps(gaps: readonly Gap[]): void {
  const gap = gaps[0]
  if (gap === undefined) return
  throw new BarcastError(
    'bars/gap',
    `Clean bars: policy gaps: 'refuse' allows no gaps, found ${gaps.length}, the first of ${gap.missingBars} bars after ${gap.fromMs}`,
    { value: gap.missingBars, where: { timeMs: gap.fromMs } },
  )
}

/**
 * Adds flat bars at the last known close, with volume 0, where bars are missing. Extra columns are missing there.
 *
 * @throws BarcastError `bars/gap` when more than ten million bars are missing.
 */
export function fillGaps(table: BarTable, gaps: readonly Gap[]): BarTable {
  const total = gaps.reduce((sum, { missingBars }) => sum + missingBars, 0)
  if (total === 0) return table
  if (total > MOST_FILLED) {
    throw new BarcastError('bars/gap', `Clean bars: policy gaps: 'fill' adds at most ${MOST_FILLED} bars, found ${total} missing`, {
      value: total,
    })
  }
  const { openTimeMs, timeframeMs, length } = table.bars
  const missingAfter = new Map(gaps.map(({ fromMs, missingBars }) => [fromMs, missingBars]))
  const rows = new Int32Array(length + total)
  let at = 0
  for (let i = 0; i < length; i++) {
    rows[at++] = i
    for (let k = missingAfter.get(openTimeMs[i]!) ?? 0; k > 0; k--) rows[at++] = -1
  }
  const filled = takeRows(table, rows)
  const { bars } = filled
  let lastClose = NaN
  let base = 0
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]! >= 0) {
      base = i
      if (!Number.isNaN(bars.close[i]!)) lastClose = bars.close[i]!
      continue
    }
    bars.openTimeMs[i] = bars.openTimeMs[base]! + (i - base) * timeframeMs
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[i] = lastClose
    bars.volume[i] = 0
  }
  return filled
}
