import { escapeMarkup } from '../markup.js'
import { decimalText, percentText, shortText } from '../number-text.js'
import type { Assumptions, TearSheetInput } from '../tear-sheet-input.js'
import { section } from './section.js'

const NOT_STATED = 'not stated'

function basisPoints(value: number): string {
  return `${decimalText(value, Number.isInteger(value) ? 0 : 2)} bps (${percentText(value / 10_000, 3)})`
}

/** What the rate means, by an order of a hundredth of its bar's volume. */
function slippageText(slippage: Assumptions['slippage']): string {
  if (slippage === undefined) return NOT_STATED
  const { model, rate } = slippage
  if (rate === 0) return 'none'
  if (model === 'fixed') return `${basisPoints(Math.round(rate * 1e8) / 1e4)} of the price`
  const share = model === 'linear' ? 0.01 : 0.1
  const law = model === 'linear' ? "the order's share of its bar's volume" : "the square root of the order's share of its bar's volume"
  return `${shortText(rate)} × ${law}; an order of 1% of the volume pays ${basisPoints(Math.round(rate * share * 1e8) / 1e4)}`
}

function rowsDroppedText(dropped: readonly { reason: string; rows: number }[] | undefined): string {
  if (dropped === undefined) return NOT_STATED
  const parts = dropped.filter(({ rows }) => rows > 0).map(({ reason, rows }) => `${decimalText(rows, 0)} ${reason}`)
  return parts.length === 0 ? 'none' : parts.join('; ')
}

/** What the figures rest on: rows left out, trials, costs, fills. */
export function assumptionsSection({ assumptions = {} }: TearSheetInput): string {
  const trials = assumptions.trialsSearched
  const facts = [
    ['Fees', assumptions.feeBps === undefined ? NOT_STATED : `${basisPoints(assumptions.feeBps)} of the traded value`],
    ['Slippage', slippageText(assumptions.slippage)],
    ['Fills', assumptions.fills ?? NOT_STATED],
    ['Rows dropped', rowsDroppedText(assumptions.rowsDropped)],
    [
      'Trials searched',
      trials === undefined ? NOT_STATED : `${decimalText(trials, 0)} parameter sets; the best of many looks better than it is`,
    ],
    ...(assumptions.deflatedSharpeRatio === undefined
      ? []
      : [
          [
            'Deflated Sharpe ratio',
            `${percentText(assumptions.deflatedSharpeRatio, 1)}: the probability that the Sharpe ratio is more than the luck of the best among the trials`,
          ],
        ]),
  ]
  const list = facts.map(([name, text]) => `<dt>${name}</dt><dd>${escapeMarkup(text!)}</dd>`).join('')
  const notes = (assumptions.notes ?? []).map((note) => `<li>${escapeMarkup(note)}</li>`).join('')
  return section('What these figures rest on', '', `<dl class="facts">${list}</dl>${notes === '' ? '' : `<ul>${notes}</ul>`}`)
}
