const CHUNK = 7

/** Sorts `from` … `to − 1` by insertion. */
function insertionSort(items: number[], keys: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const item = items[i]!
    const key = keys[item]!
    // What is below the first goes there at once; only the rest compares step by step.
    let hole = i
    if (key < keys[items[from]!]!) while (hole > from) items[hole] = items[--hole]!
    else while (hole > from && key < keys[items[hole - 1]!]!) items[hole] = items[--hole]!
    items[hole] = item
  }
}

/** Merges the sorted runs `from` … `middle − 1` and `middle` … `to − 1` into `target`. */
function merge(items: number[], keys: Float64Array, from: number, middle: number, to: number, target: number[]): void {
  let left = from
  let right = middle
  for (let i = from; i < to; i++) {
    const takesRight = left === middle || (right < to && keys[items[right]!]! < keys[items[left]!]!)
    target[i] = takesRight ? items[right++]! : items[left++]!
  }
}

/** The same from the end. */
function mergeBackwards(items: number[], keys: Float64Array, from: number, middle: number, to: number, target: number[]): void {
  let left = middle - 1
  let right = to - 1
  for (let i = to - 1; i >= from; i--) {
    const takesLeft = right < middle || (left >= from && keys[items[right]!]! < keys[items[left]!]!)
    target[i] = takesLeft ? items[left--]! : items[right--]!
  }
}

function mergeSort(items: number[], keys: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i += CHUNK) insertionSort(items, keys, i, Math.min(i + CHUNK, to))
  for (let step = CHUNK; step < to - from; step *= 2) {
    const merged = items.slice()
    for (let i = from; i < to; i += 2 * step) merge(items, keys, i, Math.min(i + step, to), Math.min(i + 2 * step, to), merged)
    for (let i = from; i < to; i++) items[i] = merged[i]!
  }
}

/**
 * Sorts `items` by `keys[item]`, stably. Where keys are NaN no order is right; then the result is that of the stable sort in GNU's C++
 * library, step by step, because LightGBM's splits depend on it.
 */
export function sortStably(items: number[], keys: Float64Array): void {
  const { length } = items
  const middle = (length + 1) >> 1
  mergeSort(items, keys, 0, middle)
  mergeSort(items, keys, middle, length)
  const halves = items.slice()
  if (middle <= length - middle) merge(halves, keys, 0, middle, length, items)
  else mergeBackwards(halves, keys, 0, middle, length, items)
}
