import { BarcastError, type Frame } from '../core/index.js'
import { type Fitted, refuseEmptyColumn, refuseInfinity } from './fitted-columns.js'

interface Moments {
  count: number
  mean: number
  variance: number
}

/** Mean by a compensated sum (Neumaier), variance by the corrected second pass; NaN rows are left out. */
function momentsOf(name: string, column: Float64Array, fitted: Fitted): Moments {
  let count = 0
  let sum = 0
  let lost = 0
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!
    if (Number.isNaN(x)) continue
    if (x === Infinity || x === -Infinity) refuseInfinity(fitted, name, i, x)
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
 * Each column's mean and population standard deviation; 1 in place of the deviation of a constant column.
 *
 * @throws BarcastError `features/scaler-empty-column`, `features/scaler-infinite`.
 */
export function learnStandard(frame: Frame, fitted: Fitted): { mean: number[]; scale: number[] } {
  const mean: number[] = []
  const scale: number[] = []
  for (const name of frame.names) {
    const moments = momentsOf(name, frame.column(name), fitted)
    if (moments.count === 0) refuseEmptyColumn(fitted, name, frame.length)
    if (!Number.isFinite(moments.mean) || !Number.isFinite(moments.variance)) {
      throw new BarcastError(
        'features/scaler-infinite',
        `${fitted.action}: values must be small enough to square, found mean ${moments.mean} in "${name}"`,
        { value: moments.mean, where: { column: name } },
      )
    }
    // JSON writes −0 as 0, which would break the digest.
    mean.push(moments.mean + 0)
    scale.push(isConstant(moments) ? 1 : Math.sqrt(moments.variance))
  }
  return { mean, scale }
}
