/** Slab at `base`: last high, last low, last close, Wilder sums of +DM, −DM and true range. */
export const DIRECTIONAL_STEP_STATE = 6

/**
 * One bar of Wilder's directional movement as TA-Lib computes it: sums over the first `period − 1` changes, then sum ← sum · (1 − 1 / period) + new. `n` counts bars, this one
 * included; the first has no movement. Rises and falls of the same size cancel.
 */
export function stepDirectional(
  state: Float64Array,
  base: number,
  n: number,
  period: number,
  high: number,
  low: number,
  close: number,
): void {
  const rise = high - state[base]!
  const fall = state[base + 1]! - low
  const last = state[base + 2]!
  state[base] = high
  state[base + 1] = low
  state[base + 2] = close
  if (n === 1) return
  const keep = n > period ? 1 - 1 / period : 1
  const range = (high > last ? high : last) - (low < last ? low : last)
  state[base + 3] = state[base + 3]! * keep + (rise > fall && rise > 0 ? rise : 0)
  state[base + 4] = state[base + 4]! * keep + (fall > rise && fall > 0 ? fall : 0)
  state[base + 5] = state[base + 5]! * keep + range
}
