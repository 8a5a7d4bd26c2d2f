import { INFIX, SHORT_NAMES } from '../../src/features/expressions/names.js'
import { createFeatureEngineer, DEFAULT_LOOKBACK_PERIODS, FEATURE_SETS, type FeatureDefinition } from '../../src/features/index.js'
import { OPERATORS, type Operator, type OperatorName } from '../../src/features/operators.js'
import type { ParamRule } from '../../src/indicators/index.js'
import { code, type Page, page, table } from './markdown.js'
import { numberText } from './value-text.js'

/** What a column is in one cell, its formula on a line of its own: seven columns would not fit a page. */
function meaning({ title, formula, source = '' }: FeatureDefinition): string {
  return `${title}${source === '' ? '' : ` (${source})`}<br>${code(formula)}`
}

function columnsTable(definitions: readonly FeatureDefinition[]): string {
  return table(
    ['column', 'what it is, formula', 'unit', 'first row'],
    definitions.map((definition) => [code(definition.name), meaning(definition), definition.unit, numberText(definition.warmupBars)]),
  )
}

/** More columns than this are told apart by group. */
const ONE_TABLE = 100

function columnsByGroup(set: string, definitions: readonly FeatureDefinition[]): string[] {
  const groups = [...new Set(definitions.map(({ group }) => group))]
  if (definitions.length <= ONE_TABLE || groups.length === 1) return [columnsTable(definitions)]
  return groups.flatMap((group) => {
    const members = definitions.filter((definition) => definition.group === group)
    return [`### ${set}: ${group}, ${members.length} columns`, columnsTable(members)]
  })
}

const NOTES: Partial<Record<(typeof FEATURE_SETS)[number], readonly string[]>> = {
  full: [
    'Formulas that call indicators by name (`close / dema(period: 20) - 1`) are expressions, as users write them below: a quotient by 0 is 0. The columns `candle_…` are 1 or −1 on the bar that completes a bullish or bearish pattern.',
  ],
  alpha158: [
    "The columns of qlib 0.9.7's Alpha158, by its names and in its order, with its values from the bar on which every window is full. Formulas are expressions, as users write them below. What differs from qlib: `VWAP0` has the typical price in the place of `$vwap`, which bars do not hold; `CORR…` and `RSQR…` are 0 where something does not vary, and `CORD…` takes the change of volume from nothing as none, where qlib has no value or leaves the bar out. As in qlib, `1e-12` stands against denominators of 0, so on bars without volume `VMA…`, `VSTD…` and `WVMA…` are huge, and `CORR…` depends on the unit of volume.",
  ],
}

function setSection(set: (typeof FEATURE_SETS)[number]): string[] {
  const { definitions, warmupBars } = createFeatureEngineer({ set })
  const call = `\`createFeatureEngineer({ set: '${set}' })\` gives ${definitions.length} columns`
  const inOrder =
    set === 'full' ? `${call}: first those of [extended](#set-extended), then the ones below, here by group` : `${call} in this order`
  const intro = `${inOrder}. All of them have a value from row ${warmupBars} (the first is row 0) of a gap-free history on.`
  const known = new Set(set === 'full' ? createFeatureEngineer({ set: 'extended' }).names : [])
  const shown = definitions.filter(({ name }) => !known.has(name))
  return [`## Set ${set}`, intro, ...(NOTES[set] ?? []), ...columnsByGroup(set, shown)]
}

const SET_TITLES: Readonly<Record<(typeof FEATURE_SETS)[number], string>> = {
  classic: 'price, trend, volatility and volume of one market',
  extended: 'more windows and oscillators, the calendar, lagged returns',
  full: 'those and many more averages, oscillators, volatilities, cycles, candlesticks and moments of windows',
  alpha158: "qlib's Alpha158, to compare with published results",
}

function setsTable(): string {
  const rows = FEATURE_SETS.map((set) => {
    const { definitions, warmupBars } = createFeatureEngineer({ set })
    return [`[${set}](#set-${set})`, String(definitions.length), String(warmupBars), SET_TITLES[set]]
  })
  return table(['set', 'columns', 'all have a value from row', 'what it is'], rows)
}

function lookbackSection(): string[] {
  const classic = new Set(createFeatureEngineer({ set: 'classic' }).names)
  const { definitions, warmupBars } = createFeatureEngineer()
  const added = definitions.filter(({ name }) => !classic.has(name))
  const periods = DEFAULT_LOOKBACK_PERIODS.join(', ')
  const intro = `Without a config the engineer gives the set \`classic\` and these ${added.length} columns, the windowed ones once for each of the default \`lookbackPeriods\` ${periods}; in all ${definitions.length} columns with a warm-up of ${warmupBars} bars. A lookback may be any whole number of bars from 2 to 5000; the number at the end of a windowed column's name is its lookback.`
  return ['## Columns of the lookbacks', intro, columnsTable(added)]
}

function parameterTexts(params: Readonly<Record<string, ParamRule>>, defaults: Readonly<Record<string, number | string>>): string {
  const numbers = Object.entries(params).filter(([, rule]) => !('column' in rule))
  const texts = numbers.map(([name, rule]) => {
    const unlimited = typeof rule.default === 'number' && Math.abs(rule.default) === Number.MAX_VALUE
    return unlimited ? code(name) : `${code(name)} (${defaults[name] ?? rule.default})`
  })
  return texts.join(', ')
}

function operatorsSection(): string[] {
  const intro =
    "What a user feature may compute, beside every indicator of `barcast/indicators` and every column above; see the guide \"Write your own feature\". As data: `{ operator: 'zScore', params: { period: 60 }, of: [{ operator: 'ret', params: { bars: 5 }, of: ['close'] }] }`; as text: `zScore(ret(close, 5), 60)`; in typed code: `operators.zScore(operators.ret('close', 5), 60)`. `a`, `b`, `c` are the terms, `n` is the first parameter. A result that is not finite is missing; where a term is missing, so is the result, and a window begins anew. Windows have a value from their n-th bar on."
  const rows = Object.entries<Operator>(OPERATORS).map(([name, { definition, arity, formula, qlib = '', defaults = {} }]) => [
    code(name),
    INFIX.has(name as OperatorName) ? code(INFIX.get(name as OperatorName)!.sign) : name === 'not' ? code('!') : '',
    qlib === '' ? '' : code(qlib),
    String(arity),
    parameterTexts(definition.params, defaults),
    formula,
  ])
  const spellings = [...SHORT_NAMES].map(([short, name]) => `${code(short)} for ${code(name)}`).join(', ')
  const notes = [
    `Other spellings: ${spellings}.`,
    "In text, names alone are columns of OHLCV, of the set or other user features; `$name` is a column of the bars, also an extra one. After the terms, numbers are parameters in order; others are given by name: `ema(close, 20, seed: first)`. An indicator with numbers only reads the columns it asks for: `atr(14)`. `.output` picks one of several outputs: `macd(close).histogram`. An indicator that has an operator's name is called `indicator.add(high, low)`. Infix operators, from the closest: `**`, unary `-` and `!`, `* /`, `+ -`, comparisons (which do not chain), `&`, `|`.",
    "The column qlib says how qlib spells the operator; such text can be pasted, `$close` and all, and gives qlib 0.9.7's values from the bar on which every window is full (qlib has values before it). What differs: `a / 0` is 0 and not infinite; a missing value restarts a window instead of being left out of it; `Rsquare` and `Corr` of what does not vary are 0, and of what varies little a number, where qlib gives nothing (standard deviation below 2e-5); `EMA` begins after its warm-up and takes a number below 1 as the weight of the newest value, as there; `WMA(a, n)` reads as `wma(a, n) / n`, which is what qlib computes; a window of 0 (the whole history so far), a shift of 0 or below, and `Mask`, which reads another instrument, are refused.",
  ]
  return [
    '## Operators of user features',
    intro,
    table(['operator', 'infix', 'qlib', 'terms', 'params (default)', 'value'], rows),
    ...notes,
  ]
}

/** Every column of every set, the windowed ones, and what users' own are made of. */
export function featuresPage(): Page {
  const intro =
    'The columns that `createFeatureEngineer` makes. They read open, high, low, close, volume and the time of a bar only, never a later bar; `x[−1]` is the value one bar ago. `engineer.definitions` gives the same as data.'
  return page(
    'features.md',
    'Features',
    intro,
    setsTable(),
    ...FEATURE_SETS.flatMap(setSection),
    ...lookbackSection(),
    ...operatorsSection(),
  )
}
