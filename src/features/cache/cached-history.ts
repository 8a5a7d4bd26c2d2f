import type { Bars, Frame } from '../../core/index.js'
import type { GraphHistoryState } from '../../indicators/index.js'

/** Columns with room for more rows. */
export interface Columns {
  readonly names: readonly string[]
  /** One for each name, at least `rows` long. */
  readonly values: Float64Array[]
}

/** The features of a history, the bars they are of, and where the computation stands. */
export interface CachedHistory {
  rows: number
  /** The bars' columns and extra columns. */
  readonly bars: Columns
  readonly features: Columns
  state: GraphHistoryState
}

const BAR_NAMES = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const

/** Names of the bars' columns, the extra ones after the six others, sorted. */
export function barNames(bars: Bars): string[] {
  return [
    ...BAR_NAMES,
    ...Object.keys(bars.extra)
      .sort()
      .map((name) => `extra.${name}`),
  ]
}

/** The bars' columns in the order of {@link barNames}. */
export function barColumns(bars: Bars): Float64Array[] {
  return [
    ...BAR_NAMES.map((name) => bars[name]),
    ...Object.keys(bars.extra)
      .sort()
      .map((name) => bars.extra[name]!),
  ]
}

/** Copies, so that nobody's change reaches the cache. */
export function newHistory(bars: Bars, features: Frame, state: GraphHistoryState): CachedHistory {
  return {
    rows: bars.length,
    bars: { names: barNames(bars), values: barColumns(bars).map((column) => column.slice()) },
    features: { names: features.names, values: features.names.map((name) => features.column(name).slice()) },
    state,
  }
}

/** True when the first `rows` values are the same bits. */
function sameBits(a: Float64Array, b: Float64Array, rows: number): boolean {
  for (let i = 0; i < rows; i++) if (!Object.is(a[i]!, b[i]!)) return false
  return true
}

/** True when the bars and the history have the same rows as far as both go. */
export function agree(history: CachedHistory, bars: Bars): boolean {
  const rows = Math.min(history.rows, bars.length)
  const columns = barColumns(bars)
  return columns.length === history.bars.values.length && columns.every((column, k) => sameBits(column, history.bars.values[k]!, rows))
}

/** Writes `added` after `rows` values; an eighth of room is left whenever the array has to grow. */
function append(values: Float64Array, rows: number, added: Float64Array): Float64Array {
  const needed = rows + added.length
  let target = values
  if (needed > values.length) {
    target = new Float64Array(needed + (needed >> 3) + 64)
    target.set(values.subarray(0, rows))
  }
  target.set(added, rows)
  return target
}

/** Takes the rows of `bars` after its own, with their features. */
export function appendRows(history: CachedHistory, bars: Bars, features: Frame, state: GraphHistoryState): void {
  const { rows } = history
  barColumns(bars).forEach((column, k) => {
    history.bars.values[k] = append(history.bars.values[k]!, rows, column.subarray(rows))
  })
  history.features.names.forEach((name, k) => {
    history.features.values[k] = append(history.features.values[k]!, rows, features.column(name))
  })
  history.rows = bars.length
  history.state = state
}

export function bytesOf({ bars, features, state }: CachedHistory): number {
  return [...bars.values, ...features.values, state.numbers].reduce((sum, column) => sum + column.byteLength, 0)
}
