import { canonicalJson, createFrame, type Frame, type Json, sha256, unknownNameError } from '../core/index.js'
import { checkColumns, checkRow, type Fitted, refuseExploration } from './fitted-columns.js'
import { learnQuantiles, quantileScaling } from './quantile-scaling.js'
import { divisorOf, learnMinMax, learnRobust } from './range-scaling.js'
import { learnStandard } from './standard-scaling.js'

interface Learned<K extends string> {
  readonly formatVersion: 1
  readonly kind: K
  /** Rows of the frame it was fitted on. */
  readonly rows: number
  readonly names: readonly string[]
  /** Of the canonical JSON of everything else. */
  readonly sha256: string
}

/** (x − mean) / scale, with each column's mean and population standard deviation (1 for a constant column): scikit-learn's `StandardScaler`. */
export interface StandardScaler extends Learned<'standard'> {
  readonly mean: readonly number[]
  readonly scale: readonly number[]
}

/**
 * (x − center) / scale, with each column's median and distance between quartiles, which outliers do not move: scikit-learn's `RobustScaler`. The
 * scale is 1 where half of the values or more are equal (a distance below 2.2e-15).
 */
export interface RobustScaler extends Learned<'robust'> {
  readonly center: readonly number[]
  readonly scale: readonly number[]
}

/**
 * x · s − min · s with s = 1 / (max − min): 0 … 1 but for rounding over the rows it was fitted on, and outside for values outside.
 * scikit-learn's `MinMaxScaler`; s is 1 for a constant column (a range below 2.2e-15), which becomes 0.
 */
export interface MinMaxScaler extends Learned<'minMax'> {
  readonly min: readonly number[]
  readonly max: readonly number[]
}

/**
 * The share of the fitted rows below x, by interpolation between up to 1000 quantiles, or the standard normal quantile of that share. scikit-learn's
 * `QuantileTransformer` without subsampling: values beyond the fitted range get its end (0 or 1, ±5.2 when normal, where values within 1e-7 of an end
 * count as the end); the middle of a tie stands for it; a constant column becomes 0 (−5.2 when normal).
 */
export interface QuantileScaler extends Learned<'quantile'> {
  readonly output: 'uniform' | 'normal'
  /** Per column its ascending quantiles, as base64 of their doubles. */
  readonly quantiles: readonly string[]
}

/**
 * What scaling has learned from the rows of a frame; `kind` decides the rest. Plain JSON-able data; `sha256` is over the other fields, so
 * that {@link parseScaler} refuses an altered one.
 */
export type Scaler = StandardScaler | RobustScaler | MinMaxScaler | QuantileScaler

/** Which scaling to learn; `standard` when not given. */
export type ScalerOptions =
  | { kind?: 'standard' }
  | { kind: 'robust' }
  | { kind: 'minMax' }
  | {
      kind: 'quantile'
      /** Whether the output is uniform in 0 … 1 (default) or standard normal. */
      output?: 'uniform' | 'normal'
    }

const KINDS: readonly Scaler['kind'][] = ['standard', 'robust', 'minMax', 'quantile']
const OUTPUTS = ['uniform', 'normal'] as const
const FIT: Fitted = { noun: 'scaler', action: 'Fit scaler' }
const APPLY: Fitted = { noun: 'scaler', action: 'Scale features' }
const ROW: Fitted = { noun: 'scaler', action: 'Scale row' }

type Unsigned<T> = T extends unknown ? Omit<T, 'sha256'> : never

/** The digest that a scaler's `sha256` must hold. */
export function scalerDigest(scaler: Unsigned<Scaler>): string {
  const content: { [key: string]: Json } = { ...scaler }
  delete content.sha256
  return sha256(canonicalJson(content))
}

/** @throws BarcastError `features/scaler-kind`, with the nearest name. */
export function unknownKind(action: string, kind: string): never {
  throw unknownNameError('features/scaler-kind', action, 'kind', kind, KINDS, { path: 'kind' })
}

function learn(frame: Frame, options: ScalerOptions): Unsigned<Scaler> {
  const formatVersion = 1
  const common = { rows: frame.length, names: [...frame.names] }
  switch (options.kind) {
    case undefined:
    case 'standard':
      return { formatVersion, kind: 'standard', ...common, ...learnStandard(frame, FIT) }
    case 'robust':
      return { formatVersion, kind: 'robust', ...common, ...learnRobust(frame, FIT) }
    case 'minMax':
      return { formatVersion, kind: 'minMax', ...common, ...learnMinMax(frame, FIT) }
    case 'quantile': {
      const { output = 'uniform' } = options
      if (!OUTPUTS.includes(output))
        throw unknownNameError('features/scaler-output', FIT.action, 'output', String(output), OUTPUTS, { path: 'output' })
      return { formatVersion, kind: 'quantile', ...common, output, ...learnQuantiles(frame, FIT) }
    }
    default:
      return unknownKind(FIT.action, String((options as { kind: unknown }).kind))
  }
}

/**
 * Learns how to scale each column from the frame's rows, and from nothing else: fit on the training part only. NaN rows are left
 * out. See {@link StandardScaler} (default), {@link RobustScaler}, {@link MinMaxScaler}, {@link QuantileScaler} for what each kind does.
 *
 * @throws BarcastError `features/scaler-kind`, `features/scaler-output` (unknown), `features/scaler-empty-column` (no value in a column),
 * `features/scaler-infinite` (±Infinity, or values too large to square or subtract), `features/exploration-only` (a frame already scaled by its own
 * rows).
 */
export function fitScaler(frame: Frame, options?: { kind?: 'standard' }): StandardScaler
export function fitScaler(frame: Frame, options: ScalerOptions): Scaler
export function fitScaler(frame: Frame, options: ScalerOptions = {}): Scaler {
  refuseExploration(frame, FIT)
  const learned = learn(frame, options)
  return { ...learned, sha256: scalerDigest(learned) }
}

/** The scaler as a function of the column and the value: the one definition behind frames and rows. */
function scalingOf(scaler: Scaler): (k: number, x: number) => number {
  switch (scaler.kind) {
    case 'standard': {
      const { mean, scale } = scaler
      return (k, x) => (x - mean[k]!) / scale[k]!
    }
    case 'robust': {
      const { center, scale } = scaler
      return (k, x) => (x - center[k]!) / scale[k]!
    }
    case 'minMax': {
      const { min, max } = scaler
      return (k, x) => {
        const factor = 1 / divisorOf(max[k]! - min[k]!)
        return x * factor + (0 - min[k]! * factor)
      }
    }
    case 'quantile':
      return quantileScaling(scaler.quantiles, scaler.output)
    default:
      return unknownKind(APPLY.action, String((scaler as { kind: unknown }).kind))
  }
}

/**
 * The frame scaled column by column; NaN stays NaN. The frame must have the scaler's columns in its order.
 *
 * @throws BarcastError `features/scaler-names`, naming the first column that differs.
 */
export function applyScaler(scaler: Scaler, frame: Frame): Frame {
  checkColumns(APPLY, scaler.names, frame.names)
  const scale = scalingOf(scaler)
  const columns = new Map<string, Float64Array>()
  frame.names.forEach((name, k) => {
    const column = frame.column(name)
    const scaled = new Float64Array(column.length)
    for (let i = 0; i < column.length; i++) scaled[i] = scale(k, column[i]!)
    columns.set(name, scaled)
  })
  return createFrame({ columns, timeMs: frame.timeMs, ...(frame.explorationOnly === true ? { explorationOnly: true } : {}) })
}

/**
 * One row, in the scaler's column order; the same bits as {@link applyScaler} on a frame. `out` may be `values` itself.
 *
 * @throws BarcastError `features/scaler-names` when the number of values differs.
 */
export function scaleRow(scaler: Scaler, values: Float64Array, out: Float64Array = new Float64Array(values.length)): Float64Array {
  const { length } = scaler.names
  checkRow(ROW, length, values, out)
  const scale = scalingOf(scaler)
  for (let k = 0; k < length; k++) out[k] = scale(k, values[k]!)
  return out
}

/**
 * Scales a frame by a fitted scaler, or, without one, by its own rows' mean and deviation: then the result is marked `explorationOnly`,
 * because each row has seen all others, and whatever trains refuses it.
 */
export function scaleFeatures(frame: Frame, options: { scaler?: Scaler } = {}): Frame {
  if (options.scaler !== undefined) return applyScaler(options.scaler, frame)
  const scaled = applyScaler(fitScaler(frame), frame)
  return createFrame({
    columns: new Map(scaled.names.map((name) => [name, scaled.column(name)])),
    timeMs: scaled.timeMs,
    explorationOnly: true,
  })
}
