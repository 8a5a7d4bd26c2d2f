/** So many new rows are put into the order one by one; for more it is sorted anew. */
const FEW = 8

function grown<T extends Float64Array | Int32Array>(array: T, length: number, make: (length: number) => T): T {
  if (array.length >= length) return array
  const larger = make(Math.max(2 * array.length, length))
  larger.set(array)
  return larger
}

/**
 * Numbers by row of a table that grows at its end, and the rows in the order of their numbers, which is kept so that no trial has to sort them again. A row without a number has NaN,
 * and no place in the order.
 */
export class ParameterColumn {
  /** By row; longer than {@link ParameterColumn.rows}. */
  values = new Float64Array(32)
  /** The rows that have a number by number, equal ones by row; {@link ParameterColumn.count} of them. */
  order = new Int32Array(32)
  rows = 0
  count = 0
  /** What a kernel around a row's number has as its constant, and the width for which it was computed; NaN where none was. */
  constants = new Float64Array(32)
  widths = new Float64Array(32)

  append(numbers: readonly number[]): void {
    const first = this.rows
    this.rows += numbers.length
    this.values = grown(this.values, this.rows, (length) => new Float64Array(length))
    this.constants = grown(this.constants, this.rows, (length) => new Float64Array(length))
    this.widths = grown(this.widths, this.rows, (length) => new Float64Array(length))
    this.order = grown(this.order, this.rows, (length) => new Int32Array(length))
    this.values.set(numbers, first)
    this.widths.fill(Number.NaN, first, this.rows)
    if (numbers.length > FEW) this.#sort()
    else for (let row = first; row < this.rows; row++) this.#insert(row)
  }

  /** Keeps the first rows. */
  truncate(rows: number): void {
    let kept = 0
    for (let place = 0; place < this.count; place++) {
      const row = this.order[place]!
      if (row < rows) this.order[kept++] = row
    }
    this.rows = rows
    this.count = kept
  }

  #sort(): void {
    const { values, order, rows } = this
    let count = 0
    for (let row = 0; row < rows; row++) if (!Number.isNaN(values[row]!)) order[count++] = row
    order.subarray(0, count).sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b))
    this.count = count
  }

  #insert(row: number): void {
    const { values, order } = this
    const value = values[row]!
    if (Number.isNaN(value)) return
    let [from, to] = [0, this.count]
    while (from < to) {
      const middle = (from + to) >> 1
      if (values[order[middle]!]! <= value) from = middle + 1
      else to = middle
    }
    order.copyWithin(from + 1, from, this.count)
    order[from] = row
    this.count += 1
  }
}
