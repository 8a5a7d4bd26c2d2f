/*
 * A window in ascending order, in `sorted` from index `base` on. Values are stored as x + 0, so that −0 and 0 are one value and the order says everything.
 */

/** Index of the first of `count` values that is not below `value`. */
function placeOf(sorted: Float64Array, base: number, count: number, value: number): number {
  let low = base
  let high = base + count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Adds a value to `count` others. */
export function insertSorted(sorted: Float64Array, base: number, count: number, value: number): void {
  const place = placeOf(sorted, base, count, value)
  for (let i = base + count; i > place; i--) sorted[i] = sorted[i - 1]!
  sorted[place] = value + 0
}

/** Takes `leaving` out of `count` values and puts `entering` in; only what lies between the two is moved. */
export function exchangeSorted(sorted: Float64Array, base: number, count: number, leaving: number, entering: number): void {
  const end = base + count
  let i = placeOf(sorted, base, count, leaving)
  for (; i + 1 < end && sorted[i + 1]! < entering; i++) sorted[i] = sorted[i + 1]!
  for (; i > base && sorted[i - 1]! > entering; i--) sorted[i] = sorted[i - 1]!
  sorted[i] = entering + 0
}
