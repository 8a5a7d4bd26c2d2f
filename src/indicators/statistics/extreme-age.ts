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

/** Writes that age for each of the rows. */
export function advanceExtremeAge(
  state: Float64Array,
  base: number,
  sign: number,
  x: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
  count: number,
): void {
  let extreme = state[base]!
  let age = state[base + 1]! | 0
  let o = at
  for (let i = from; i < to; i++, o++) {
    const value = sign * x[i]!
    age += 1
    if (value >= extreme) {
      extreme = value
      age = 0
    } else if (age >= count) {
      let j = i - count + 1
      extreme = sign * x[j]!
      age = count - 1
      for (j += 1; j <= i; j++) {
        const other = sign * x[j]!
        if (other >= extreme) {
          extreme = other
          age = i - j
        }
      }
    }
    out[o] = age
  }
  state[base] = extreme
  state[base + 1] = age
}
