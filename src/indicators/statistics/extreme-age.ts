/** Slab at `base`: the extreme (times `sign`), rows since it was seen. */
export const EXTREME_AGE_STATE = 2

export function initExtremeAge(state: Float64Array, base: number): void {
  state[base] = -Number.MAX_VALUE
  state[base + 1] = 0
}

/**
 * Rows since the highest (`sign` 1) or lowest (−1) of the last `count` values, at most `count − 1`; of equal ones the newest counts. While fewer rows were seen
 * than `count`, over those that were.
 */
export function slideExtremeAge(state: Float64Array, base: number, sign: number, x: Float64Array, row: number, count: number): number {
  const value = sign * x[row]!
  let age = state[base + 1]! + 1
  if (value >= state[base]!) {
    state[base] = value
    age = 0
  } else if (age >= count) {
    let extreme = -Number.MAX_VALUE
    for (let i = row - count + 1; i <= row; i++) {
      const other = sign * x[i]!
      if (other >= extreme) {
        extreme = other
        age = row - i
      }
    }
    state[base] = extreme
  }
  state[base + 1] = age
  return age
}
