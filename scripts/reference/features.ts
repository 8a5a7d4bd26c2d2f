import { createFeatureEngineer, DEFAULT_LOOKBACK_PERIODS, FEATURE_SETS, type FeatureDefinition } from '../../src/features/index.js'
import { OPERATORS } from '../../src/features/operators.js'
import type { ParamRule } from '../../src/indicators/index.js'
import { code, type Page, page, table } from './markdown.js'
import { numberText } from './value-text.js'

function columnsTable(definitions: readonly FeatureDefinition[]): string {
  return table(
    ['column', 'warm-up, bars', 'what it is', 'formula', 'unit', 'group', 'source'],
    definitions.map(({ name, group, title, formula, unit, source = '', warmupBars }) => [
      code(name),
      numberText(warmupBars),
      title,
      formula,
      unit,
      group,
      source,
    ]),
  )
}

function setSection(set: (typeof FEATURE_SETS)[number]): string[] {
  const { definitions, warmupBars } = createFeatureEngineer({ set })
  const intro = `\`createFeatureEngineer({ set: '${set}' })\` gives these ${definitions.length} columns in this order; all of them have a value from row ${warmupBars} (the first is row 0) of a gap-free history on.`
  return [`## Set ${set}`, intro, columnsTable(definitions)]
}

function lookbackSection(): string[] {
  const classic = new Set(createFeatureEngineer({ set: 'classic' }).names)
  const { definitions, warmupBars } = createFeatureEngineer()
  const added = definitions.filter(({ name }) => !classic.has(name))
  const periods = DEFAULT_LOOKBACK_PERIODS.join(', ')
  const intro = `Without a config the engineer gives the set \`classic\` and these ${added.length} columns, the windowed ones once for each of the default \`lookbackPeriods\` ${periods}; in all ${definitions.length} columns with a warm-up of ${warmupBars} bars. A lookback may be any whole number of bars from 2 to 5000; the number at the end of a windowed column's name is its lookback.`
  return ['## Columns of the lookbacks', intro, columnsTable(added)]
}

function operatorParams(params: Readonly<Record<string, ParamRule>>): string {
  const numbers = Object.entries(params).filter(([, rule]) => !('column' in rule))
  const texts = numbers.map(([name, rule]) => {
    const unlimited = typeof rule.default === 'number' && Math.abs(rule.default) === Number.MAX_VALUE
    return unlimited ? code(name) : `${code(name)} (${rule.default})`
  })
  return texts.join(', ')
}

function operatorsSection(): string[] {
  const intro =
    'What a user feature may compute, beside every indicator of `barcast/indicators` and every column above; see the guide "Write your own feature". A result that is not finite is missing.'
  const rows = Object.entries(OPERATORS).map(([name, { definition, arity }]) => [
    code(name),
    String(arity),
    operatorParams(definition.params),
    name === 'difference' ? 'a less a so many bars ago' : definition.title,
  ])
  return ['## Operators of user features', intro, table(['operator', 'terms', 'params (default)', 'value'], rows)]
}

/** Every column of every set, the windowed ones, and what users' own are made of. */
export function featuresPage(): Page {
  const intro =
    'The columns that `createFeatureEngineer` makes. They read open, high, low, close, volume and the time of a bar only, never a later bar; `x[−1]` is the value one bar ago.'
  return page('features.md', 'Features', intro, ...FEATURE_SETS.flatMap(setSection), ...lookbackSection(), ...operatorsSection())
}
