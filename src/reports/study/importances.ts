import { BarcastError } from '../../core/index.js'
import { barChart } from '../charts/bar-chart.js'
import { percentText } from '../number-text.js'
import type { StudyFigure } from './study-figure.js'

/** How much each parameter decides of the objective, by name; shares of the whole or any other sizes from 0. */
export type ParamImportances = Readonly<Record<string, number>>

const MOST_BARS = 30

/** Names and importances, the largest first. @throws BarcastError `reports/importance`. */
export function rankedImportances(importances: ParamImportances, action: string): [string, number][] {
  const entries = Object.entries(importances)
  const wrong = entries.find(([, value]) => !(value >= 0 && value < Infinity))
  if (wrong !== undefined)
    throw new BarcastError(
      'reports/importance',
      `${action}: the importance of "${wrong[0]}" must be a finite number, 0 or more, found ${wrong[1]}`,
      {
        value: wrong[1],
        where: { path: `importances.${wrong[0]}` },
      },
    )
  return entries.sort(([, a], [, b]) => b - a)
}

/** A bar for each parameter, the most important first, as its share of the whole. */
export function importancesFigure(importances: ParamImportances, action: string): StudyFigure {
  const title = 'Parameter importances'
  const ranked = rankedImportances(importances, action)
  const total = ranked.reduce((sum, [, value]) => sum + value, 0)
  if (!(total > 0)) return { title, caption: 'No parameter has an importance above 0.', panels: [] }
  const shown = ranked.slice(0, MOST_BARS)
  const names = shown.slice(0, 3).map(([name]) => name)
  const left = shown.length === ranked.length ? '' : ` The first ${shown.length} of ${ranked.length} parameters.`
  const caption = `Most important: ${names.join(', ')}.${left}`
  const bars = shown.map(([name, value]) => ({ name, value: value / total }))
  const chart = barChart({
    title,
    description: caption,
    bars,
    valueText: (value) => percentText(value, 1),
    valueLabel: 'share of the whole (%)',
  })
  return { title, caption, panels: [chart] }
}
