import { drawdownTable } from '../../metrics/index.js'
import type { Sheet, SheetCell, WorkbookWriter } from '../../ports/index.js'
import { monthlyReturns, yearlyReturns } from '../calendar-returns.js'
import { underwater } from '../equity-curve.js'
import { checkInput } from '../input-check.js'
import type { FigureUnit } from '../number-text.js'
import { hasTimeOfDay } from '../number-text.js'
import { type ReportInput, type TradeColumn, type TradeRow, tradeColumns } from '../trade-row.js'
import { numberCell, sheetOf, textCell, timeCell } from './sheet-cells.js'

type TimeFormat = 'date' | 'dateTime'

function tradesSheet(trades: readonly TradeRow[], format: TimeFormat): Sheet {
  const columns = tradeColumns(trades, 'Write workbook')
  const cellOf = ({ kind, of }: TradeColumn, trade: TradeRow): SheetCell => {
    const value = of(trade)
    if (value === undefined || typeof value === 'string') return textCell(value ?? '')
    return kind === 'time' ? timeCell(value, format) : numberCell(value, kind === 'text' ? 'decimal' : kind)
  }
  return sheetOf(
    'Trades',
    columns.map(({ title }) => title),
    trades.map((trade) => columns.map((column) => cellOf(column, trade))),
  )
}

function equitySheet({ timeMs, equity, benchmark, initialEquity }: ReportInput, format: TimeFormat): Sheet {
  const depth = underwater(equity, initialEquity)
  const rows = Array.from(timeMs, (time, i) => [
    timeCell(time, format),
    numberCell(equity[i], 'decimal'),
    numberCell(depth[i], 'percent'),
    ...(benchmark === undefined ? [] : [numberCell(benchmark.equity[i], 'decimal')]),
  ])
  return sheetOf('Equity', ['Time (UTC)', 'Equity', 'Drawdown', ...(benchmark === undefined ? [] : [benchmark.name])], rows)
}

const FORMATS: Readonly<Record<FigureUnit, 'decimal' | 'integer' | 'percent'>> = {
  percent: 'percent',
  ratio: 'decimal',
  money: 'decimal',
  count: 'decimal',
  bars: 'decimal',
  days: 'decimal',
}

function metricsSheet({ figures = [], benchmark }: ReportInput): Sheet {
  const rows = figures.map((figure) => [
    textCell(figure.name),
    numberCell(figure.strategy, FORMATS[figure.unit]),
    numberCell(figure.benchmark, FORMATS[figure.unit]),
    textCell(figure.unit),
    textCell(figure.definition),
  ])
  return sheetOf('Metrics', ['Metric', 'Strategy', benchmark?.name ?? 'Benchmark', 'Unit', 'Definition'], rows)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function monthsSheet({ timeMs, equity, initialEquity }: ReportInput): Sheet {
  const byMonth = new Map(monthlyReturns(timeMs, equity, initialEquity).map(({ year, month, value }) => [12 * year + month, value]))
  const rows = yearlyReturns(timeMs, equity, initialEquity).map(({ year, value }) => [
    { kind: 'number', value: year, format: 'integer' } as const,
    ...MONTHS.map((_, i) => numberCell(byMonth.get(12 * year + i + 1), 'percent')),
    numberCell(value, 'percent'),
  ])
  return sheetOf('Monthly returns', ['Year', ...MONTHS, 'Year total'], rows)
}

/** Falls from a peak of what is known of the equity, deepest first. */
function drawdownsSheet({ timeMs, equity, initialEquity }: ReportInput, format: TimeFormat): Sheet {
  const known = Array.from(equity.keys()).filter((row) => !Number.isNaN(equity[row]))
  const isSound = known.every((row) => equity[row]! > 0)
  const returns = Float64Array.from(known, (row, i) => equity[row]! / (i === 0 ? initialEquity : equity[known[i - 1]!]!) - 1)
  const found = isSound
    ? drawdownTable(
        returns,
        Float64Array.from(known, (row) => timeMs[row]!),
      )
    : []
  const rows = found.map(({ depth, peakTimeMs, troughTimeMs, recoveryTimeMs, bars, days }) => [
    numberCell(depth, 'percent'),
    timeCell(peakTimeMs, format),
    timeCell(troughTimeMs, format),
    recoveryTimeMs === undefined ? textCell('open') : timeCell(recoveryTimeMs, format),
    numberCell(bars, 'integer'),
    numberCell(days, 'decimal'),
  ])
  return sheetOf(
    'Drawdowns',
    ['Depth', 'Peak (UTC)', 'Trough (UTC)', 'Recovered (UTC)', 'Bars', 'Days'],
    isSound ? rows : [[textCell('Equity fell to 0 or below: not defined.')]],
  )
}

/** What trading cost as far as it is known, and how costs were set. */
function costsSheet({ assumptions, trades = [], warnings = [], currency }: ReportInput): Sheet {
  const sumOf = (of: (trade: TradeRow) => number | undefined): SheetCell =>
    trades.length > 0 && trades.every((trade) => of(trade) !== undefined)
      ? numberCell(
          trades.reduce((sum, trade) => sum + of(trade)!, 0),
          'decimal',
        )
      : textCell('not stated')
  const unit = currency ?? 'account currency'
  const { feeBps, slippage, fills } = assumptions ?? {}
  const rows: SheetCell[][] = [
    [textCell('Fees of the trades'), sumOf(({ fees }) => fees), textCell(unit)],
    [textCell('Slippage of the trades'), sumOf(({ slippage: paid }) => paid), textCell(unit)],
    [
      textCell('Fee rate'),
      feeBps === undefined ? textCell('not stated') : numberCell(feeBps, 'decimal'),
      textCell('bps of the traded value'),
    ],
    [textCell('Slippage model'), textCell(slippage?.model ?? 'not stated'), undefined],
    [textCell('Slippage rate'), slippage === undefined ? textCell('not stated') : numberCell(slippage.rate, 'decimal'), undefined],
    [textCell('Fills'), textCell(fills ?? 'not stated'), undefined],
    ...warnings.map((warning) => [textCell('Warning'), textCell(warning), undefined]),
  ]
  return sheetOf('Costs', ['What', 'Value', 'Unit'], rows)
}

/**
 * A tear sheet's numbers as an Excel workbook: the sheets Metrics, Equity, Trades, Monthly returns, Drawdowns and Costs, each with a header row that stays in sight. Numbers are
 * numbers and dates are dates, in UTC; NaN is an empty cell, ±Infinity and dates before March 1900 are texts, because Excel has none. Every text is written as text: a symbol
 * or a tag that begins with `=`, `+`, `-`, `@`, a tab or a line break is never a formula. Metrics and Trades are left out where there are none.
 *
 * @param writer makes the file; `createExcelWriter` of `barcast/adapters/report/write-excel-file` is one
 * @returns the file's bytes
 * @throws BarcastError as {@link renderTearSheet}; `reports/trade`; `reports/sheet-rows` beyond Excel's 1,048,575 rows; `reports/cell-length` for a text beyond its 32,767 characters.
 *
 * @example
 * writeFileSync('report.xlsx', await renderWorkbook(tearSheetOf(result, context), await createExcelWriter()))
 */
export async function renderWorkbook(input: ReportInput, writer: WorkbookWriter): Promise<Uint8Array> {
  checkInput(input)
  const { trades = [], figures = [] } = input
  const times = trades.flatMap(({ entryTimeMs, exitTimeMs }) => [entryTimeMs, exitTimeMs])
  const withTime = times.some((time) => time !== undefined && time % 86_400_000 !== 0)
  const format: TimeFormat = hasTimeOfDay(input.timeMs) ? 'dateTime' : 'date'
  return writer.write([
    ...(figures.length === 0 ? [] : [metricsSheet(input)]),
    equitySheet(input, format),
    ...(trades.length === 0 ? [] : [tradesSheet(trades, withTime ? 'dateTime' : 'date')]),
    monthsSheet(input),
    drawdownsSheet(input, format),
    costsSheet(input),
  ])
}
