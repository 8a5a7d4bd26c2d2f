import { type Bar, BarcastError, type Bars, barAt, createRandom, type Frame, sliceBars } from '../core/index.js'
import type { FeatureEngineer } from '../features/index.js'
import { simulateBars } from './simulate-bars.js'

/** Columns over bars: one array, arrays by name, or a Frame (whose rows may be fewer: they are matched by time). */
export type CausalOutput = Float64Array | Readonly<Record<string, Float64Array>> | Frame

/** Anything that makes columns of bars: an indicator, or a function of your own. With a `stream`, that is checked too. */
export interface CausalFunction {
  (bars: Bars): CausalOutput
  stream?(): { next(bar: Bar): number | Readonly<Record<string, number>> }
}

export type CausalSubject = CausalFunction | Pick<FeatureEngineer, 'engineerFeatures' | 'stream' | 'names' | 'warmupBars' | 'config'>

export interface CausalOptions {
  /** @default simulated bars, longer than the engineer's warm-up by 250 (600 for a function) */
  bars?: Bars
  /** After how many different rows the future is cut off and poisoned. @default 10 */
  cuts?: number
  /** Decides the rows, and the default bars. @default 1 */
  seed?: number
}

interface Table {
  timeMs: Float64Array
  columns: ReadonlyMap<string, Float64Array>
}

const ACTION = 'Check causality'

function isFrame(output: CausalOutput): output is Frame {
  return 'names' in output && typeof (output as Frame).column === 'function'
}

function refuseShape(message: string, value: unknown): never {
  throw new BarcastError('testing/shape', `${ACTION}: ${message}`, { value })
}

function tabulate(output: CausalOutput, bars: Bars): Table {
  if (output instanceof Float64Array) return tabulate({ value: output }, bars)
  if (isFrame(output)) {
    const columns = new Map(output.names.map((name) => [name, output.column(name)]))
    if (output.length === bars.length) return { timeMs: bars.openTimeMs, columns }
    const known = new Set(bars.openTimeMs)
    const strange = output.timeMs.find((time) => !known.has(time))
    if (strange !== undefined) refuseShape(`a frame's timeMs must be open times of the bars, found ${strange}`, strange)
    return { timeMs: output.timeMs, columns }
  }
  const columns = new Map(Object.entries(output))
  for (const [name, column] of columns) {
    if (column.length !== bars.length)
      refuseShape(`column "${name}" must have the bars' ${bars.length} rows, found ${column.length}`, column.length)
  }
  return { timeMs: bars.openTimeMs, columns }
}

/** Fresh arrays, so that nothing remembered or changed by the subject reaches the next run. */
function copyBars(bars: Bars, change: (value: number, row: number) => number = (value) => value): Bars {
  const copy = (column: Float64Array): Float64Array => column.map(change)
  return {
    ...bars,
    openTimeMs: bars.openTimeMs.slice(),
    open: copy(bars.open),
    high: copy(bars.high),
    low: copy(bars.low),
    close: copy(bars.close),
    volume: copy(bars.volume),
    extra: Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, copy(column)])),
  }
}

interface Leak {
  column: string
  timeMs: number
  before: number | undefined
  after: number | undefined
}

/** The first value up to `lastTimeMs` that is not the same in both tables; a row that only one of them has counts too. */
function firstLeak(whole: Table, other: Table, lastTimeMs: number): Leak | undefined {
  const rowOf = new Map<number, number>()
  other.timeMs.forEach((time, row) => {
    if (time <= lastTimeMs) rowOf.set(time, row)
  })
  for (const [name, values] of whole.columns) {
    const others = other.columns.get(name)
    if (others === undefined) refuseShape(`the columns must not depend on the bars, found no "${name}" with fewer or other bars`, name)
    let matched = 0
    for (let i = 0; i < values.length && whole.timeMs[i]! <= lastTimeMs; i++) {
      const row = rowOf.get(whole.timeMs[i]!)
      const after = row === undefined ? undefined : others[row]!
      if (!Object.is(values[i]!, after)) return { column: name, timeMs: whole.timeMs[i]!, before: values[i]!, after }
      matched += 1
    }
    if (matched < rowOf.size) {
      const known = new Set(whole.timeMs)
      const timeMs = [...rowOf.keys()].find((time) => !known.has(time))!
      return { column: name, timeMs, before: undefined, after: others[rowOf.get(timeMs)!]! }
    }
  }
  return undefined
}

function report({ column, timeMs, before, after }: Leak, bars: Bars, rule: string, ways: readonly [string, string]): never {
  const row = bars.openTimeMs.indexOf(timeMs)
  const text = (value: number | undefined): string => (value === undefined ? 'no row' : String(value))
  throw new BarcastError(
    'testing/not-causal',
    `${ACTION}: "${column}" at row ${row} must ${rule}, found ${text(before)} ${ways[0]} and ${text(after)} ${ways[1]}`,
    { value: { before, after }, where: { column, row, timeMs } },
  )
}

/** Bars fed one at a time, as columns in the order of the history's. */
function streamed(subject: CausalSubject, bars: Bars, whole: Table): Table | undefined {
  if (subject.stream === undefined) return undefined
  const live = subject.stream()
  const names = [...whole.columns.keys()]
  const columns = new Map(names.map((name) => [name, new Float64Array(bars.length)]))
  for (let row = 0; row < bars.length; row++) {
    const values: number | Float64Array | Readonly<Record<string, number>> = live.next(barAt(bars, row))
    names.forEach((name, k) => {
      columns.get(name)![row] =
        typeof values === 'number' ? values : values instanceof Float64Array ? values[k]! : (values as Record<string, number>)[name]!
    })
  }
  return { timeMs: bars.openTimeMs, columns }
}

/** Half of the cuts in a run at the end, which no rhythm in the feature can avoid, half anywhere after the warm-up. */
function cutRows(length: number, warmupBars: number, cuts: number, seed: number): number[] {
  const random = createRandom(seed)
  const last = length - 2
  const low = Math.min(Math.max(warmupBars, Math.floor(length / 2)), last)
  return Array.from({ length: cuts }, (_, k) => (k < cuts / 2 ? Math.max(last - k, 0) : random.integer(low, last + 1)))
}

function refuseEmpty(whole: Table, lastTimeMs: number): void {
  for (const [name, values] of whole.columns) {
    if (!values.some((value, i) => whole.timeMs[i]! <= lastTimeMs && !Number.isNaN(value)))
      throw new BarcastError(
        'testing/nothing-to-compare',
        `${ACTION}: "${name}" must have a value before the cut, found only NaN; give more bars than its warm-up`,
        { where: { column: name } },
      )
  }
}

/**
 * Throws unless the columns at each row depend on that bar and earlier ones only, to the bit: (1) cutting off the bars after a row
 * changes nothing up to it; (2) nor does making them NaN, or multiplying their prices and volumes by 1e9; (3) a subject with a `stream`
 * gives bar by bar what it gives over the history.
 *
 * @param subject An indicator, an engineer, or a function from bars to columns.
 * @throws BarcastError `testing/not-causal` naming the column, the row and both values; `testing/nothing-to-compare` when a column
 * is NaN throughout; `testing/shape` when the columns do not fit the bars.
 *
 * @example
 * expectCausal((bars) => rsi(bars, { period: 14 }))
 */
export function expectCausal(subject: CausalSubject, options: CausalOptions = {}): void {
  const { cuts = 10, seed = 1 } = options
  if (!Number.isInteger(cuts) || cuts < 1)
    throw new BarcastError('testing/option', `${ACTION}: cuts must be a whole number from 1, found ${cuts}`, { value: cuts })
  const isFunction = typeof subject === 'function'
  const warmupBars = isFunction ? 0 : subject.warmupBars
  const timeframeMs = isFunction ? undefined : subject.config.timeframeMs
  const bars =
    options.bars ??
    simulateBars({ seed, length: isFunction ? 600 : warmupBars + 250, ...(timeframeMs === undefined ? {} : { timeframeMs }) })
  if (bars.length < 2) refuseShape(`needs at least 2 bars, found ${bars.length}`, bars.length)
  const compute = (given: Bars): Table => tabulate(isFunction ? subject(given) : subject.engineerFeatures(given), given)
  const whole = compute(copyBars(bars))
  refuseEmpty(whole, bars.openTimeMs[bars.length - 2]!)

  for (const cut of cutRows(bars.length, warmupBars, cuts, seed)) {
    const futures: [string, Bars][] = [
      ['cut off', copyBars(sliceBars(bars, 0, cut + 1))],
      ['NaN', copyBars(bars, (value, row) => (row > cut ? NaN : value))],
      ['multiplied by 1e9', copyBars(bars, (value, row) => (row > cut ? 1e9 * value : value))],
    ]
    for (const [what, future] of futures) {
      const leak = firstLeak(whole, compute(future), bars.openTimeMs[cut]!)
      if (leak !== undefined) report(leak, bars, 'not depend on later bars', ['with all bars', `with the bars after row ${cut} ${what}`])
    }
  }
  const live = streamed(subject, bars, whole)
  const leak = live === undefined ? undefined : firstLeak(whole, live, Infinity)
  if (leak !== undefined) report(leak, bars, 'be the same in batch and stream', ['over the history', 'bar by bar'])
}
