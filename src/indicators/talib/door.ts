import { BarcastError, type Bars, unknownNameError } from '../../core/index.js'
import type { Params } from '../definition.js'
import { checkedMark, type MissingRows, missingRows, readColumn, runKernel } from '../driver.js'
import type { Indicator } from '../indicator.js'
import { readParams } from '../params.js'
import { catalogue, type TalibFunction, type TalibParam } from './catalogue.js'
import { cycle } from './cycle.js'
import type { TalibEntry, TalibInput, TalibName, TalibOption, TalibOutput, TalibRun } from './entry.js'
import { math } from './math.js'
import { DEFAULT_MATYPE, MATYPE_NAMES } from './matype.js'
import { momentum } from './momentum.js'
import { overlap } from './overlap.js'
import { patterns } from './patterns.js'
import { price } from './price.js'
import { statistics } from './statistics.js'
import { volatility } from './volatility.js'
import { volume } from './volume.js'

/** Options of {@link talib}: TA-Lib's parameters (a `matype` also by name, for example `'EMA'`), columns for its inputs, `unstable_period`. */
export type TalibOptions<N extends TalibName> = Readonly<
  Partial<Record<TalibOption<N>, number | string> & Record<TalibInput<N>, string | readonly string[]> & { unstable_period: number }>
>

const entries: { readonly [N in TalibName]: TalibEntry<N> } = /* @__PURE__ */ (() => ({
  ...cycle,
  ...math,
  ...momentum,
  ...overlap,
  ...patterns,
  ...price,
  ...statistics,
  ...volatility,
  ...volume,
}))()

/** All functions that {@link talib} computes, by TA-Lib's name: group, inputs, parameters with their ranges, outputs. */
export const talibFunctions: Readonly<Record<TalibName, TalibFunction>> = catalogue

function refuse(name: string, key: string, must: string, value: unknown): never {
  throw new BarcastError('indicators/talib-param', `Compute ${name}: ${key} must be ${must}, found ${String(value)}`, {
    value,
    where: { path: key },
  })
}

function readNumber(name: string, key: string, rule: TalibParam, value: unknown): number {
  if (rule.type === 'matype' && typeof value === 'string') {
    const known = MATYPE_NAMES.indexOf(value)
    if (known < 0) throw unknownNameError('indicators/talib-param', `Compute ${name}`, key, value, MATYPE_NAMES, { path: key })
    return known
  }
  const whole = rule.type !== 'real'
  if (typeof value !== 'number' || !(value >= rule.min && value <= rule.max) || (whole && !Number.isInteger(value)))
    refuse(name, key, `${whole ? 'a whole number' : 'a number'} from ${rule.min} to ${rule.max}`, value)
  return value
}

function readNumbers(name: string, { params }: TalibFunction, given: Readonly<Record<string, unknown>>): Record<string, number> {
  const numbers: Record<string, number> = {}
  for (const [key, rule] of Object.entries(params)) {
    const value = readNumber(name, key, rule, given[key] === undefined ? rule.default : given[key])
    numbers[key] = rule.type === 'matype' && value === DEFAULT_MATYPE ? rule.default : value
  }
  return numbers
}

/** Names of the columns that the function's inputs are, in order. */
function readInputs(name: string, { inputs }: TalibFunction, given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(inputs).flatMap(([key, columns]) => {
    const value = given[key] === undefined ? columns : given[key]
    if (typeof columns === 'string') return typeof value === 'string' ? [value] : refuse(name, key, 'the name of a column', value)
    if (Array.isArray(value) && value.length === columns.length && value.every((column) => typeof column === 'string')) return value
    return refuse(name, key, `a list of ${columns.length} columns in place of ${columns.join(', ')}`, value)
  })
}

function checkKeys(name: string, { inputs, params, unstablePeriod }: TalibFunction, given: Readonly<Record<string, unknown>>): void {
  const known = [...Object.keys(params), ...Object.keys(inputs), ...(unstablePeriod ? ['unstable_period'] : [])]
  for (const key of Object.keys(given)) {
    if (!known.includes(key))
      throw unknownNameError('indicators/talib-unknown-param', `Compute ${name}`, 'parameter', key, known, { path: key })
  }
}

/** Runs indicators over columns as the driver does; every column is searched for missing rows once. */
function runOver(inputs: readonly Float64Array[], missing: Map<Float64Array, MissingRows>, length: number): TalibRun {
  const missingOf = (column: Float64Array): MissingRows => {
    if (!missing.has(column)) missing.set(column, missingRows(column))
    return missing.get(column)
  }
  return <P extends Params, O extends string>({ definition }: Indicator<P, O>, given: Readonly<Partial<P>>, from = inputs) =>
    runKernel(definition, readParams(definition, given), from, from.map(missingOf), length)
}

/** Leaves out the first `count` rows that have a value. */
function dropFirst(column: Float64Array, count: number): void {
  let left = count
  for (let i = 0; i < column.length && left > 0; i++) {
    if (Number.isNaN(column[i]!)) continue
    column[i] = NaN
    left -= 1
  }
}

/** Functions that do not smooth over one bar, and then leave nothing out. */
const PLAIN_OVER_ONE_BAR: readonly string[] = ['MINUS_DI', 'MINUS_DM', 'PLUS_DI', 'PLUS_DM']

/**
 * One of TA-Lib's functions by its own name, with its own names for parameters, inputs and outputs and the defaults of its abstract API (`BETA`, `CORREL`, `ADD` … read
 * `high` and `low`): `talib('STOCH', bars, { fastk_period: 5 })` gives `{ slowk, slowd }`, functions with one output `{ real }` or `{ integer }`. Columns have the bars' length;
 * rows before the first value are NaN, in integer outputs too (there TA-Lib has 0).
 *
 * Inputs are chosen by name: `{ price: 'open' }`, `{ price0: 'close', price1: 'benchmark' }`, `{ prices: ['high', 'low', 'open'] }`; `MAVP` reads the extra column `periods`. A `matype` is TA-Lib's number (0 … 13) or
 * name (`'EMA'`).
 *
 * `unstable_period: n`, on the functions that have one ({@link talibFunctions}), leaves out the first n values, as `talib.set_unstable_period` does for that function. TA-Lib's setting also shifts the seeds inside
 * functions built on the one it names (`EMA`'s in `MACD`, `DEMA`, `TRIX` …; `RSI`'s in `STOCHRSI`; `ATR`'s in `KC` and `SUPERTREND`; `RMA`'s in `KDJ`); those take none here.
 *
 * A bar with a missing value gives NaN; what the bars after it give is said in the docstring of the indicator that computes the function.
 *
 * @throws BarcastError `indicators/talib-function` (unknown, nearest name suggested), `indicators/talib-param` (the range is named), `indicators/talib-unknown-param`, `indicators/unknown-column`, `bars/<rule>`.
 */
export function talib<N extends TalibName>(name: N, bars: Bars, params?: TalibOptions<N>): Record<TalibOutput<N>, Float64Array> {
  if (!Object.hasOwn(catalogue, name))
    throw unknownNameError('indicators/talib-function', 'Compute a TA-Lib function', 'function', String(name), Object.keys(catalogue))
  const described: TalibFunction = catalogue[name]
  const given: Readonly<Record<string, unknown>> = params ?? {}
  if (typeof given !== 'object' || Array.isArray(given))
    throw new BarcastError(
      'indicators/talib-param',
      `Compute ${name}: parameters must be an object by TA-Lib's names, found ${String(given)}`,
      {
        value: given,
      },
    )
  checkKeys(name, described, given)
  const numbers = readNumbers(name, described, given)
  const unstable = readNumber(name, 'unstable_period', UNSTABLE_PERIOD, given.unstable_period === undefined ? 0 : given.unstable_period)
  const columns = readInputs(name, described, given)
  const mark = checkedMark(bars, name)
  const read = columns.map((column) => readColumn(bars, mark, column, `Compute ${name}`))
  const inputs = read.map(({ column }) => column)
  const run = runOver(inputs, new Map(read.map(({ column, missing }) => [column, missing])), bars.length)
  const results = entries[name](numbers as Record<TalibOption<N>, number>, run, inputs)
  const plain = numbers.timeperiod === 1 && PLAIN_OVER_ONE_BAR.includes(name)
  if (unstable > 0 && !plain) for (const column of results) dropFirst(column, unstable)
  return Object.fromEntries(Object.keys(described.outputs).map((output, k) => [output, results[k]])) as Record<TalibOutput<N>, Float64Array>
}

const UNSTABLE_PERIOD: TalibParam = { type: 'integer', default: 0, min: 0, max: 2_147_483_647 }
