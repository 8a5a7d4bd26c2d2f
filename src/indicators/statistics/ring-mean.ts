/** Slab at `base`: count (up to `period`), sum (high, low), place in the ring, then the ring of the last `period` values. */
export function ringMeanState(period: number): number {
  return 4 + period
}

/**
 * Mean of the last `period` values of a column that the kernel itself makes, whose past therefore is kept in the slab. The sum is an exact pair (see
 * `window-sum.ts`). Reads `x` and writes `out` at rows `from … to − 1`; they may be the same array. NaN until `period` values were seen.
 */
export function advanceRingMean(
  state: Float64Array,
  base: number,
  period: number,
  x: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
): void {
  const ring = base + 4
  let n = state[base]! | 0
  let high = state[base + 1]!
  let low = state[base + 2]!
  let place = state[base + 3]! | 0
  let i = from
  for (; i < to && n < period; i++) {
    const value = x[i]!
    const sum = high + value
    const virtual = sum - high
    low += high - (sum - virtual) + (value - virtual)
    high = sum
    state[ring + place] = value
    place = place + 1 === period ? 0 : place + 1
    n += 1
    out[i] = n < period ? NaN : (high + low) / period
  }
  for (; i < to; i++) {
    const value = x[i]!
    const old = state[ring + place]!
    state[ring + place] = value
    place = place + 1 === period ? 0 : place + 1
    const difference = value - old
    const virtualDifference = difference - value
    const differenceError = value - (difference - virtualDifference) - (old + virtualDifference)
    const sum = high + difference
    const virtual = sum - high
    low += high - (sum - virtual) + (difference - virtual) + differenceError
    high = sum
    out[i] = (high + low) / period
  }
  state[base] = n
  state[base + 1] = high
  state[base + 2] = low
  state[base + 3] = place
}
