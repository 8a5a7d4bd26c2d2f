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
 * export const momentum = {
 *   // one indicator, whose inputs and outputs stand in TA-Lib's order
 *   RSI: ({ timeperiod }, run) => run(rsi, { period: timeperiod }),
 *   // outputs in another order
 *   AROON: ({ timeperiod }, run) => run(aroon, { period: timeperiod }).reverse(),
 *   // two indicators, and what TA-Lib does otherwise
 *   MINMAX: ({ timeperiod }, run) => [...run(rollingMin, { period: timeperiod }), ...run(rollingMax, { period: timeperiod })],
 *   DIV: (_, run, [left, right]) => run(divide, {}).map((column) => column.map((value, i) => (right![i] === 0 ? left![i]! / right![i]! : value))),
 * } satisfies TalibEntries
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
