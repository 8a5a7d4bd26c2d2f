/** Sum with Neumaier's compensation: the error does not grow with the number of terms. */
export function sum(values: ArrayLike<number>): number {
  let total = 0
  let lost = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  return total + lost
}

/** Arithmetic mean; NaN without values. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length
}

/** Sample standard deviation (divides by n − 1); NaN below two values, exactly 0 when all values are equal. */
export function sampleDeviation(values: Float64Array): number {
  if (values.length < 2) return NaN
  const first = values[0]!
  if (values.every((value) => value === first)) return 0
  const centre = mean(values)
  const squares = values.map((value) => (value - centre) * (value - centre))
  return Math.sqrt(sum(squares) / (values.length - 1))
}

/** Quantile of ascending values by linear interpolation between ranks 0 … n − 1 (numpy's default); NaN without values. */
export function quantile(ascending: Float64Array, fraction: number): number {
  if (ascending.length === 0) return NaN
  const position = (ascending.length - 1) * fraction
  const lower = Math.floor(position)
  const below = ascending[lower]!
  const above = ascending[Math.min(lower + 1, ascending.length - 1)]!
  const share = position - lower
  return share < 0.5 ? below + (above - below) * share : above - (above - below) * (1 - share)
}
