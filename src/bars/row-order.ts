import { type BarTable, dropRows, takeRows, valueColumns } from './bar-table.js'
import { epochUnit, toMilliseconds } from './cell-time.js'
import type { CleanLog } from './clean-report.js'
import { mostFrequentStep } from './time-steps.js'

/** Drops rows whose time is missing, infinite, or beyond any unit. */
export function dropTimeless(table: BarTable, log: CleanLog): BarTable {
  const { openTimeMs, length } = table.bars
  const marks = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const time = openTimeMs[i]!
    if (Math.abs(time) < 1e20) continue
    marks[i] = 1
    log.add(Number.isFinite(time) ? 'time-unit' : 'time-missing', 'dropped', table.source[i]!, 'openTimeMs')
  }
  return dropRows(table, marks)
}

/**
 * Turns micro- and nanoseconds into milliseconds, row by row (exchanges change their unit within a history), and seconds when all rows
 * are seconds (single ones might be real times before 1973). The timeframe then is the most frequent step.
 */
export function rescaleTimes({ bars, source }: BarTable, log: CleanLog): void {
  const { openTimeMs, length } = bars
  let smallest = Infinity
  let largest = -Infinity
  let rescaled = false
  const rescale = (row: number): void => {
    openTimeMs[row] = toMilliseconds(openTimeMs[row]!, epochUnit(openTimeMs[row]!)!)
    log.add('time-unit', 'rescaled', source[row]!, 'openTimeMs')
    rescaled = true
  }
  for (let i = 0; i < length; i++) {
    if (Math.abs(openTimeMs[i]!) >= 1e14) rescale(i)
    smallest = Math.min(smallest, openTimeMs[i]!)
    largest = Math.max(largest, openTimeMs[i]!)
  }
  if (smallest >= 1e8 && largest < 1e11) for (let i = 0; i < length; i++) rescale(i)
  if (rescaled) bars.timeframeMs = mostFrequentStep(openTimeMs) ?? bars.timeframeMs
}

/** Sorts rows by time; rows of one time keep their order. A row counts as out of place when an earlier row has a later time. */
export function sortRows(table: BarTable, log: CleanLog): BarTable {
  const { openTimeMs, length } = table.bars
  let latest = -Infinity
  let ordered = true
  for (let i = 0; i < length; i++) {
    if (openTimeMs[i]! >= latest) latest = openTimeMs[i]!
    else {
      ordered = false
      log.add('unordered-time', 'sorted', table.source[i]!)
    }
  }
  if (ordered) return table
  return takeRows(
    table,
    Int32Array.from({ length }, (_, i) => i).sort((a, b) => openTimeMs[a]! - openTimeMs[b]! || a - b),
  )
}

/** Of rows with one time keeps the last, which is how sources deliver corrections. Equal rows are duplicates, others conflict. */
export function dropRepeatedTimes(table: BarTable, log: CleanLog): BarTable {
  const { openTimeMs, length } = table.bars
  const columns = valueColumns(table.bars).map(([, column]) => column)
  const marks = new Uint8Array(length)
  for (let i = 0; i + 1 < length; i++) {
    if (openTimeMs[i] !== openTimeMs[i + 1]) continue
    marks[i] = 1
    const equal = columns.every((column) => Object.is(column[i], column[i + 1]))
    log.add(equal ? 'duplicate-time' : 'conflicting-time', 'dropped', table.source[i]!)
  }
  return dropRows(table, marks)
}
