import { BarcastError, canonicalJson, createFrame, type Frame, type Json, sha256, unknownNameError } from '../core/index.js'
import { checkColumns, checkRow, type Fitted, refuseExploration } from './fitted-columns.js'
import { medianOf, quantileOf, sortedValues } from './order-statistics.js'

/**
 * The range of each column that counts as ordinary, learned from the training part. Plain JSON-able data; `sha256` is over the other fields, so
 * that {@link parseOutlierBounds} refuses altered ones.
 */
export interface OutlierBounds {
  readonly formatVersion: 1
  readonly kind: 'quantile' | 'mad' | 'iqr'
  /** Rows of the frame they were fitted on. */
  readonly rows: number
  readonly names: readonly string[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  readonly sha256: string
}

/** How the bounds are found; quantiles 0.01 and 0.99 when not given. */
export type OutlierOptions =
  | {
      kind?: 'quantile'
      /** Shares of the rows below the lower and the upper bound. @default 0.01 and 0.99 */
      lower?: number
      upper?: number
    }
  | {
      /** The median plus and minus so many median absolute deviations, each scaled to a standard deviation of the normal distribution. */
      kind: 'mad'
      /** @default 3.5 (Iglewicz and Hoaglin, 1993) */
      factor?: number
    }
  | {
      /** So many distances between the quartiles below the lower and above the upper one. */
      kind: 'iqr'
      /** @default 1.5 (Tukey, 1977) */
      factor?: number
    }

const KINDS: readonly OutlierBounds['kind'][] = ['quantile', 'mad', 'iqr']
const FIT: Fitted = { noun: 'outlier', action: 'Fit outlier bounds' }

/** The third quartile of the standard normal distribution: what a median absolute deviation is divided by. */
const NORMAL_QUARTILE = 0.6744897501960817

/** The digest that the bounds' `sha256` must hold. */
export function outlierDigest({ formatVersion, kind, rows, names, lower, upper }: Omit<OutlierBounds, 'sha256'>): string {
  return sha256(canonicalJson({ formatVersion, kind, rows, names, lower, upper } satisfies Json))
}

function refuseOption(path: string, rule: string, value: number): never {
  throw new BarcastError('features/outlier-option', `${FIT.action}: ${path} must be ${rule}, found ${value}`, { value, where: { path } })
}

function factorOf(given: number | undefined, usual: number): number {
  const factor = given ?? usual
  return factor > 0 && factor < Infinity ? factor : refuseOption('factor', 'a positive number', factor)
}

/** The median of the distances from `center`; `sorted` ascends. */
function medianDistance(sorted: Float64Array, center: number): number {
  return medianOf(sorted.map((x) => Math.abs(x - center)).sort())
}

/** What makes two bounds of a column's ascending values. */
function boundsOf(options: OutlierOptions): (sorted: Float64Array) => [number, number] {
  switch (options.kind) {
    case undefined:
    case 'quantile': {
      const { lower = 0.01, upper = 0.99 } = options
      if (!(lower >= 0 && lower <= 1)) refuseOption('lower', 'a share from 0 to 1', lower)
      if (!(upper > lower && upper <= 1)) refuseOption('upper', `a share above ${lower}, up to 1`, upper)
      return (sorted) => [quantileOf(sorted, lower), quantileOf(sorted, upper)]
    }
    case 'mad': {
      const factor = factorOf(options.factor, 3.5)
      return (sorted) => {
        const center = medianOf(sorted)
        const reach = factor * (medianDistance(sorted, center) / NORMAL_QUARTILE)
        return [center - reach, center + reach]
      }
    }
    case 'iqr': {
      const factor = factorOf(options.factor, 1.5)
      return (sorted) => {
        const low = quantileOf(sorted, 0.25)
        const high = quantileOf(sorted, 0.75)
        return [low - factor * (high - low), high + factor * (high - low)]
      }
    }
    default: {
      const { kind } = options as { kind: unknown }
      throw unknownNameError('features/outlier-kind', FIT.action, 'kind', String(kind), KINDS, { path: 'kind' })
    }
  }
}

/**
 * Learns from the frame's rows, and from nothing else, between which bounds each column's ordinary values lie: fit on the training part
 * only. NaN rows are left out. Quantiles by linear interpolation (NumPy's default). Where a spread is 0 (half of the values or more are equal,
 * as in flags and candle patterns), `mad` and `iqr` know nothing of the rest, and so do quantiles that meet: the bounds are then the smallest
 * and the largest value.
 *
 * @throws BarcastError `features/outlier-kind` (unknown), `features/outlier-option` (a share or factor out of range),
 * `features/outlier-empty-column` (no value), `features/outlier-infinite` (±Infinity, or values too large to subtract),
 * `features/exploration-only` (a frame scaled by its own rows).
 */
export function fitOutlierBounds(frame: Frame, options: OutlierOptions = {}): OutlierBounds {
  refuseExploration(frame, FIT)
  const find = boundsOf(options)
  const lower: number[] = []
  const upper: number[] = []
  for (const name of frame.names) {
    const sorted = sortedValues(frame.column(name), name, FIT)
    const [low, high] = find(sorted)
    if (!Number.isFinite(low) || !Number.isFinite(high))
      throw new BarcastError(
        'features/outlier-infinite',
        `${FIT.action}: values must be small enough to subtract, found bounds ${low} and ${high} in "${name}"`,
        { value: low, where: { column: name } },
      )
    // A sum with 0 turns −0 into 0: JSON does not tell them apart, and a digest must.
    lower.push((low < high ? low : sorted[0]!) + 0)
    upper.push((low < high ? high : sorted[sorted.length - 1]!) + 0)
  }
  const learned = { formatVersion: 1, kind: options.kind ?? 'quantile', rows: frame.length, names: [...frame.names], lower, upper } as const
  return { ...learned, sha256: outlierDigest(learned) }
}

/** The frame with each value outside its column's bounds changed by `change`, which gets the value and both bounds. */
function changeColumns(
  bounds: OutlierBounds,
  frame: Frame,
  action: string,
  change: (x: number, low: number, high: number) => number,
): Frame {
  checkColumns({ noun: 'outlier', action }, bounds.names, frame.names)
  const columns = new Map(
    frame.names.map((name, k) => {
      const low = bounds.lower[k]!
      const high = bounds.upper[k]!
      return [name, frame.column(name).map((x) => change(x, low, high))]
    }),
  )
  return createFrame({ columns, timeMs: frame.timeMs, ...(frame.explorationOnly === true ? { explorationOnly: true } : {}) })
}

/** NaN stays NaN, since both comparisons are false. */
function clip(x: number, low: number, high: number): number {
  if (x < low) return low
  return x > high ? high : x
}

/**
 * Winsorised: values outside the bounds become the bound; NaN stays NaN, ±Infinity becomes a bound. The frame must have the columns that the bounds
 * were fitted on, in their order.
 *
 * @throws BarcastError `features/outlier-names`, naming the first column that differs.
 */
export function clipOutliers(bounds: OutlierBounds, frame: Frame): Frame {
  return changeColumns(bounds, frame, 'Clip outliers', clip)
}

/** Values outside the bounds become missing (NaN), for an imputer to fill. Otherwise as {@link clipOutliers}. */
export function dropOutliers(bounds: OutlierBounds, frame: Frame): Frame {
  return changeColumns(bounds, frame, 'Drop outliers', (x, low, high) => (x < low || x > high ? NaN : x))
}

/** 1 below the bounds' range or above it, 0 within, NaN where the value is missing; columns are named as in the frame. */
export function outlierFlags(bounds: OutlierBounds, frame: Frame): Frame {
  return changeColumns(bounds, frame, 'Flag outliers', (x, low, high) => (Number.isNaN(x) ? NaN : Number(x < low || x > high)))
}

/**
 * One row, in the bounds' column order; the same bits as {@link clipOutliers} on a frame. `out` may be `values` itself.
 *
 * @throws BarcastError `features/outlier-names` when the number of values differs.
 */
export function clipRow(bounds: OutlierBounds, values: Float64Array, out: Float64Array = new Float64Array(values.length)): Float64Array {
  const { lower, upper } = bounds
  checkRow({ noun: 'outlier', action: 'Clip row' }, lower.length, values, out)
  for (let k = 0; k < lower.length; k++) out[k] = clip(values[k]!, lower[k]!, upper[k]!)
  return out
}
