import { checkInput } from './input-check.js'
import { pageOf } from './page.js'
import { assumptionsSection } from './sections/assumptions.js'
import { driftSection } from './sections/drift.js'
import { figuresSection } from './sections/figures.js'
import { headerSection } from './sections/header.js'
import { calibrationSection, confusionSection, importanceSection } from './sections/model.js'
import { drawdownSection, equitySection, monthlySection, rollingSharpeSection, yearlySection } from './sections/performance.js'
import { tradesSection } from './sections/trades.js'
import { foldsSection } from './sections/walk-forward.js'
import { STYLE } from './style.js'
import type { TearSheetInput } from './tear-sheet-input.js'

/** Sections side by side where the page is wide. */
function pair(left: string, right: string): string {
  return left === '' || right === '' ? left + right : `<div class="pair"><div>${left}</div><div>${right}</div></div>\n`
}

/**
 * Draws a tear sheet: one HTML file with inline styles and SVG, no scripts and no network, for screens of any width, light and
 * dark, and for print. The same input gives the same bytes. All texts are escaped. Long histories are thinned to the extremes of
 * each pixel column; NaN leaves gaps.
 *
 * @throws BarcastError `reports/empty`, `reports/length`, `reports/time`, `reports/time-order`, `reports/infinite`,
 * `reports/no-values`, `reports/number`, `reports/confusion` for input that no honest picture could be drawn of.
 */
export function renderTearSheet(input: TearSheetInput): string {
  checkInput(input)
  const sections = [
    headerSection(input),
    '<main>\n',
    figuresSection(input),
    equitySection(input),
    drawdownSection(input),
    monthlySection(input),
    yearlySection(input),
    rollingSharpeSection(input),
    tradesSection(input),
    foldsSection(input),
    pair(importanceSection(input), calibrationSection(input) + confusionSection(input)),
    driftSection(input),
    assumptionsSection(input),
    '</main>\n',
  ]
  return pageOf({
    title: `${input.title} – ${input.symbol}`,
    style: STYLE,
    body: sections.join(''),
    footer: 'A backtest is not a promise: past results say little about future ones. Not investment advice.',
  })
}
