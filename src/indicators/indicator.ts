import type { Bars } from '../core/index.js'
import { BarcastError } from '../core/index.js'
import type { IndicatorDefinition, Params } from './definition.js'
import { checkedMark, missingRows, readColumn, runKernel } from './driver.js'
import { readParams } from './params.js'
import type { StreamSnapshot } from './snapshot.js'
import { type IndicatorStream, streamIndicator } from './stream.js'

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never

/** An array for an indicator with one output, an array by name for one with several. */
export type Columns<O extends string> = IsUnion<O> extends true ? { [K in O]: Float64Array } : Float64Array
/** A number for an indicator with one output, a number by name for one with several. */
export type Values<O extends string> = IsUnion<O> extends true ? { [K in O]: number } : number

/** An indicator: called with a history it gives whole columns; `stream` takes one bar at a time, with the same bits. */
export interface Indicator<P extends Params, O extends string> {
  /**
   * Outputs have the history's length; warm-up is NaN of `warmupBars` rows.
   * @param history Bars, or for an indicator of one input its values.
   * @throws BarcastError `bars/<rule>`, `indicators/param`, `indicators/unknown-param`, `indicators/unknown-column`, `indicators/history` (an array that is no Float64Array).
   */
  (history: Bars | Float64Array, params?: Readonly<Partial<P>>): Columns<O>
  readonly definition: IndicatorDefinition<P, O>
  warmupBars(params?: Readonly<Partial<P>>): number
  stream(params?: Readonly<Partial<P>>, snapshot?: StreamSnapshot): IndicatorStream<Values<O>>
}

/** An indicator of any parameters and outputs. */
export type AnyIndicator = Pick<Indicator<Record<never, never>, string>, 'definition'>

function valuesInput(definition: IndicatorDefinition, params: Params, values: Float64Array): Float64Array[] {
  const names = definition.inputs(params)
  if (names.length !== 1) {
    throw new BarcastError(
      'indicators/input',
      `Compute ${definition.name}: needs bars with ${names.join(', ')}, found one array of values`,
      { value: values.length },
    )
  }
  return [values]
}

/** Reads the current values by name. Literals for the usual two and three and no loop: an object that is filled key by key costs three times as much. */
function valuesReader<O extends string>(names: readonly O[]): (outputs: readonly Float64Array[]) => Values<O> {
  const [a, b, c] = names as unknown as [string, string, string]
  const reader = (outputs: readonly Float64Array[]): object => {
    const first = outputs[0]![0]!
    const second = outputs[1]![0]!
    if (names.length === 2) return { [a]: first, [b]: second }
    if (names.length === 3) return { [a]: first, [b]: second, [c]: outputs[2]![0]! }
    return Object.fromEntries(names.map((name, k) => [name, outputs[k]![0]!]))
  }
  return reader as (outputs: readonly Float64Array[]) => Values<O>
}

/** Makes a callable indicator of a definition. */
export function defineIndicator<P extends Params, O extends string>(definition: IndicatorDefinition<P, O>): Indicator<P, O> {
  const single = definition.outputs.length === 1
  const plain = definition as unknown as IndicatorDefinition
  const run = (history: Bars | Float64Array, given?: Readonly<Partial<P>>): Columns<O> => {
    const params = readParams(definition, given)
    let results: Float64Array[]
    if (history instanceof Float64Array) {
      results = runKernel(plain, params, valuesInput(plain, params, history), [missingRows(history)], history.length)
    } else {
      const mark = checkedMark(history, definition.name)
      const read = definition.inputs(params).map((name) => readColumn(history, mark, name, `Compute ${definition.name}`))
      results = runKernel(
        plain,
        params,
        read.map(({ column }) => column),
        read.map(({ missing }) => missing),
        history.length,
      )
    }
    return (single ? results[0] : Object.fromEntries(definition.outputs.map((name, k) => [name, results[k]]))) as Columns<O>
  }
  const readValues = valuesReader<O>(definition.outputs)
  return Object.assign(run, {
    definition,
    warmupBars: (given?: Readonly<Partial<P>>) => definition.warmupBars(readParams(definition, given)),
    stream: (given?: Readonly<Partial<P>>, snapshot?: StreamSnapshot) =>
      streamIndicator(plain, readParams(definition, given), single ? undefined : readValues, snapshot),
  })
}
