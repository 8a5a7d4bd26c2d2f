import { unknownNameError } from '../core/index.js'
import { checkInput } from './input-check.js'
import { picture } from './picture.js'
import { attributionExhibit, costsExhibit } from './sections/amounts.js'
import { candlesExhibit } from './sections/candles.js'
import { drawdownExhibit } from './sections/drawdown.js'
import { excursionsExhibit } from './sections/excursions.js'
import { exposureExhibit } from './sections/exposure.js'
import { calibrationExhibit, confusionExhibit, importanceExhibit } from './sections/model.js'
import { equityExhibit, monthlyExhibit, yearlyExhibit } from './sections/performance.js'
import { returnsExhibit } from './sections/returns.js'
import { rollingBetaExhibit, rollingSharpeExhibit, rollingVolatilityExhibit } from './sections/rolling.js'
import type { Exhibit } from './sections/section.js'
import { tradesExhibit } from './sections/trades.js'
import { CHART_STYLE } from './style.js'
import type { TearSheetInput } from './tear-sheet-input.js'

const FIGURES = {
  equity: equityExhibit,
  drawdown: drawdownExhibit,
  monthlyReturns: monthlyExhibit,
  yearlyReturns: yearlyExhibit,
  rollingSharpe: rollingSharpeExhibit,
  rollingVolatility: rollingVolatilityExhibit,
  rollingBeta: rollingBetaExhibit,
  returns: returnsExhibit,
  tradeReturns: tradesExhibit,
  excursions: excursionsExhibit,
  candles: candlesExhibit,
  exposure: exposureExhibit,
  costs: costsExhibit,
  attribution: attributionExhibit,
  importance: importanceExhibit,
  calibration: calibrationExhibit,
  confusion: confusionExhibit,
} satisfies Record<string, (input: TearSheetInput) => Exhibit | undefined>

/** The charts of a tear sheet that can stand alone. */
export type TearSheetFigure = keyof typeof FIGURES

/**
 * One chart of a tear sheet as an SVG picture, 960 pixels wide, with its style inside: for a notebook, a README, a page of one's own. Where the input holds nothing to
 * draw, the picture says so in words. Drawdown tables and the other scale of the equity stay on the page.
 *
 * @throws BarcastError `reports/unknown-figure`, and what {@link renderTearSheet} throws.
 *
 * @example
 * const svg = renderTearSheetFigure(tearSheetOf(result, context), 'drawdown')
 */
export function renderTearSheetFigure(input: TearSheetInput, name: TearSheetFigure): string {
  if (!Object.hasOwn(FIGURES, name)) throw unknownNameError('reports/unknown-figure', 'Render figure', 'figure', name, Object.keys(FIGURES))
  checkInput(input)
  const exhibit = FIGURES[name](input)
  const parts = { columns: 1, style: CHART_STYLE }
  if (exhibit === undefined) return picture({ ...parts, title: name, description: 'the input holds nothing to draw here.', panels: [] })
  return picture({ ...parts, title: exhibit.title, description: exhibit.caption, panels: exhibit.charts })
}
