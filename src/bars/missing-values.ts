import type { Bars } from '../core/index.js'
import { type BarTable, dropRows, valueColumns } from './bar-table.js'
import type { CleanLog } from './clean-report.js'

type Fill = (column: Float64Array, name: string) => Float64Array

/** The last known value at each row. */
function carried(column: Float64Array): Float64Array {
  let last = NaN
  return column.map((value) => {
    if (!Number.isNaN(value)) last = value
    return last
  })
}

/** Straight lines over time between the known neighbours; the ends stay missing. */
function interpolated(column: Float64Array, times: Float64Array): Float64Array {
  const filled = column.slice()
  let before = -1
  for (let i = 0; i < column.length; i++) {
    if (Number.isNaN(column[i]!)) continue
    for (let j = before + 1; before >= 0 && j < i; j++) {
      const share = (times[j]! - times[before]!) / (times[i]! - times[before]!)
      filled[j] = column[before]! * (1 - share) + column[i]! * share
    }
    before = i
  }
  return filled
}

/** The mean of the known values; an empty column stays missing. */
function averaged(column: Float64Array): Float64Array {
  let mean = 0
  let count = 0
  for (const value of column) if (!Number.isNaN(value)) mean += (value - mean) / ++count
  return column.map((value) => (Number.isNaN(value) && count > 0 ? mean : value))
}

function dropIncomplete(table: BarTable, log: CleanLog): BarTable {
  const { open, high, low, close, volume, length } = table.bars
  const marks = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    if (!Number.isNaN(open[i]! + high[i]! + low[i]! + close[i]! + volume[i]!)) continue
    marks[i] = 1
    log.add('missing-value', 'dropped', table.source[i]!)
  }
  return dropRows(table, marks)
}

/** Makes filled prices of a row agree with each other and with the known ones, which stay: `filled` says which of the four were missing. */
function reconcile({ open, high, low, close }: Bars, row: number, filled: (column: Float64Array) => boolean): void {
  const highest = filled(high) || Number.isNaN(high[row]!) ? Infinity : high[row]!
  const lowest = filled(low) || Number.isNaN(low[row]!) ? -Infinity : low[row]!
  for (const column of [open, close]) if (filled(column)) column[row] = Math.min(Math.max(column[row]!, lowest), highest)
  const known = [open[row]!, close[row]!].filter((price) => !Number.isNaN(price))
  if (filled(high)) high[row] = Math.max(high[row]!, lowest, ...known)
  if (filled(low)) low[row] = Math.min(low[row]!, Number.isNaN(high[row]!) ? Infinity : high[row]!, ...known)
}

/** Replaces missing values by those of `fill`. Known values never change: filled prices give way to them. */
function fillWith({ bars, source }: BarTable, fill: Fill, log: CleanLog): void {
  const marks = new Map<Float64Array, Uint8Array>()
  for (const [name, column] of valueColumns(bars)) {
    const filled = fill(column, name)
    const mark = new Uint8Array(column.length)
    for (let i = 0; i < column.length; i++) {
      if (!Number.isNaN(column[i]!) || Number.isNaN(filled[i]!)) continue
      column[i] = filled[i]!
      mark[i] = 1
      log.add('missing-value', 'filled', source[i]!, name)
    }
    marks.set(column, mark)
  }
  for (let i = 0; i < bars.length; i++) reconcile(bars, i, (column) => marks.get(column)![i] === 1)
}

/** A bar without known prices is flat at the last close; one without known volume counts none, once a volume has been known. */
function forwardFill({ bars }: BarTable): Fill {
  const own = new Set(Object.values(bars.extra))
  const lastClose = carried(bars.close)
  const before = lastClose.map((_, i) => (i === 0 ? NaN : lastClose[i - 1]!))
  return (column, name) => {
    if (own.has(column)) return carried(column)
    if (name === 'volume') return carried(column).map((last) => (Number.isNaN(last) ? NaN : 0))
    return name === 'open' ? before : lastClose
  }
}

/** Does to missing values what the policy says. */
export function treatMissing(table: BarTable, policy: 'keep' | 'forwardFill' | 'interpolate' | 'mean' | 'drop', log: CleanLog): BarTable {
  if (policy === 'keep') return table
  if (policy === 'drop') return dropIncomplete(table, log)
  if (policy === 'forwardFill') fillWith(table, forwardFill(table), log)
  else {
    fillWith(table, policy === 'mean' ? averaged : (column) => interpolated(column, table.bars.openTimeMs), log)
    if (log.findings.some(({ rule, action }) => rule === 'missing-value' && action === 'filled')) log.lookAhead.push(`missing: ${policy}`)
  }
  return table
}
