import { escapeMarkup } from '../markup.js'
import { figureText } from '../number-text.js'
import type { Figure, TearSheetInput } from '../tear-sheet-input.js'
import { cell, headerCell, section } from './section.js'

/** The table of key figures, the strategy beside its benchmark, each with its definition. */
export function figuresSection({ figures = [], benchmark, currency }: TearSheetInput): string {
  if (figures.length === 0) return ''
  const compared = figures.some((figure) => figure.benchmark !== undefined)
  const valueText = (figure: Figure, value: number | undefined): string => (value === undefined ? '' : figureText(value, figure.unit))
  const rows = figures.map((figure) => {
    const name = figure.unit === 'money' && currency !== undefined ? `${figure.name} (${currency})` : figure.name
    return (
      `<tr><th scope="row" title="${escapeMarkup(figure.definition)}">${escapeMarkup(name)}</th>` +
      cell(valueText(figure, figure.strategy)) +
      (compared ? cell(valueText(figure, figure.benchmark)) : '') +
      `<td class="definition">${escapeMarkup(figure.definition)}</td></tr>`
    )
  })
  const head =
    headerCell('Figure', 'text') +
    headerCell('Strategy') +
    (compared ? headerCell(benchmark?.name ?? 'Benchmark') : '') +
    '<th scope="col" class="definition">Definition</th>'
  return section('Key figures', '', `<table class="figures"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`)
}
