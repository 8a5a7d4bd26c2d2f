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

/** Marks that nobody overlooks: a result that could not have been had, and one without costs. */
export function badgeNames(input: TearSheetInput): string[] {
  const texts = [...costWarnings(input), ...(input.warnings ?? [])]
  return [
    ...(input.notTradable !== undefined || texts.some((text) => /^not tradable/i.test(text)) ? ['Not tradable'] : []),
    ...(texts.some((text) => /^zero cost/i.test(text)) ? ['Zero cost'] : []),
  ]
}

function badges(input: TearSheetInput): string {
  const names = badgeNames(input)
  if (names.length === 0) return ''
  return `<div class="badges">${names.map((name) => `<span class="badge">${name}</span>`).join('')}</div>\n`
}

/** The other of light and dark, without a script. */
export const THEME_SWITCH = '<div class="switches"><label><input type="checkbox" id="other-theme"/> light or dark</label></div>'

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
  const reason = input.notTradable === undefined ? [] : [`Not tradable: ${input.notTradable}.`]
  const warnings = [...reason, ...costWarnings(input), ...(input.warnings ?? [])]
  const list = warnings.map((text) => `<li>${escapeMarkup(text)}</li>`).join('')
  return (
    `<header>${THEME_SWITCH}<h1>${escapeMarkup(input.title)}</h1><dl>` +
    facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(value!)}</dd></div>`).join('') +
    `</dl></header>\n${badges(input)}${list === '' ? '' : `<div class="warnings" role="note"><strong>Warning</strong><ul>${list}</ul></div>\n`}`
  )
}
