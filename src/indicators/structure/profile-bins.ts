/*
 * Volume by price over a window: the range from its lowest low to its highest high in equal bins; a bar's volume is spread evenly over its range (a bar without range falls into one bin). Where the whole
 * window traded nothing, every bar counts as 1. Made afresh for every bar from its window's rows, oldest first, so it does not depend on where the history began.
 */

/** Differences in volume below this share of the whole are rounding and count as equal. */
export const EQUAL_SHARE = 1e-9

/** Places in the slab from its base: bins; lowest price, bin's width (0 on a flat window), whole volume; then volumes by bin, then steps of density (one more than bins). */
const BINS = 0
export const BOTTOM = 1
export const WIDTH = 2
export const TOTAL = 3
export const VOLUMES = 4

export function profileState(binCount: number): number {
  return VOLUMES + 2 * binCount + 1
}

export function initProfile(state: Float64Array, base: number, binCount: number): void {
  state[base + BINS] = binCount
}

/** Builds the profile of rows `first … last`. */
export function buildProfile(
  state: Float64Array,
  base: number,
  high: Float64Array,
  low: Float64Array,
  volume: Float64Array,
  first: number,
  last: number,
): void {
  const bins = state[base + BINS]! | 0
  const volumes = (base + VOLUMES) | 0
  const steps = (volumes + bins) | 0
  for (let k = volumes; k <= steps + bins; k++) state[k] = 0
  let bottom = low[first]!
  let top = high[first]!
  let traded = 0
  for (let i = first; i <= last; i++) {
    if (low[i]! < bottom) bottom = low[i]!
    if (high[i]! > top) top = high[i]!
    traded += volume[i]!
  }
  const width = (top - bottom) / bins
  state[base + BOTTOM] = bottom
  state[base + WIDTH] = width
  state[base + TOTAL] = traded > 0 ? traded : last - first + 1
  if (width === 0) return
  const most = bins - 1
  for (let i = first; i <= last; i++) {
    const size = traded > 0 ? volume[i]! : 1
    const begin = (low[i]! - bottom) / width
    const end = (high[i]! - bottom) / width
    const lower = begin < most ? begin | 0 : most
    const upper = end < most ? end | 0 : most
    if (lower === upper) {
      state[volumes + lower]! += size
      continue
    }
    const density = size / (end - begin)
    state[volumes + lower]! += density * (lower + 1 - begin)
    state[volumes + upper]! += density * (end - upper)
    state[steps + lower + 1]! += density
    state[steps + upper]! -= density
  }
  let inner = 0
  for (let k = 0; k < bins; k++) {
    inner += state[steps + k]!
    state[volumes + k]! += inner
  }
}

/** The bin of a price within the profile's range. */
export function binOf(state: Float64Array, base: number, price: number): number {
  const place = (price - state[base + BOTTOM]!) / state[base + WIDTH]!
  return Math.min(state[base + BINS]! - 1, Math.max(0, Math.floor(place))) | 0
}
