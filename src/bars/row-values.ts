import { barFaultAt, PRICE_COLUMNS } from '../core/index.js'
import { type BarTable, dropRows, valueColumns, widen } from './bar-table.js'
import type { CleanLog, CleanRule } from './clean-report.js'

const PRICES: ReadonlySet<string> = new Set(PRICE_COLUMNS)

function badValueRule(name: string, value: number): CleanRule | undefined {
  if (value === Infinity || value === -Infinity) return 'infinite'
  if (PRICES.has(name) && value <= 0) return 'price-not-positive'
  return name === 'volume' && value < 0 ? 'negative-volume' : undefined
}

/** ±Infinity, prices ≤ 0 and negative volumes become missing, or their rows are dropped. */
export function repairBadValues(table: BarTable, policy: 'missing' | 'drop', log: CleanLog): BarTable {
  const marks = new Uint8Array(table.bars.length)
  const own = new Set(Object.values(table.bars.extra))
  for (const [name, column] of valueColumns(table.bars)) {
    const isExtra = own.has(column)
    for (let i = 0; i < column.length; i++) {
      const rule = badValueRule(isExtra ? '' : name, column[i]!)
      if (rule === undefined) continue
      log.add(rule, policy === 'drop' ? 'dropped' : 'missing', table.source[i]!, name)
      if (policy === 'drop') marks[i] = 1
      else column[i] = NaN
    }
  }
  return dropRows(table, marks)
}

/** Rows whose high or low do not hold open and close are widened, lose both, or are dropped. */
export function repairHighLow(table: BarTable, policy: 'widen' | 'missing' | 'drop', log: CleanLog): BarTable {
  const { bars, source } = table
  const marks = new Uint8Array(bars.length)
  for (let i = 0; i < bars.length; i++) {
    const { open, high, low, close } = bars
    const h = high[i]!
    const l = low[i]!
    if (!(h < open[i]! || h < close[i]! || h < l || l > open[i]! || l > close[i]!)) continue
    if (policy === 'drop') {
      marks[i] = 1
      log.add('high-low', 'dropped', source[i]!)
      continue
    }
    if (policy === 'widen') widen(bars, i)
    // High below low without an open or close to go by: neither can be trusted.
    const lost = policy === 'missing' || barFaultAt(bars, i)?.rule === 'high-low'
    if (lost) high[i] = low[i] = NaN
    log.add('high-low', lost ? 'missing' : 'widened', source[i]!)
  }
  return dropRows(table, marks)
}
