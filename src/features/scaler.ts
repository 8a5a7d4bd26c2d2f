import { BarcastError, canonicalJson, createFrame, type Frame, sha256 } from '../core/index.js'

/**
 * What standard scaling has learned: each column's mean and population standard deviation. Plain JSON-able data;
 * `sha256` is over the other fields, so that {@link parseScaler} refuses an altered one.
 */
export interface Scaler {
  readonly formatVersion: 1
  readonly kind: 'standard'
  /** Rows of the frame it was fitted on. */
  readonly rows: number
  readonly names: readonly string[]
  readonly mean: readonly number[]
  readonly scale: readonly number[]
  readonly sha256: string
}

/** The digest that a scaler's `sha256` must hold. */
export function scalerDigest({ formatVersion, kind, rows, names, mean, scale }: Omit<Scaler, 'sha256'>): string {
  return sha256(canonicalJson({ formatVersion, kind, rows, names, mean, scale }))
}

function refuseInfinity(name: string, row: number, value: number): never {
  throw new BarcastError(
    'features/scaler-infinite',
    `Fit scaler: values must be finite or NaN, found ${value} in "${name}" at row ${row}`,
    {
      value,
      where: { column: name, row },
    },
  )
}

interface Moments {
  count: number
  mean: number
  variance: number
}

/** Mean by a compensated sum (Neumaier), variance by the corrected second pass; NaN rows are left out. */
function momentsOf(name: string, column: Float64Array): Moments {
  let count = 0
  let sum = 0
  let lost = 0
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!
    if (Number.isNaN(x)) continue
    if (x === Infinity || x === -Infinity) refuseInfinity(name, i, x)
    const next = sum + x
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum
    sum = next
    count += 1
  }
  const mean = (sum + lost) / count
  let squares = 0
  let rest = 0
  for (let i = 0; i < column.length; i++) {
    const deviation = column[i]! - mean
    if (Number.isNaN(deviation)) continue
    squares += deviation * deviation
    rest += deviation
  }
  return { count, mean, variance: (squares - (rest * rest) / count) / count }
}

/** scikit-learn's test: the variance is no more than what rounding makes of a constant. */
function isConstant({ count, mean, variance }: Moments): boolean {
  const roundingOfMean = count * mean * Number.EPSILON
  return variance <= count * Number.EPSILON * variance + roundingOfMean * roundingOfMean
}

/**
 * Learns each column's mean and population standard deviation (divisor n) from the frame's rows, and from nothing else:
 * fit on the training part only. NaN rows are left out; a constant column gets scale 1. Equal to scikit-learn's `StandardScaler`.
 *
 * @throws BarcastError `features/scaler-empty-column` (no value in a column), `features/scaler-infinite` (±Infinity, or
 * values too large to square), `features/exploration-only` (a frame already scaled by its own rows).
 */
export function fitScaler(frame: Frame): Scaler {
  if (frame.explorationOnly === true) {
    throw new BarcastError(
      'features/exploration-only',
      'Fit scaler: the frame must not be scaled by its own rows, found an exploration-only frame',
    )
  }
  const mean: number[] = []
  const scale: number[] = []
  for (const name of frame.names) {
    const moments = momentsOf(name, frame.column(name))
    if (moments.count === 0) {
      throw new BarcastError(
        'features/scaler-empty-column',
        `Fit scaler: every column needs a value, found only NaN in "${name}" (${frame.length} rows)`,
        { where: { column: name } },
      )
    }
    if (!Number.isFinite(moments.mean) || !Number.isFinite(moments.variance)) {
      throw new BarcastError('features/scaler-infinite', `Fit scaler: values must be small enough to square, found mean ${moments.mean}`, {
        value: moments.mean,
        where: { column: name },
      })
    }
    // JSON writes −0 as 0, which would break the digest.
    mean.push(moments.mean + 0)
    scale.push(isConstant(moments) ? 1 : Math.sqrt(moments.variance))
  }
  const learned = { formatVersion: 1, kind: 'standard', rows: frame.length, names: [...frame.names], mean, scale } as const
  return { ...learned, sha256: scalerDigest(learned) }
}

function refuseOtherNames(scaler: Scaler, names: readonly string[]): void {
  const place = scaler.names.findIndex((name, i) => name !== names[i])
  if (place < 0 && names.length === scaler.names.length) return
  const at = place < 0 ? scaler.names.length : place
  throw new BarcastError(
    'features/scaler-names',
    `Scale features: columns must be those of the scaler in its order, found ${names[at] === undefined ? 'none' : `"${names[at]}"`} ` +
      `instead of ${scaler.names[at] === undefined ? 'none' : `"${scaler.names[at]}"`} at column ${at}`,
    { value: names[at], where: { column: scaler.names[at] ?? names[at]! } },
  )
}

/**
 * (x − mean) / scale per column; NaN stays NaN. The frame must have the scaler's columns in its order.
 *
 * @throws BarcastError `features/scaler-names`, naming the first column that differs.
 */
export function applyScaler(scaler: Scaler, frame: Frame): Frame {
  refuseOtherNames(scaler, frame.names)
  const columns = new Map<string, Float64Array>()
  frame.names.forEach((name, k) => {
    const column = frame.column(name)
    const scaled = new Float64Array(column.length)
    const mean = scaler.mean[k]!
    const scale = scaler.scale[k]!
    for (let i = 0; i < column.length; i++) scaled[i] = (column[i]! - mean) / scale
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
  const { mean, scale } = scaler
  if (values.length !== mean.length || out.length !== mean.length) {
    throw new BarcastError(
      'features/scaler-names',
      `Scale row: need ${mean.length} values and as many to write, found ${values.length} and ${out.length}`,
      { value: values.length },
    )
  }
  for (let k = 0; k < mean.length; k++) out[k] = (values[k]! - mean[k]!) / scale[k]!
  return out
}

/**
 * Scales a frame by a fitted scaler, or, without one, by its own rows: then the result is marked `explorationOnly`,
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
