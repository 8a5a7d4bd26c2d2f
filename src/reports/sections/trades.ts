import { histogram } from '../charts/histogram.js'
import { finiteRange } from '../charts/scale.js'
import { decimalText, percentText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import type { Exhibit } from './section.js'

function middleOf(values: Float64Array): number {
  const sorted = values.slice().sort()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** How the returns of the round trips are distributed. */
export function tradesExhibit({ trades = [] }: TearSheetInput): Exhibit | undefined {
  if (trades.length === 0) return undefined
  const values = Float64Array.from(trades, ({ returnFraction }) => returnFraction)
  const closed = trades.filter(({ exitTimeMs }) => exitTimeMs !== undefined)
  const won = closed.filter(({ returnFraction }) => returnFraction > 0).length
  const open = trades.length - closed.length
  const range = finiteRange([values])!
  const caption =
    `${decimalText(trades.length, 0)} round trips; ${decimalText(won, 0)} of ${decimalText(closed.length, 0)} closed ones gained; ` +
    `median ${percentText(middleOf(values))}, best ${percentText(range.max)}, worst ${percentText(range.min)}.` +
    (open === 0 ? '' : ` ${decimalText(open, 0)} still open, marked at the last close.`)
  const chart = histogram({
    title: 'Trade returns',
    description: caption,
    values,
    xLabel: 'return per trade after costs (%)',
    yLabel: 'Trades',
    height: 190,
  })
  return { title: 'Trade returns', caption, charts: [chart] }
}
