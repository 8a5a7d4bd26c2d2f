import { CANDLE_SCRIPT } from './candle-script.js'
import { checkInput } from './input-check.js'
import { pageOf } from './page.js'
import { attributionExhibit, costsExhibit } from './sections/amounts.js'
import { assumptionsSection } from './sections/assumptions.js'
import { candlesSection } from './sections/candles.js'
import { drawdownExhibit } from './sections/drawdown.js'
import { driftSection } from './sections/drift.js'
import { excursionsExhibit } from './sections/excursions.js'
import { exposureExhibit } from './sections/exposure.js'
import { figuresSection } from './sections/figures.js'
import { headerSection } from './sections/header.js'
import { calibrationExhibit, confusionExhibit, importanceExhibit } from './sections/model.js'
import { equitySection, monthlyExhibit, yearlyExhibit } from './sections/performance.js'
import { returnsExhibit } from './sections/returns.js'
import { rollingBetaExhibit, rollingSharpeExhibit, rollingVolatilityExhibit } from './sections/rolling.js'
import { exhibitSection } from './sections/section.js'
import { tradesExhibit } from './sections/trades.js'
import { foldsSection } from './sections/walk-forward.js'
import { STYLE } from './style.js'
import type { TearSheetInput } from './tear-sheet-input.js'

/** Sections side by side where the page is wide. */
function pair(left: string, right: string): string {
  return left === '' || right === '' ? left + right : `<div class="pair"><div>${left}</div><div>${right}</div></div>\n`
}

/**
 * Draws a tear sheet: one HTML file with inline styles and SVG and no network, for screens of any width, light and
 * dark, and for print. With `bars` it carries one script, which zooms and moves the candles; all else works without. The same input gives the same bytes. All texts are escaped. Long histories are thinned to the extremes of
 * each pixel column; NaN leaves gaps.
 *
 * @throws BarcastError `reports/empty`, `reports/length`, `reports/time`, `reports/time-order`, `reports/infinite`,
 * `reports/no-values`, `reports/number`, `reports/confusion` for input that no honest picture could be drawn of.
 */
export function renderTearSheet(input: TearSheetInput): string {
  checkInput(input)
  const candles = candlesSection(input)
  const sections = [
    headerSection(input),
    '<main>\n',
    figuresSection(input),
    equitySection(input),
    exhibitSection(drawdownExhibit(input)),
    exhibitSection(monthlyExhibit(input)),
    exhibitSection(yearlyExhibit(input)),
    exhibitSection(rollingSharpeExhibit(input)),
    exhibitSection(rollingVolatilityExhibit(input)),
    exhibitSection(rollingBetaExhibit(input)),
    candles,
    exhibitSection(exposureExhibit(input)),
    pair(exhibitSection(returnsExhibit(input)), exhibitSection(tradesExhibit(input))),
    pair(exhibitSection(excursionsExhibit(input)), exhibitSection(costsExhibit(input))),
    exhibitSection(attributionExhibit(input)),
    foldsSection(input),
    pair(exhibitSection(importanceExhibit(input)), exhibitSection(calibrationExhibit(input)) + exhibitSection(confusionExhibit(input))),
    driftSection(input),
    assumptionsSection(input),
    '</main>\n',
  ]
  return pageOf({
    title: `${input.title} – ${input.symbol}`,
    style: STYLE,
    body: sections.join(''),
    footer: 'A backtest is not a promise: past results say little about future ones. Not investment advice.',
    ...(candles === '' ? {} : { script: CANDLE_SCRIPT }),
  })
}
