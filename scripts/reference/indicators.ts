import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type IndicatorDefinition, indicators, type ParamRule, type Params } from '../../src/indicators/index.js'
import { root, sourceFiles } from '../rooms.js'
import { documentation } from './comments.js'
import { code, type Page, page, table } from './markdown.js'
import { numberText, rangeText, valueText } from './value-text.js'

const GROUPS = {
  trend: 'Trend',
  momentum: 'Momentum',
  volatility: 'Volatility',
  volume: 'Volume',
  cycle: 'Cycle',
  candlestick: 'Candlestick patterns',
  structure: 'Structure',
  microstructure: 'Microstructure',
  statistics: 'Statistics',
  price: 'Price',
  math: 'Arithmetic',
} as const

type Group = keyof typeof GROUPS

interface Place {
  file: string
  group: Group
}

/** Where each indicator is exported: its folder is its group, its docstring the formula. */
export function places(): Map<string, Place> {
  const found = new Map<string, Place>()
  for (const file of sourceFiles('src/indicators')) {
    const group = file.split('/')[2] as Group
    for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(/^export const (\w+)[^=]*= /gm)) {
      if (Object.hasOwn(indicators, name!) && Object.hasOwn(GROUPS, group)) found.set(name!, { file, group })
    }
  }
  return found
}

function ruleText(rule: ParamRule): string {
  if ('choices' in rule) return rule.choices.map(valueText).join(', ')
  if ('column' in rule) return 'a column of the bars'
  return rangeText({ type: rule.integer === true ? 'integer' : 'number', minimum: rule.min, maximum: rule.max })
}

function paramsTable({ params }: IndicatorDefinition): string {
  const rows = Object.entries(params).map(([name, rule]) => {
    const unit = 'unit' in rule ? (rule.unit ?? '') : ''
    return [code(name), valueText(rule.default), ruleText(rule), unit]
  })
  return table(['parameter', 'default', 'may be', 'unit'], rows)
}

function section(name: string, definition: IndicatorDefinition, { file }: Place): string {
  const defaults: Params = Object.fromEntries(Object.entries(definition.params).map(([key, rule]) => [key, rule.default]))
  const reads = definition.inputs(defaults).map(code).join(', ')
  const missing = definition.onMissing === 'skip' ? 'a missing bar is passed over' : 'a missing bar restarts the windows'
  const facts = `Reads ${reads}. Gives ${definition.outputs.map(code).join(', ')}. Warm-up at the defaults: ${numberText(definition.warmupBars(defaults))} bars; ${missing}.`
  const hasParams = Object.keys(definition.params).length > 0
  const gaps = definition.gaps === undefined ? [] : [`No value after the warm-up ${definition.gaps}.`]
  const figure = existsSync(join(root, `docs/figures/${name}.svg`)) ? [`![${name} over the S&P 500](../figures/${name}.svg)`] : []
  return [`### ${name}`, documentation(file, name), facts, ...gaps, ...figure, ...(hasParams ? [paramsTable(definition)] : [])].join('\n\n')
}

/** Every indicator of the record `indicators`, by group. */
export function indicatorsPage(): Page {
  const placeOf = places()
  const parts = Object.entries(GROUPS).flatMap(([group, title]) => {
    const members = Object.entries(indicators).filter(([name]) => {
      const place = placeOf.get(name)
      if (place === undefined) throw new Error(`reference: no file exports the indicator ${name}`)
      return place.group === group
    })
    const sections = members.map(([name, { definition }]) =>
      section(name, definition as unknown as IndicatorDefinition, placeOf.get(name)!),
    )
    return [`## ${title}`, members.map(([name]) => `[${name}](#${name.toLowerCase()})`).join(' · '), ...sections]
  })
  const count = Object.keys(indicators).length
  const intro = `The ${count} indicators of \`barcast/indicators\`. Each is called with bars (or, where it reads one column, with its values) and gives whole columns; \`.stream(params)\` takes one bar at a time with the same bits. Warm-up rows are NaN. A value outside a range is refused by name.`
  return page('indicators.md', 'Indicators', intro, ...parts)
}
