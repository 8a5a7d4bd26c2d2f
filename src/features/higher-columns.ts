import { createResampler, type Resampler, resampleRows } from '../bars/index.js'
import { type Bar, BarcastError, type Bars, canonicalJson, formatTimeframe, parseTimeframe, sha256 } from '../core/index.js'
import { createGraphStream, type Graph, graphCodeHash, runGraph } from '../indicators/index.js'
import { BENCHMARK_CLOSE } from './benchmark-features.js'
import { type FeatureColumn, warmupBarsOf } from './column.js'
import type { HigherTimeframe } from './config.js'
import { graphOf, hashDefinitions } from './feature-graph.js'
import type { HigherSnapshot } from './format.js'
import { openFloats, sealFloats } from './sealed-floats.js'

/** What a config says of one longer timeframe. */
export interface HigherChoice {
  readonly config: HigherTimeframe
  /** Its shortest name. */
  readonly timeframe: string
  /** What the columns are over the longer bars. */
  readonly inner: readonly FeatureColumn[]
  /** As columns of the engineer's: their expressions are the names of columns that {@link HigherColumns} brings to the bars. */
  readonly columns: readonly FeatureColumn[]
  /** First row with a value, by expression. */
  readonly warmups: ReadonlyMap<string, number>
}

/** Columns over longer bars, on the rows of the bars they are made of. */
export interface HigherColumns {
  /** Of the columns it brings. */
  readonly names: readonly string[]
  /** Extra columns of the bars that they read. */
  readonly reads: readonly string[]
  /** Of calendar, rules and definitions. */
  readonly hash: string
  /** Of the text of the kernels. */
  codeHash(): string
  over(bars: Bars, action: string): [name: string, values: Float64Array][]
  live(snapshot?: HigherSnapshot): LiveHigherColumns
}

/** The values of one bar after another, as {@link HigherColumns.over} gives them over the history. */
export interface LiveHigherColumns {
  readonly names: readonly string[]
  /** Of the last longer bar that is closed. */
  readonly values: Float64Array
  /** Refuses the bar for which `next` would throw; changes nothing. */
  check(bar: Bar): void
  next(bar: Bar): void
  replaceLast(bar: Bar): void
  snapshot(): HigherSnapshot
}

const MS_PER_DAY = 86_400_000
/** By how much clocks are put back, once more than forward in what a window spans. */
const MS_PER_CHANGE = 3_600_000
const FIELDS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume']

/** Columns of the bars beyond prices, volume and time that a graph reads. */
export function extrasRead(graph: Graph): string[] {
  return graph.columns.map(({ name }) => name).filter((name) => !FIELDS.includes(name))
}

/** The bars with the named extra columns and no other. */
function only(bars: Bars, names: readonly string[], action: string): Bars {
  const column = (name: string): [string, Float64Array] => {
    const values = Object.hasOwn(bars.extra, name) ? bars.extra[name] : undefined
    if (values !== undefined) return [name, values]
    throw new BarcastError('indicators/unknown-column', `${action}: the bars must have the extra column "${name}", found none`, {
      value: name,
      where: { column: name },
    })
  }
  return { ...bars, extra: Object.fromEntries(names.map(column)) }
}

/** Each row has the value of the last longer bar that is closed with it or was before; NaN before the first. */
function spread(values: Float64Array, closedAtRow: Int32Array, length: number): Float64Array {
  const rows = new Float64Array(length).fill(NaN)
  for (let bar = 0; bar < values.length; bar++) rows.fill(values[bar]!, closedAtRow[bar]!, closedAtRow[bar + 1] ?? length)
  return rows
}

function nameOf(timeframe: string): string {
  const text = timeframe.trim()
  return /^\d+\s*M$/.test(text) ? text.replace(/\s/g, '') : formatTimeframe(parseTimeframe(text))
}

function nominalMs(timeframe: string): number {
  const months = /^(\d+)M$/.exec(timeframe)
  return months === null ? parseTimeframe(timeframe) : Number(months[1]) * 31 * MS_PER_DAY
}

/**
 * The columns over longer bars that a config asks for, `inner` being what they are there.
 *
 * Warm-ups hold for histories that begin together with a longer bar; others have their first value earlier, because the first longer bar holds what the
 * history has of it. Months count 31 days, days by a time zone an hour more.
 *
 * @throws BarcastError `bars/not-a-multiple`, `bars/calendar`, `bars/time-zone`, `bars/time-of-day`, and those of `parseTimeframe`.
 */
export function chooseHigher(config: HigherTimeframe, inner: readonly FeatureColumn[], baseMs: number): HigherChoice {
  const { timeframe, timeZone = 'UTC', dayStart } = config
  createResampler({ from: baseMs, to: timeframe, timeZone, ...(dayStart === undefined ? {} : { dayStart }) })
  const suffix = nameOf(timeframe)
  const changeMs = timeZone === 'UTC' ? 0 : MS_PER_CHANGE
  const warmups = new Map<string, number>()
  const columns = inner.map((column): FeatureColumn => {
    const expression = `${suffix} ${column.name}`
    const bars = warmupBarsOf(column.expression) + 1
    warmups.set(expression, Math.ceil((bars * nominalMs(suffix) + changeMs) / baseMs) - 1)
    return {
      ...column,
      name: `${column.name}_${suffix}`,
      title: `${column.title}; of the last closed bar of ${suffix}`,
      formula: `${column.formula}; on bars of ${suffix}`,
      expression,
    }
  })
  return { config, timeframe: suffix, inner, columns, warmups }
}

/** What makes those columns whose expressions are `needed`; undefined when none is. */
export function makeHigher(
  { config, inner, columns }: HigherChoice,
  needed: ReadonlySet<string>,
  baseMs: number,
): HigherColumns | undefined {
  const chosen = inner.flatMap((column, k) => {
    const name = columns[k]!.expression as string
    return needed.has(name) ? [{ ...column, key: name }] : []
  })
  if (chosen.length === 0) return undefined
  const graph = graphOf(chosen)
  const reads = extrasRead(graph)
  const { timeframe, timeZone = 'UTC', dayStart = '00:00' } = config
  const rules = { [BENCHMARK_CLOSE]: 'last' as const, ...config.aggregate }
  const aggregate = Object.fromEntries(Object.entries(rules).filter(([name]) => reads.includes(name)))
  const options = { timeZone, dayStart, aggregate }
  const keys = chosen.map(({ key }) => key)
  return {
    names: keys,
    reads,
    hash: sha256(canonicalJson([nominalMs(nameOf(timeframe)), baseMs, options, hashDefinitions(chosen, graph)])),
    codeHash: () => graphCodeHash(graph),
    over(bars, action) {
      const { bars: longer, closedAtRow } = resampleRows(only(bars, reads, action), timeframe, options)
      const results = longer === undefined ? undefined : runGraph(graph, longer)
      return chosen.map(({ name, key }) => [key, spread(results?.get(name) ?? new Float64Array(0), closedAtRow, bars.length)])
    },
    live: (snapshot) =>
      liveColumns(createResampler({ from: baseMs, to: timeframe, ...options }, snapshot?.bars), graph, reads, keys, snapshot),
  }
}

/** A stream of the longer bars and what their columns last gave. */
function liveColumns(
  resampler: Resampler,
  graph: Graph,
  reads: readonly string[],
  names: readonly string[],
  snapshot: HigherSnapshot | undefined,
): LiveHigherColumns {
  const stream = createGraphStream(graph, snapshot?.state)
  const values =
    snapshot === undefined ? new Float64Array(names.length).fill(NaN) : openFloats(snapshot.values, names.length, 'Restore feature stream')
  const read = ({ openTimeMs, open, high, low, close, volume, extra = {} }: Bar): Bar => {
    const bar = { openTimeMs, open, high, low, close, volume }
    return reads.length === 0 ? bar : { ...bar, extra: Object.fromEntries(reads.map((name) => [name, extra[name]!])) }
  }
  return {
    names,
    values,
    check: (bar) => resampler.check(read(bar)),
    next(bar) {
      for (const longer of resampler.next(read(bar))) stream.next(longer, values)
    },
    replaceLast(bar) {
      const longer = resampler.replaceLast(read(bar)).at(-1)
      // Of two longer bars that one bar closes, the first was whole before it and has not changed.
      if (longer !== undefined) stream.replaceLast(longer, values)
    },
    snapshot: () => ({ bars: resampler.snapshot(), state: stream.snapshot(), values: sealFloats(values) }),
  }
}
