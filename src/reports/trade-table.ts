import { decimalExponent } from './charts/scale.js'
import { dateText, decimalText, percentText } from './number-text.js'
import { cell, headerCell, section } from './sections/section.js'
import { type ReportInput, type TradeColumn, type TradeRow, tradeColumns } from './trade-row.js'

/** More than these fill pages that nobody reads; a workbook holds them all. */
const MOST_ROWS = 500

/** Two decimals and as many more as six significant digits need, so that the price of a small coin is not 0.00. */
function amountText(value: number): string {
  const digits = Math.max(2, Math.min(10, 5 - decimalExponent(value)))
  return decimalText(value, digits).replace(/(\.\d\d\d*?)0+$/, '$1')
}

function valueText({ kind, of }: TradeColumn, trade: TradeRow, withTime: boolean): string {
  const value = of(trade)
  if (value === undefined || typeof value === 'string') return value ?? ''
  if (kind === 'time') return dateText(value, withTime)
  if (kind === 'percent') return percentText(value)
  return kind === 'integer' ? decimalText(value, 0) : amountText(value)
}

/** The list of trades as a section of a page; nothing where no trade says more than its return. */
export function tradesTable({ trades = [] }: ReportInput): string {
  const columns = tradeColumns(trades, 'List trades')
  if (columns.length < 3) return ''
  const times = trades.flatMap(({ entryTimeMs, exitTimeMs }) => [entryTimeMs, exitTimeMs]).filter((time) => time !== undefined)
  const withTime = times.some((time) => time % 86_400_000 !== 0)
  const half = MOST_ROWS / 2
  const shown = trades.length > MOST_ROWS ? [...trades.slice(0, half), ...trades.slice(-half)] : trades
  const side = ({ kind }: TradeColumn): 'text' | 'number' => (kind === 'text' || kind === 'time' ? 'text' : 'number')
  const head = columns.map((column) => headerCell(column.title, side(column))).join('')
  const rows = shown.map((trade) => `<tr>${columns.map((column) => cell(valueText(column, trade, withTime), side(column))).join('')}</tr>`)
  const all = decimalText(trades.length, 0)
  const caption =
    shown.length < trades.length
      ? `The first ${half} and the last ${half} of ${all} round trips.`
      : `All ${all} round trips. Without an exit: still open.`
  return section('Trades', caption, `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`)
}
