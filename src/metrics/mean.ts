/**
 * A sum with the rounding error of every addition carried along (Knuth's two-sum): the error does not grow with the number of terms.
 * A loop that adds its own terms runs several times faster than one that calls back for each.
 */
export class CompensatedSum {
  private total = 0
  private lost = 0

  add(value: number): void {
    const next = this.total + value
    const added = next - this.total
    this.lost += this.total - (next - added) + (value - added)
    this.total = next
  }

  get value(): number {
    return this.total + this.lost
  }
}

/** Compensated sum of the values, or of a term made from each. */
export function sum(values: ArrayLike<number>, term?: (value: number, row: number) => number): number {
  const total = new CompensatedSum()
  for (let i = 0; i < values.length; i++) total.add(term === undefined ? values[i]! : term(values[i]!, i))
  return total.value
}

/** Arithmetic mean of the values or of a term made from each; NaN without values. */
export function mean(values: ArrayLike<number>, term?: (value: number, row: number) => number): number {
  return sum(values, term) / values.length
}

/** Mean of values − shift; NaN without values. */
export function meanAbove(values: Float64Array, shift: number): number {
  const total = new CompensatedSum()
  for (let i = 0; i < values.length; i++) total.add(values[i]! - shift)
  return total.value / values.length
}

/** Sample standard deviation (divides by n − 1) of values − shift; NaN below two values, exactly 0 when all are equal. */
export function sampleDeviation(values: Float64Array, shift: number): number {
  if (values.length < 2) return NaN
  const centre = meanAbove(values, shift)
  const first = values[0]! - shift
  const squares = new CompensatedSum()
  let equal = true
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! - shift
    equal &&= value === first
    squares.add((value - centre) * (value - centre))
  }
  return equal ? 0 : Math.sqrt(squares.value / (values.length - 1))
}
