/**
 * Training rows in the coordinates in which the optimiser works: columns centred (when there is an intercept to take the shift) and divided
 * by their spread. This changes no result, since the penalty is carried over; it only keeps sums finite and the optimiser quick.
 */
export interface Standardised {
  readonly rows: number
  /** Columns, with the intercept's column of ones last. */
  readonly width: number
  /** Row-major, `data[row * width + column]`. */
  readonly data: Float64Array
  /** By column without the intercept: what was subtracted, and divided by. A scale of 0 marks a column that carries nothing. */
  readonly centre: Float64Array
  readonly scale: Float64Array
  /** Standard deviation of each column (population). */
  readonly deviation: Float64Array
}

/** A column with a smaller spread cannot move a probability: its square is no number. */
const LEAST_SCALE = 1e-140

interface Spread {
  top: number
  mean: number
  deviation: number
  rootMeanSquare: number
}

/** Mean and spread of the column divided by its greatest magnitude `top`, so that no sum overflows. */
function spreadOf(column: Float64Array): Spread {
  let top = 0
  let varies = false
  for (let i = 0; i < column.length; i++) {
    top = Math.max(top, Math.abs(column[i]!))
    if (column[i] !== column[0]) varies = true
  }
  if (top === 0) return { top, mean: 0, deviation: 0, rootMeanSquare: 0 }
  let sum = 0
  for (let i = 0; i < column.length; i++) sum += column[i]! / top
  const mean = varies ? sum / column.length : column[0]! / top
  let squares = 0
  let about = 0
  for (let i = 0; i < column.length; i++) {
    const value = column[i]! / top
    squares += value * value
    about += (value - mean) * (value - mean)
  }
  const root = (total: number): number => Math.sqrt(total / column.length)
  return { top, mean, deviation: varies ? root(about) : 0, rootMeanSquare: root(squares) }
}

/** Standardises finite columns; yields after each. */
export function* standardise(columns: readonly Float64Array[], withIntercept: boolean): Generator<void, Standardised> {
  const rows = columns[0]!.length
  const width = columns.length + Number(withIntercept)
  const data = new Float64Array(rows * width)
  const [centre, scale, deviation] = [0, 1, 2].map(() => new Float64Array(columns.length)) as [Float64Array, Float64Array, Float64Array]
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j]!
    const { top, mean, deviation: about, rootMeanSquare } = spreadOf(column)
    const inner = withIntercept ? about : rootMeanSquare
    deviation[j] = top * about
    if (top * inner >= LEAST_SCALE) {
      scale[j] = top * inner
      centre[j] = withIntercept ? top * mean : 0
      const shift = withIntercept ? mean : 0
      for (let i = 0; i < rows; i++) data[i * width + j] = (column[i]! / top - shift) / inner
    }
    yield
  }
  if (withIntercept) for (let i = 0; i < rows; i++) data[i * width + width - 1] = 1
  return { rows, width, data, centre, scale, deviation }
}
