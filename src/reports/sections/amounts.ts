import { signedBarChart } from '../charts/signed-bar-chart.js'
import { decimalText, figureText, percentText } from '../number-text.js'
import type { NamedAmount, TearSheetInput } from '../tear-sheet-input.js'
import type { Exhibit } from './section.js'

/** Groups beyond this many from either end are drawn together. */
const MOST_FROM_AN_END = 8

const total = (amounts: readonly NamedAmount[]): number => amounts.reduce((sum, { amount }) => sum + amount, 0)
const money = (value: number): string => figureText(value, 'money')

/** What the run cost, by kind. */
export function costsExhibit({ costs = [], initialEquity, currency = 'account currency' }: TearSheetInput): Exhibit | undefined {
  if (costs.length === 0) return undefined
  const sum = total(costs)
  const caption = `Together ${money(sum)}, ${percentText(sum / initialEquity, 1)} of the initial equity, over the whole run; below 0 is received.`
  const chart = signedBarChart({
    title: 'Costs',
    description: caption,
    bars: costs.map(({ name, amount }) => ({ name, value: amount })),
    valueText: money,
    valueLabel: `paid (${currency})`,
    lossSign: 1,
  })
  return { title: 'Costs', caption, charts: [chart] }
}

/** Best and worst groups; those between are one bar, so that nothing is left out of the sum. */
function ends(groups: readonly NamedAmount[]): NamedAmount[] {
  const ranked = groups.map((group, i) => ({ ...group, i })).sort((a, b) => b.amount - a.amount || a.i - b.i)
  if (ranked.length <= 2 * MOST_FROM_AN_END + 1) return ranked
  const between = ranked.slice(MOST_FROM_AN_END, -MOST_FROM_AN_END)
  return [
    ...ranked.slice(0, MOST_FROM_AN_END),
    { name: `${decimalText(between.length, 0)} others`, amount: total(between) },
    ...ranked.slice(-MOST_FROM_AN_END),
  ]
}

/** Which groups the profit came from: one chart for each way of grouping. */
export function attributionExhibit({ attribution = [], currency = 'account currency' }: TearSheetInput): Exhibit | undefined {
  const filled = attribution.filter(({ groups }) => groups.length > 0)
  if (filled.length === 0) return undefined
  const charts = filled.map(({ by, groups }) =>
    signedBarChart({
      title: `Profit by ${by}`,
      description: `${decimalText(groups.length, 0)} groups, together ${money(total(groups))}.`,
      bars: ends(groups).map(({ name, amount }) => ({ name, value: amount })),
      valueText: money,
      valueLabel: `profit by ${by} (${currency})`,
      lossSign: -1,
    }),
  )
  const caption = filled
    .map(({ by, groups }) => `By ${by}: ${decimalText(groups.length, 0)} groups, together ${money(total(groups))}.`)
    .join(' ')
  return { title: 'Where the profit came from', caption, charts }
}
