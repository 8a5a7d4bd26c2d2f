import type { Bars, Frame } from '../../core/index.js'
import type { GraphHistoryState } from '../../indicators/index.js'
import { appendTo, bytesOfColumns, type GrowingColumns, growingColumns, sameRows } from './growing-columns.js'

/** The features of a history, the bars they are of, and where the computation stands. */
export interface CachedHistory {
  readonly bars: GrowingColumns
  readonly features: GrowingColumns
  state: GraphHistoryState
}

const BAR_NAMES = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const

const extraNames = (bars: Bars): string[] => Object.keys(bars.extra).sort()

/** Names of the bars' columns, the extra ones after the six others, sorted. */
export function barNames(bars: Bars): string[] {
  return [...BAR_NAMES, ...extraNames(bars).map((name) => `extra.${name}`)]
}

/** The bars' columns in the order of {@link barNames}. */
export function barColumns(bars: Bars): Float64Array[] {
  return [...BAR_NAMES.map((name) => bars[name]), ...extraNames(bars).map((name) => bars.extra[name]!)]
}

/** The bars are copied; the features must be nobody else's. */
export function newHistory(bars: Bars, features: Frame, state: GraphHistoryState): CachedHistory {
  const copies = barColumns(bars).map((column) => column.slice())
  return {
    bars: growingColumns(barNames(bars), copies, bars.length),
    features: growingColumns(
      features.names,
      features.names.map((name) => features.column(name)),
      bars.length,
    ),
    state,
  }
}

/** True when the bars and the history have the same rows as far as both go. */
export function agree(history: CachedHistory, bars: Bars): boolean {
  return sameRows(history.bars, barColumns(bars), Math.min(history.bars.rows, bars.length))
}

/** Takes the rows of `bars` after its own, with their features. */
export function appendRows(history: CachedHistory, bars: Bars, features: Frame, state: GraphHistoryState): void {
  const { rows } = history.bars
  appendTo(
    history.bars,
    barColumns(bars).map((column) => column.subarray(rows)),
  )
  appendTo(
    history.features,
    history.features.names.map((name) => features.column(name)),
  )
  history.state = state
}

export function bytesOf({ bars, features, state }: CachedHistory): number {
  return bytesOfColumns(bars) + bytesOfColumns(features) + state.numbers.byteLength
}
