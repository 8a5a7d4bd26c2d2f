import { type Labels, type Spans, unknownNameError } from '../core/index.js'

/** How many rows have no label, by reason. */
export interface MissingLabels {
  total: number
  /** The horizon ends after the last bar. */
  afterEnd: number
  /** No bar opens exactly one forward window later, or the window meets a gap or halt beyond `maxGapBars`. */
  inGap: number
  /** The close of the row or of its outcome is missing. */
  noPrice: number
  /** The past gives no volatility or quantiles yet, or its volatility is 0 or unknown. */
  noHistory: number
  /** The outcome is beyond `maxVolatilities`. */
  outlier: number
  /** No signal at this row. */
  noSignal: number
  /** The signal's trade has no realised profit yet. */
  openTrade: number
}

/** A number to predict, with its spans: `t0` the row's time, `t1` that of the bar that decided it. NaN in both where there is none. */
export interface RegressionTarget extends Spans {
  readonly length: number
  readonly timeMs: Float64Array
  readonly value: Float64Array
}

/** Labels of every row and the numbers they were made from. Rows are the rows of the bars; nothing is dropped. */
export interface LabeledData {
  readonly length: number
  /** `openTimeMs` of the bars. */
  readonly timeMs: Float64Array
  /** All columns, such as `return_5min`, `label_5min`. */
  readonly names: readonly string[]
  /** Class names of a label column, '' where there is no label. */
  label(name: string): string[]
  /** A numeric column, such as `return_5min`, NaN where missing. */
  column(name: string): Float64Array
  /** A label column as class indices with the spans of time that decided them: −1 and t1 = NaN where there is no label. */
  spans(name: string): Labels
  /** A numeric column about the future as a target for regression: `return_…`, `net_return_…`, `future_volatility_…`. */
  target(name: string): RegressionTarget
  /** How many rows of a label column or a target have no value, and why. */
  missing(name: string): MissingLabels
}

/** One label column in the making. `t1` may refuse: not every source of labels knows when an outcome was decided. */
export interface LabelColumn {
  value: Int32Array
  classes: readonly string[]
  missing: MissingLabels
  t1: () => Float64Array
}

/** One numeric target in the making. */
export interface TargetColumn {
  value: Float64Array
  missing: MissingLabels
  t1: () => Float64Array
}

export function noneMissing(): MissingLabels {
  return { total: 0, afterEnd: 0, inGap: 0, noPrice: 0, noHistory: 0, outlier: 0, noSignal: 0, openTrade: 0 }
}

/** Counts one row without a label. */
export function countMissing(missing: MissingLabels, reason: Exclude<keyof MissingLabels, 'total'>): void {
  missing.total += 1
  missing[reason] += 1
}

function find<T>(of: ReadonlyMap<string, T>, noun: string, name: string): T {
  const found = of.get(name)
  if (found === undefined) throw unknownNameError('labels/unknown-column', 'Read labels', noun, name, of.keys(), { column: name })
  return found
}

export function labeledData(
  timeMs: Float64Array,
  names: readonly string[],
  columns: ReadonlyMap<string, Float64Array>,
  labels: ReadonlyMap<string, LabelColumn>,
  targets: ReadonlyMap<string, TargetColumn> = new Map(),
): LabeledData {
  return {
    length: timeMs.length,
    timeMs,
    names,
    label(name) {
      const { value, classes } = find(labels, 'label', name)
      return Array.from(value, (index) => (index < 0 ? '' : classes[index]!))
    },
    column: (name) => find(columns, 'numeric column', name),
    spans(name) {
      const { value, classes, t1 } = find(labels, 'label', name)
      return { length: timeMs.length, timeMs, value, classes, t0: timeMs, t1: t1() }
    },
    target(name) {
      const { value, t1 } = find(targets, 'target', name)
      return { length: timeMs.length, timeMs, value, t0: timeMs, t1: t1() }
    },
    missing: (name) => ({ ...(targets.get(name) ?? find(labels, 'label', name)).missing }),
  }
}
