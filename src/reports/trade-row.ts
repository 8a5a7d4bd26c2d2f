import { BarcastError } from '../core/index.js'
import type { TearSheetInput, TradeOutcome } from './tear-sheet-input.js'

/** A round trip in a list of trades: those of a backtest fit. What is left out of all trades gets no column. */
export interface TradeRow extends TradeOutcome {
  units?: number
  /** In account currency. */
  fees?: number
  /** In account currency, already inside the prices. */
  slippage?: number
  durationBars?: number
  /** Whatever the strategy named it. */
  tag?: string
}

/** What {@link renderTearSheetPdf} and {@link renderWorkbook} show: a tear sheet's input, with whole trades where they are known. */
export interface ReportInput extends Omit<TearSheetInput, 'trades'> {
  trades?: readonly TradeRow[]
}

/** How a column of trades is written. */
export type TradeColumnKind = 'text' | 'time' | 'percent' | 'decimal' | 'integer'

export interface TradeColumn {
  title: string
  kind: TradeColumnKind
  of: (trade: TradeRow) => string | number | undefined
}

const COLUMNS: readonly TradeColumn[] = [
  { title: 'Symbol', kind: 'text', of: ({ symbol }) => symbol },
  { title: 'Side', kind: 'text', of: ({ side }) => side },
  { title: 'Entry (UTC)', kind: 'time', of: ({ entryTimeMs }) => entryTimeMs },
  { title: 'Entry price', kind: 'decimal', of: ({ entryPrice }) => entryPrice },
  { title: 'Exit (UTC)', kind: 'time', of: ({ exitTimeMs }) => exitTimeMs },
  { title: 'Exit price', kind: 'decimal', of: ({ exitPrice }) => exitPrice },
  { title: 'Units', kind: 'decimal', of: ({ units }) => units },
  { title: 'Bars', kind: 'integer', of: ({ durationBars }) => durationBars },
  { title: 'Return', kind: 'percent', of: ({ returnFraction }) => returnFraction },
  { title: 'Fees', kind: 'decimal', of: ({ fees }) => fees },
  { title: 'Slippage', kind: 'decimal', of: ({ slippage }) => slippage },
  { title: 'Profit', kind: 'decimal', of: ({ pnl }) => pnl },
  { title: 'Tag', kind: 'text', of: ({ tag }) => tag },
]

function checkValue(column: TradeColumn, value: string | number | undefined, row: number, action: string): void {
  const isWhole =
    value === undefined ||
    (column.kind === 'text'
      ? typeof value === 'string'
      : typeof value === 'number' && (column.kind !== 'time' || Math.abs(value) <= 8.64e15))
  if (isWhole) return
  const wanted = column.kind === 'text' ? 'a text' : column.kind === 'time' ? 'epoch milliseconds' : 'a number'
  throw new BarcastError('reports/trade', `${action}: ${column.title} of trades[${row}] must be ${wanted}, found ${String(value)}`, {
    value,
    where: { row, column: column.title },
  })
}

/** The columns that some trade has a value of. @throws BarcastError `reports/trade` for a value of another type. */
export function tradeColumns(trades: readonly TradeRow[], action: string): TradeColumn[] {
  trades.forEach((trade, row) => {
    for (const column of COLUMNS) checkValue(column, column.of(trade), row, action)
  })
  return COLUMNS.filter(({ of }) => trades.some((trade) => of(trade) !== undefined))
}
