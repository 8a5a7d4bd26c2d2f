import { type Candles, mergeCandles, type TradeMark, tradeMarks } from '../candles.js'
import { candleChart } from '../charts/candle-chart.js'
import { escapeMarkup } from '../markup.js'
import { decimalText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import { type Exhibit, section } from './section.js'

/** What a page's width can show, and what zooming can reach. */
const MOST_DRAWN = 240
const MOST_KEPT = 4000
const MOST_MARKS = 2000

const SIGNS = 'Triangles are fills: up for a buy, down for a sale; orange exits lost.'

/** The marks of at most 2,000 trades, evenly spread, and how many there are in all. */
function shownMarks({ trades = [] }: TearSheetInput, symbol: string, candles: Candles): { marks: TradeMark[]; all: number } {
  const marks = tradeMarks(trades, symbol, candles)
  if (marks.length <= MOST_MARKS) return { marks, all: marks.length }
  return { marks: Array.from({ length: MOST_MARKS }, (_, i) => marks[Math.floor((i * marks.length) / MOST_MARKS)]!), all: marks.length }
}

function mergedText(barsPerCandle: number): string {
  return barsPerCandle === 1 ? 'Each candle is one bar.' : `Each candle holds ${decimalText(barsPerCandle, 0)} bars.`
}

function drawn(input: TearSheetInput, symbol: string): { chart: string; caption: string } | undefined {
  const { bars } = input
  if (bars === undefined || bars.openTimeMs.length === 0) return undefined
  const candles = mergeCandles(bars, MOST_DRAWN)
  const { marks, all } = shownMarks(input, symbol, candles)
  const some = marks.length < all ? ` ${decimalText(marks.length, 0)} of ${decimalText(all, 0)} trades, evenly spread.` : ''
  const caption = `${symbol}. ${mergedText(candles.barsPerCandle)} ${SIGNS}${some}`
  const chart = candleChart({ title: 'Trades on the market', description: caption, candles, marks, yLabel: 'Price', height: 300 })
  return { chart, caption }
}

/** Candles with the fills of the trades. */
export function candlesExhibit(input: TearSheetInput): Exhibit | undefined {
  const parts = drawn(input, input.bars?.symbol ?? '')
  return parts === undefined ? undefined : { title: 'Trades on the market', caption: parts.caption, charts: [parts.chart] }
}

const short = (values: readonly number[]): (number | null)[] =>
  values.map((value) => (Number.isNaN(value) ? null : Number(value.toPrecision(7))))

/** What the script of the page draws from: columns of numbers and rows of the marks. */
function dataOf(input: TearSheetInput, symbol: string): string {
  const candles = mergeCandles(input.bars!, MOST_KEPT)
  const { marks } = shownMarks(input, symbol, candles)
  return JSON.stringify({
    time: candles.timeMs,
    open: short(candles.open),
    high: short(candles.high),
    low: short(candles.low),
    close: short(candles.close),
    marks: marks.map(({ entryRow, entryPrice, exitRow = -1, exitPrice = 0, side, won }) => [
      entryRow,
      Number(entryPrice.toPrecision(7)),
      exitRow,
      Number(exitPrice.toPrecision(7)),
      side === 'long' ? 1 : -1,
      won ? 1 : 0,
    ]),
  })
}

/** The candles with what the page's script needs to zoom and move them; without scripts and on paper the picture of the whole stays. */
export function candlesSection(input: TearSheetInput): string {
  const parts = drawn(input, input.bars?.symbol ?? '')
  if (parts === undefined) return ''
  const kept = Math.ceil(input.bars!.openTimeMs.length / MOST_KEPT)
  const drawnBars = Math.ceil(input.bars!.openTimeMs.length / MOST_DRAWN)
  const caption =
    kept === drawnBars
      ? parts.caption
      : parts.caption.replace(mergedText(drawnBars), `${mergedText(kept)} On paper it holds ${decimalText(drawnBars, 0)} bars.`)
  const body = `<div class="candles" data-candles="${escapeMarkup(dataOf(input, input.bars!.symbol))}">${parts.chart}</div>`
  return section('Trades on the market', caption, body)
}
