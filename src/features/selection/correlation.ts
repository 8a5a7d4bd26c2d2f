import { type Frame, pause, type TaskOptions, throwIfAborted, unknownNameError } from '../../core/index.js'
import { refuseExploration } from '../fitted-columns.js'
import { type FeatureScore, type FeatureSelection, makeSelection, placesOf, refuseSelectionOption, scoresOf } from './selection.js'

/** Two columns that say nearly the same. */
export interface CorrelatedPair {
  /** In the frame's order. */
  readonly first: string
  readonly second: string
  /** Pearson's, −1 … 1. */
  readonly correlation: number
}

export interface CorrelationOptions extends TaskOptions {
  /** Pairs from this absolute value on. @default 0.95 */
  threshold?: number
}

const ACTION = 'Correlate features'

interface Column {
  name: string
  /** Minus its mean, over its deviation, so that sums of products lose nothing; NaN stays. */
  values: Float64Array
  complete: boolean
}

function standardised(name: string, column: Float64Array): Column {
  let sum = 0
  let count = 0
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!
    if (Number.isFinite(x)) {
      sum += x
      count += 1
    }
  }
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < column.length; i++) {
    const distance = column[i]! - mean
    if (Number.isFinite(distance)) squares += distance * distance
  }
  const deviation = Math.sqrt(squares / count)
  const values = column.map((x) => (Number.isFinite(x) ? (deviation > 0 ? (x - mean) / deviation : 0) : NaN))
  return { name, values, complete: count === column.length }
}

/** Pearson's correlation over the rows where both have a value; NaN where one is constant there or fewer than two rows are left. */
function correlate(a: Column, b: Column): number {
  const [x, y] = [a.values, b.values]
  let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0]
  let n = 0
  if (a.complete && b.complete) {
    n = x.length
    for (let i = 0; i < n; i++) {
      const u = x[i]!
      const v = y[i]!
      sx += u
      sy += v
      sxx += u * u
      syy += v * v
      sxy += u * v
    }
  } else {
    for (let i = 0; i < x.length; i++) {
      const u = x[i]!
      const v = y[i]!
      const product = u * v
      if (Number.isNaN(product)) continue
      n += 1
      sx += u
      sy += v
      sxx += u * u
      syy += v * v
      sxy += product
    }
  }
  const varianceX = sxx - (sx * sx) / n
  const varianceY = syy - (sy * sy) / n
  // Below this, rounding is all that is left of a column that is constant in these rows.
  const least = 1e-14 * n
  if (n < 2 || !(varianceX > least) || !(varianceY > least)) return NaN
  const correlation = (sxy - (sx * sy) / n) / Math.sqrt(varianceX * varianceY)
  return Math.max(-1, Math.min(1, correlation))
}

/** Work between two pauses, in products. */
const PAUSE_AFTER = 5e6

/** Calls `visit` with the correlation of column `j` and each earlier one that `visit` wants to know. */
async function eachPair(
  frame: Frame,
  { signal, onProgress }: TaskOptions,
  visit: (j: number, correlationWith: (k: number) => number) => void,
): Promise<void> {
  const columns = frame.names.map((name) => standardised(name, frame.column(name)))
  let work = 0
  for (let j = 0; j < columns.length; j++) {
    visit(j, (k) => {
      work += frame.length
      return correlate(columns[k]!, columns[j]!)
    })
    onProgress?.({ done: j + 1, total: columns.length, step: frame.names[j]! })
    if (work > PAUSE_AFTER) {
      work = 0
      throwIfAborted(signal, ACTION)
      await pause()
    }
  }
}

function checkThreshold(threshold: number): void {
  if (!(threshold > 0 && threshold <= 1)) refuseSelectionOption('threshold', 'above 0, up to 1', threshold)
}

/**
 * The pairs of columns whose absolute correlation (Pearson) reaches the threshold, over the rows where both have a finite value (as pandas' `corr`), the strongest first. Constant columns
 * correlate with nothing.
 *
 * @throws BarcastError `features/selection-option`, `task/aborted`.
 */
export async function correlatedPairs(frame: Frame, { threshold = 0.95, ...task }: CorrelationOptions = {}): Promise<CorrelatedPair[]> {
  checkThreshold(threshold)
  const pairs: CorrelatedPair[] = []
  await eachPair(frame, task, (j, correlationWith) => {
    for (let k = 0; k < j; k++) {
      const correlation = correlationWith(k)
      if (Math.abs(correlation) >= threshold) pairs.push({ first: frame.names[k]!, second: frame.names[j]!, correlation })
    }
  })
  return pairs.sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))
}

export interface SelectByCorrelationOptions extends CorrelationOptions {
  /** Which of two correlated columns is kept: the one with the higher score. Without scores, the earlier one. */
  scores?: readonly FeatureScore[] | Readonly<Record<string, number>>
}

/** The frame's columns, the best first. */
function ranked(frame: Frame, scores: SelectByCorrelationOptions['scores']): Frame['names'] {
  if (scores === undefined) return frame.names
  const byName = new Map(scoresOf(scores).map((given) => [given.name, given]))
  const list = frame.names.map((name) => {
    const given = byName.get(name)
    if (given === undefined)
      throw unknownNameError('features/selection-option', 'Select features', 'score', name, byName.keys(), { column: name })
    return given
  })
  const places = placesOf(list)
  return [...frame.names].sort((a, b) => places[frame.names.indexOf(a)]! - places[frame.names.indexOf(b)]!)
}

/**
 * Walks the columns from the best score on (without scores: in their order) and drops each that correlates with one already kept, by the threshold or more in absolute value. A dropped column
 * drops nobody. Learns from the frame's rows: the training part only.
 *
 * @throws BarcastError `features/selection-option`, `features/exploration-only`, `task/aborted`.
 */
export async function selectByCorrelation(
  frame: Frame,
  { threshold = 0.95, scores, ...task }: SelectByCorrelationOptions = {},
): Promise<FeatureSelection> {
  checkThreshold(threshold)
  refuseExploration(frame, { noun: 'selection', action: ACTION })
  const order = ranked(frame, scores)
  const reasons = new Map<string, string>()
  const walk: Frame = { ...frame, names: order }
  await eachPair(walk, task, (j, correlationWith) => {
    for (let k = 0; k < j; k++) {
      if (reasons.has(order[k]!)) continue
      const correlation = correlationWith(k)
      if (!(Math.abs(correlation) >= threshold)) continue
      reasons.set(order[j]!, `correlation: ${correlation.toFixed(6)} with "${order[k]}", limit ${threshold}`)
      return
    }
  })
  return makeSelection({
    method: 'correlation',
    rows: frame.length,
    names: frame.names.filter((name) => !reasons.has(name)),
    scores: [],
    dropped: frame.names.filter((name) => reasons.has(name)).map((name) => ({ name, reason: reasons.get(name)! })),
  })
}
