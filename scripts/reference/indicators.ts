import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type IndicatorDefinition, indicators, type ParamRule, type Params, type TalibName } from '../../src/indicators/index.js'
import { root, sourceFiles } from '../rooms.js'
import { documentation } from './comments.js'
import { code, type Page, page, table } from './markdown.js'
import { talibCall, talibCounterparts, talibTables } from './talib-functions.js'
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

interface Described {
  name: string
  definition: IndicatorDefinition
  comment: string
  talib: readonly TalibName[]
}

function section({ name, definition, comment, talib }: Described): string {
  const defaults: Params = Object.fromEntries(Object.entries(definition.params).map(([key, rule]) => [key, rule.default]))
  const reads = [...new Set(definition.inputs(defaults))].map(code).join(', ')
  const missing = definition.onMissing === 'skip' ? 'a missing bar is passed over' : 'a missing bar restarts the windows'
  const facts = `Reads ${reads}. Gives ${definition.outputs.map(code).join(', ')}. Warm-up at the defaults: ${numberText(definition.warmupBars(defaults))} bars; ${missing}.`
  const gaps = definition.gaps === undefined ? [] : [`No value after the warm-up ${definition.gaps}.`]
  const inTalib = talib.length === 0 ? [] : [`TA-Lib: ${talib.map(talibCall).join('; ')}.`]
  const figure = existsSync(join(root, `docs/figures/${name}.svg`)) ? [`![${name} over the S&P 500](../figures/${name}.svg)`] : []
  const hasParams = Object.keys(definition.params).length > 0
  return [`### ${name}`, comment, facts, ...gaps, ...inTalib, ...figure, ...(hasParams ? [paramsTable(definition)] : [])].join('\n\n')
}

/** All indicators by the folder they are in. */
function byGroup(): { title: string; members: Omit<Described, 'talib'>[] }[] {
  const placeOf = places()
  const all = Object.entries(indicators).map(([name, { definition }]) => {
    const place = placeOf.get(name)
    if (place === undefined) throw new Error(`reference: no file exports the indicator ${name}`)
    return { name, group: place.group, definition: definition as unknown as IndicatorDefinition, comment: documentation(place.file, name) }
  })
  const groups = Object.entries(GROUPS).map(([group, title]) => ({ title, members: all.filter((one) => one.group === group) }))
  return groups.filter(({ members }) => members.length > 0)
}

/** Every indicator of the record `indicators`, by group, and TA-Lib's functions by theirs. */
export function indicatorsPage(): Page {
  const groups = byGroup()
  const all = groups.flatMap(({ members }) => members)
  const counterparts = talibCounterparts(new Map(all.map(({ name, comment }) => [name, comment])))
  const talibOf = (name: string): TalibName[] => [...counterparts].filter(([, here]) => here.includes(name)).map(([key]) => key)
  const link = (name: string): string => `[${name}](#${name.toLowerCase()})`
  const contents = groups.map(({ title, members }) => [
    `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`,
    String(members.length),
    members.map(({ name }) => link(name)).join(' · '),
  ])
  const sections = groups.flatMap(({ title, members }) => [
    `## ${title}`,
    ...members.map((member) => section({ ...member, talib: talibOf(member.name) })),
  ])
  const intro = `The ${all.length} indicators of \`barcast/indicators\`. Each is called with bars (or, where it reads one column, with its values as a Float64Array) and gives whole columns; \`.stream(params)\` takes one bar at a time with the same bits. Warm-up rows are NaN. A value outside a range is refused by name. Who knows a function by TA-Lib's name finds it in [the last tables](#ta-libs-functions).`
  const talibIntro = `All ${counterparts.size}, by the names of \`talib\`, and the indicators that compute them.`
  const pictures =
    'Pictures: the S&P 500 of `examples/data` in grey, its last 120 days or, with their date, those in which the indicator last moved; candlestick patterns at their last hit.'
  return page(
    'indicators.md',
    'Indicators',
    intro,
    pictures,
    table(['group', 'number', 'indicators'], contents),
    ...sections,
    "## TA-Lib's functions",
    talibIntro,
    ...talibTables(counterparts),
  )
}
