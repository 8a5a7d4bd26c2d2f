import { BarcastError, createFrame, type Frame } from '../core/index.js'

export interface ForwardFillOptions {
  /** For how many rows in a run a value stands in, 1 or more. */
  limitRows: number
}

function checkLimit(limitRows: number): void {
  if (Number.isInteger(limitRows) && limitRows >= 1) return
  throw new BarcastError('features/forward-fill-limit', `Fill forward: limitRows must be a whole number from 1, found ${limitRows}`, {
    value: limitRows,
    where: { path: 'limitRows' },
  })
}

/** Missing values of one row after another, each replaced by the last value of its column. */
export interface ForwardFill {
  /** Takes the next row and gives it filled: a new array, or `out`, which may be `values` itself. */
  next(values: Float64Array, out?: Float64Array): Float64Array
}

/**
 * The live side of {@link forwardFill}, with the same bits; feed it every row from the start of the history, or at least the `limitRows` rows
 * before the first one that counts.
 *
 * @throws BarcastError `features/forward-fill-limit`; from `next`, `features/forward-fill-row` for a row of another length.
 */
export function createForwardFill(columns: number, { limitRows }: ForwardFillOptions): ForwardFill {
  checkLimit(limitRows)
  const last = new Float64Array(columns).fill(NaN)
  const ages = new Float64Array(columns)
  return {
    next(values, out = new Float64Array(columns)) {
      if (values.length !== columns || out.length !== columns)
        throw new BarcastError(
          'features/forward-fill-row',
          `Fill forward: need ${columns} values and as many to write, found ${values.length} and ${out.length}`,
          { value: values.length },
        )
      for (let k = 0; k < columns; k++) {
        const x = values[k]!
        if (Number.isNaN(x)) {
          ages[k] = ages[k]! + 1
          out[k] = ages[k]! <= limitRows ? last[k]! : NaN
        } else {
          ages[k] = 0
          last[k] = x
          out[k] = x
        }
      }
      return out
    },
  }
}

/**
 * Each NaN replaced by the last value before it in its column, if that is at most `limitRows` rows old; what is older stays NaN, and so do
 * the rows before the first value. Nothing is learned and no later row is looked at, so the rows of a test part are filled from the rows before
 * them: fill the whole history, then split. Equal to pandas' `ffill(limit=limitRows)`.
 *
 * @throws BarcastError `features/forward-fill-limit`.
 */
export function forwardFill(frame: Frame, { limitRows }: ForwardFillOptions): Frame {
  checkLimit(limitRows)
  const columns = new Map(
    frame.names.map((name) => {
      let last = NaN
      let age = 0
      const filled = frame.column(name).map((x) => {
        age = Number.isNaN(x) ? age + 1 : 0
        if (age === 0) last = x
        return age <= limitRows ? last : NaN
      })
      return [name, filled]
    }),
  )
  return createFrame({ columns, timeMs: frame.timeMs, ...(frame.explorationOnly === true ? { explorationOnly: true } : {}) })
}
