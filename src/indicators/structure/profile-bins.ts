import { advanceWindowExtreme, initWindowExtreme, windowExtremeState } from '../statistics/window-extreme.js'

/*
 * Volume by price over a window: the range from its lowest low to its highest high in equal bins; a bar's volume is spread evenly over its range (a bar without range falls into one bin). Where the whole
 * window traded nothing, every bar counts as 1. Made afresh for every bar from its window's rows, oldest first, so it does not depend on where the history began.
 */

/** Differences in volume below this share of the whole are rounding and count as equal. */
export const EQUAL_SHARE = 1e-9

/** Places in the slab from its base: bins, window; lowest price, bin's width (0 on a flat window), whole volume; two zeros; volumes by bin; two zeros; steps of density (one more than bins); then what the two extremes keep. */
const BINS = 0
const WINDOW = 1
export const BOTTOM = 2
export const WIDTH = 3
export const TOTAL = 4
/** Of the first bin; before it and after the last are two that stay empty. */
export const VOLUMES = 7

function stepsAt(bins: number): number {
  return VOLUMES + bins + 2
}

export function profileState(windowBars: number, binCount: number): number {
  return stepsAt(binCount) + binCount + 1 + 2 * windowExtremeState(windowBars)
}

export function initProfile(state: Float64Array, base: number, windowBars: number, binCount: number): void {
  state[base + BINS] = binCount
  state[base + WINDOW] = windowBars
  const extremes = base + stepsAt(binCount) + binCount + 1
  initWindowExtreme(state, extremes, windowBars)
  initWindowExtreme(state, extremes + windowExtremeState(windowBars), windowBars)
}

/** Writes the highest high and the lowest low of the windows that end at rows `from … to − 1`; NaN until there is a whole one. */
export function advanceRanges(
  state: Float64Array,
  base: number,
  high: Float64Array,
  low: Float64Array,
  tops: Float64Array,
  bottoms: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const bins = state[base + BINS]! | 0
  const window = state[base + WINDOW]! | 0
  const extremes = base + stepsAt(bins) + bins + 1
  advanceWindowExtreme(state, extremes, window, 1, high, tops, from, to, at)
  advanceWindowExtreme(state, extremes + windowExtremeState(window), window, -1, low, bottoms, from, to, at)
}

/** Builds the profile of the window that ends at `row`, between its lowest and highest price. */
export function buildProfile(
  state: Float64Array,
  base: number,
  high: Float64Array,
  low: Float64Array,
  volume: Float64Array,
  row: number,
  top: number,
  bottom: number,
): void {
  const bins = state[base + BINS]! | 0
  const first = row - (state[base + WINDOW]! | 0) + 1
  const width = (top - bottom) / bins
  state[base + BOTTOM] = bottom
  state[base + WIDTH] = width
  if (width === 0) return
  let traded = spreadVolumes(state, base, bins, high, low, volume, 0, first, row)
  if (traded === 0) traded = spreadVolumes(state, base, bins, high, low, volume, 1, first, row)
  state[base + TOTAL] = traded
  const volumes = (base + VOLUMES) | 0
  const steps = (base + stepsAt(bins)) | 0
  let inner = 0
  for (let k = 0; k < bins; k++) {
    inner += state[steps + k]!
    state[volumes + k]! += inner
  }
}

/** What a bar has in its lowest and highest bin goes there, what it has in each between as a step of density up and one down. Returns the whole. */
function spreadVolumes(
  state: Float64Array,
  base: number,
  bins: number,
  high: Float64Array,
  low: Float64Array,
  volume: Float64Array,
  more: number,
  first: number,
  last: number,
): number {
  const bottom = state[base + BOTTOM]!
  const scale = 1 / state[base + WIDTH]!
  const volumes = (base + VOLUMES) | 0
  const steps = (base + stepsAt(bins)) | 0
  for (let k = volumes; k <= steps + bins; k++) state[k] = 0
  const most = (bins - 1) | 0
  let traded = 0
  for (let i = first; i <= last; i++) {
    const size = volume[i]! + more
    traded += size
    const begin = (low[i]! - bottom) * scale
    const end = (high[i]! - bottom) * scale
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
  return traded
}

/** The bin of a price within the profile's range. */
export function binOf(state: Float64Array, base: number, price: number): number {
  const place = (price - state[base + BOTTOM]!) * (1 / state[base + WIDTH]!)
  return Math.min(state[base + BINS]! - 1, Math.max(0, Math.floor(place))) | 0
}
