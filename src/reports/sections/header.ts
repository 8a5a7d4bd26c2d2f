import { escapeMarkup } from '../markup.js'
import { dateText, decimalText, hasTimeOfDay, timeframeText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'

function costWarnings({ assumptions, warnings = [] }: TearSheetInput): string[] {
  if (warnings.some((text) => /zero cost/i.test(text))) return []
  if (assumptions?.feeBps === 0 && assumptions.slippage?.rate === 0) {
    return ['Zero cost: neither fees nor slippage were charged. A real account would do worse.']
  }
  if (assumptions?.feeBps === 0) return ['Zero fees: a real account would do worse.']
  if (assumptions?.slippage?.rate === 0) return ['Zero slippage: a real account would do worse.']
  return []
}

/** Title, what was traded and when, and every warning. */
export function headerSection(input: TearSheetInput): string {
  const { timeMs } = input
  const withTime = hasTimeOfDay(timeMs)
  const facts = [
    ['Symbol', input.symbol],
    ['Period', `${dateText(timeMs[0]!, withTime)} to ${dateText(timeMs[timeMs.length - 1]!, withTime)} (UTC)`],
    ['Bars', `${decimalText(timeMs.length, 0)} of ${timeframeText(input.timeframeMs)}`],
    ['Made with', `barcast ${input.libraryVersion}`],
  ]
  const warnings = [...costWarnings(input), ...(input.warnings ?? [])]
  const list = warnings.map((text) => `<li>${escapeMarkup(text)}</li>`).join('')
  return (
    `<header><h1>${escapeMarkup(input.title)}</h1><dl>` +
    facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(value!)}</dd></div>`).join('') +
    `</dl></header>\n${list === '' ? '' : `<div class="warnings" role="note"><strong>Warning</strong><ul>${list}</ul></div>\n`}`
  )
}
