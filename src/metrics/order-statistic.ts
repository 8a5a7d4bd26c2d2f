/**
 * Rearranges `values` so that `values[rank]` is what sorting would put there, with nothing larger before it and nothing smaller behind
 * it (Hoare's quickselect, median of three). Input that keeps splitting badly is sorted instead.
 */
function select(values: Float64Array, rank: number): void {
  let low = 0
  let high = values.length - 1
  for (let round = 0; low < high; round++) {
    if (round === 64) {
      values.subarray(low, high + 1).sort()
      return
    }
    const a = values[low]!
    const b = values[(low + high) >>> 1]!
    const c = values[high]!
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
    let i = low
    let j = high
    while (i <= j) {
      while (values[i]! < pivot) i += 1
      while (values[j]! > pivot) j -= 1
      if (i > j) break
      const kept = values[i]!
      values[i++] = values[j]!
      values[j--] = kept
    }
    if (rank <= j) high = j
    else if (rank >= i) low = i
    else return
  }
}

/** Quantile by linear interpolation between ranks 0 … n − 1 (numpy's default), of values in any order; NaN without values. */
export function quantile(values: Float64Array, fraction: number): number {
  if (values.length === 0) return NaN
  const position = (values.length - 1) * fraction
  const lower = Math.floor(position)
  const ordered = values.slice()
  select(ordered, lower)
  const below = ordered[lower]!
  let above = lower + 1 < ordered.length ? Infinity : below
  for (let i = lower + 1; i < ordered.length; i++) above = Math.min(above, ordered[i]!)
  return between(below, above, position - lower)
}

function between(below: number, above: number, share: number): number {
  return share < 0.5 ? below + (above - below) * share : above - (above - below) * (1 - share)
}

/** {@link quantile} of values in ascending order. */
export function quantileOfSorted(ordered: Float64Array, fraction: number): number {
  if (ordered.length === 0) return NaN
  const position = (ordered.length - 1) * fraction
  const lower = Math.floor(position)
  return between(ordered[lower]!, ordered[Math.min(lower + 1, ordered.length - 1)]!, position - lower)
}

/** The `count` smallest values, in no particular order. */
export function smallest(values: Float64Array, count: number): Float64Array {
  const ordered = values.slice()
  select(ordered, count - 1)
  return ordered.subarray(0, count)
}
