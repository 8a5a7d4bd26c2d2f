/** Slab: period, count, the extreme (times `sign`), rows since it was seen. */
export const EXTREME_PLACE_STATE = 4

export function initExtremePlace(state: Float64Array, period: number): void {
  state[0] = period
  state[2] = -Number.MAX_VALUE
}

/**
 * Writes the place of the highest (`sign` 1) or lowest (−1) of the last `period` values, 1 for the oldest … `period` for the newest; of equal ones the oldest
 * counts. NaN until as many were seen.
 */
export function advanceExtremePlace(
  state: Float64Array,
  sign: number,
  x: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const period = state[0]! | 0
  let n = state[1]! | 0
  let extreme = state[2]!
  let age = state[3]! | 0
  for (let i = from, o = at; i < to; i++, o++) {
    const value = sign * x[i]!
    n = n < period ? n + 1 : period
    age += 1
    if (value > extreme) {
      extreme = value
      age = 0
    } else if (age >= period) {
      extreme = -Number.MAX_VALUE
      for (let j = i - period + 1; j <= i; j++) {
        const other = sign * x[j]!
        if (other > extreme) {
          extreme = other
          age = i - j
        }
      }
    }
    out[o] = n < period ? NaN : period - age
  }
  state[1] = n
  state[2] = extreme
  state[3] = age
}
