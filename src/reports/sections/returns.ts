import { conditionalValueAtRisk, valueAtRisk } from '../../metrics/index.js'
import { histogram } from '../charts/histogram.js'
import { barReturns } from '../equity-curve.js'
import { decimalText, percentText, timeframeText } from '../number-text.js'
import type { TearSheetInput } from '../tear-sheet-input.js'
import type { Exhibit } from './section.js'

const FEWEST_RETURNS = 20

/** How the returns per bar are distributed, with the value at risk (historical, 95 %); left out below 20 known returns. */
export function returnsExhibit({ equity, initialEquity, timeframeMs }: TearSheetInput): Exhibit | undefined {
  const values = barReturns(equity, initialEquity).filter((value) => Number.isFinite(value))
  if (values.length < FEWEST_RETURNS) return undefined
  const atRisk = valueAtRisk(values, { level: 0.95 })
  const beyond = conditionalValueAtRisk(values, { level: 0.95 })
  const caption =
    `${decimalText(values.length, 0)} returns of ${timeframeText(timeframeMs)}. In the worst 5% of them the loss was at least ` +
    `${percentText(-atRisk)} (value at risk, VaR) and ${percentText(-beyond)} in the mean (CVaR).`
  const chart = histogram({
    title: 'Returns',
    description: caption,
    values,
    xLabel: 'return per bar (%)',
    yLabel: 'Bars',
    height: 190,
    rules: [{ value: atRisk, name: 'VaR' }],
  })
  return { title: 'Returns', caption, charts: [chart] }
}
