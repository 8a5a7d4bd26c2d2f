import type { Params } from '../definition.js'
import type { Indicator } from '../indicator.js'
import type { catalogue } from './catalogue.js'

/** The name of one of TA-Lib's functions. */
export type TalibName = keyof typeof catalogue

/** Input names of a function: `price`, `price0`, `prices` … */
export type TalibInput<N extends TalibName> = keyof (typeof catalogue)[N]['inputs']
/** Parameter names of a function. */
export type TalibOption<N extends TalibName> = keyof (typeof catalogue)[N]['params']
/** Output names of a function. */
export type TalibOutput<N extends TalibName> = keyof (typeof catalogue)[N]['outputs']

/**
 * Runs one of our indicators over whole columns, by default over the function's inputs in TA-Lib's order; they go to the indicator in the order of its own
 * `inputs`, whatever their names. Gives the indicator's outputs in their order; rows of the inputs that are NaN (a warm-up, a missing price) are passed over as its
 * `onMissing` says. Parameters left out have the indicator's defaults.
 */
export type TalibRun = <P extends Params, O extends string>(
  indicator: Indicator<P, O>,
  params: Readonly<Partial<P>>,
  inputs?: readonly Float64Array[],
) => Float64Array[]

/**
 * How one function of TA-Lib is computed: from its parameters (all of them, checked, moving averages as `matype` numbers that are never 11, the function's own default) to new
 * columns in the order of its outputs in `catalogue.ts`. What TA-Lib takes, calls and gives stands there; an entry only says which indicators make it and where the two differ:
 *
 * ```ts
 * export const momentum: TalibEntries = {
 *   // one indicator, whose inputs and outputs stand in TA-Lib's order
 *   RSI: ({ timeperiod }, run) => run(rsi, { period: timeperiod }),
 *   // outputs in another order
 *   AROON: ({ timeperiod }, run) => run(aroon, { period: timeperiod }).reverse(),
 *   // other inputs than all of them, and one indicator over another's output
 *   STOCHF: ({ fastk_period, fastd_period, fastd_matype }, run, [high, low, close]) => {
 *     const raw = run(stochasticRaw, { period: fastk_period }, [high!, low!, close!])
 *     return withCommonWarmup([...raw, ...run(movingAverage, averageParams(fastd_matype, fastd_period), raw)])
 *   },
 * }
 * ```
 *
 * The door sets the first `unstable_period` values to NaN where the catalogue has that flag; entries know nothing of it.
 */
export type TalibEntry<N extends TalibName> = (
  params: Readonly<Record<TalibOption<N>, number>>,
  run: TalibRun,
  inputs: readonly Float64Array[],
) => readonly Float64Array[]

/** Entries by name; each file of this folder holds those of its groups. */
export type TalibEntries = { readonly [N in TalibName]?: TalibEntry<N> }

/** NaN in every column up to the row from which all of them have values, as TA-Lib starts all outputs of a function together. Changes the columns and returns them. */
export function withCommonWarmup(columns: readonly Float64Array[]): readonly Float64Array[] {
  const firsts = columns.map((column) => {
    const first = column.findIndex((value) => !Number.isNaN(value))
    return first < 0 ? column.length : first
  })
  const start = Math.max(0, ...firsts)
  for (const column of columns) column.fill(NaN, 0, start)
  return columns
}

/** Copies without their first `rows` rows in which all have values, for parts that TA-Lib begins when the slowest of them can. */
export function startLater(columns: readonly Float64Array[], rows: number): readonly Float64Array[] {
  let left = rows
  let end = 0
  for (; end < columns[0]!.length && left > 0; end++) if (columns.every((column) => !Number.isNaN(column[end]!))) left -= 1
  return columns.map((column) => column.slice().fill(NaN, 0, end))
}
