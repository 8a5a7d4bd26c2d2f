/**
 * Combines what lies in every window of a series by any associative merge, in about three merges per row (van Herk, 1992): the rows are cut
 * into blocks as long as the window; a window is the end of one block and the beginning of the next. Nothing is ever subtracted, so a
 * window's figure depends on its own rows alone: no residue of a row that has left, and the same bits wherever the rows stand in a block
 * but for the rounding of the merges.
 *
 * A summary is `width` numbers. `single` writes that of one row, `merge` that of a left and a right part into `out`, which is neither.
 */
export interface Summary {
  width: number
  single(row: number, out: Float64Array): void
  merge(left: Float64Array, right: Float64Array, out: Float64Array): void
}

/** One figure per window, NaN in the rows before the first full one. */
export function overWindows(
  length: number,
  windowBars: number,
  { width, single, merge }: Summary,
  figure: (summary: Float64Array) => number,
): Float64Array {
  const figures = new Float64Array(length).fill(NaN)
  const ends = new Float64Array(windowBars * width)
  const whole = new Float64Array(width)
  const one = new Float64Array(width)
  let beginning = new Float64Array(width)
  let next = new Float64Array(width)
  const endAt = (k: number): Float64Array => ends.subarray(k * width, (k + 1) * width)
  const parts = Array.from({ length: windowBars }, (_, k) => endAt(k))
  for (let block = 0; block < length; block += windowBars) {
    const rows = Math.min(windowBars, length - block)
    for (let k = 0; k < rows; k++) {
      single(block + k, one)
      if (k === 0) beginning.set(one)
      else {
        merge(beginning, one, next)
        ;[beginning, next] = [next, beginning]
      }
      if (k === windowBars - 1) figures[block + k] = figure(beginning)
      else if (block > 0) {
        merge(parts[k + 1]!, beginning, whole)
        figures[block + k] = figure(whole)
      }
    }
    if (rows < windowBars) break
    // parts[k] becomes rows k … of this block, for the windows that end in the next.
    single(block + rows - 1, parts[rows - 1]!)
    for (let k = rows - 2; k >= 0; k--) {
      single(block + k, one)
      merge(one, parts[k + 1]!, parts[k]!)
    }
  }
  return figures
}
