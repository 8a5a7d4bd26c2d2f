import { BarcastError, type Bars, checkBarColumns, checkBars } from '../core/index.js'
import { type BarTable, tableOf, valueColumns } from './bar-table.js'
import { CleanLog, type CleanReport } from './clean-report.js'
import { type CleanPolicy, parseCleanPolicy } from './config.js'
import { fillGaps, findGaps, refuseGaps } from './gaps.js'
import { treatMissing } from './missing-values.js'
import { findOutliers } from './outliers.js'
import { dropRepeatedTimes, dropTimeless, rescaleTimes, sortRows } from './row-order.js'
import { repairBadValues, repairHighLow } from './row-values.js'

function refuseEmpty({ bars }: BarTable, rowsIn: number): void {
  if (bars.close.some((close) => !Number.isNaN(close))) return
  const what = bars.length === 0 ? 'no row' : `${bars.length} rows without a close`
  throw new BarcastError(
    'bars/nothing-left',
    `Clean bars: at least one row must have a time and a close, found ${what} after repairing ${rowsIn}`,
    {
      value: bars.length,
    },
  )
}

/**
 * The one repair of bars: what it returns passes every other door. It works on a copy and reports every change, in this order:
 *
 * 1. Rows without a finite time are dropped; micro- and nanoseconds, and seconds throughout, become milliseconds.
 * 2. Rows are sorted by time. Of rows with one time the last is kept, whether they are equal or not.
 * 3. ±Infinity, prices ≤ 0 and negative volumes become missing, or their row is dropped (`badValues`).
 * 4. High and low that do not hold open and close are widened, made missing, or their row is dropped (`highLow`).
 * 5. Closes that leap far are listed; spikes are kept or made missing (`outliers`).
 * 6. Missing values are kept, filled, or their rows dropped (`missing`).
 * 7. Gaps are listed, filled, or refused (`gaps`).
 *
 * Without a policy nothing is invented: wrong values become missing, high and low widen, gaps stay. Repairs that look ahead
 * (`outliers: 'missing'`, `missing: 'interpolate' | 'mean'`) are named in `report.lookAhead`.
 *
 * @throws BarcastError `bars/nothing-left` when no row with a close remains; `bars/gap` (policies `refuse` and `fill`); `bars/missing-column`,
 * `bars/column-length`, `bars/timeframe` and `bars/empty` for what is no table of bars; `bars/config`, `bars/unknown-option`.
 */
export function cleanBars(bars: Bars, policy: CleanPolicy = {}): { bars: Bars; report: CleanReport } {
  const { badValues, highLow, outliers, outlierScore, missing, gaps } = parseCleanPolicy(policy)
  checkBarColumns(bars, 'Clean bars')
  const log = new CleanLog()
  let table = dropTimeless(tableOf(bars), log)
  rescaleTimes(table, log)
  table = dropRepeatedTimes(sortRows(table, log), log)
  table = repairHighLow(repairBadValues(table, badValues, log), highLow, log)
  const leaps = findOutliers(table, outliers, outlierScore, log)
  table = treatMissing(table, missing, log)
  refuseEmpty(table, bars.length)
  const found = findGaps(table.bars)
  if (gaps === 'refuse') refuseGaps(found)
  const rowsBefore = table.bars.length
  if (gaps === 'fill') table = fillGaps(table, found)
  checkBars(table.bars, 'Clean bars')
  const report: CleanReport = {
    rowsIn: bars.length,
    rowsOut: table.bars.length,
    droppedRows: bars.length - rowsBefore,
    filledRows: table.bars.length - rowsBefore,
    timeframeMs: table.bars.timeframeMs,
    findings: log.findings,
    gaps: found,
    outliers: leaps,
    missing: missingCounts(table.bars),
    lookAhead: log.lookAhead,
  }
  return { bars: table.bars, report }
}

function missingCounts(bars: Bars): CleanReport['missing'] {
  return valueColumns(bars)
    .map(([column, values]) => ({ column, count: values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0) }))
    .filter(({ count }) => count > 0)
}
