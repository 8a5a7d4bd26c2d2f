/*
 * Sliding maximum. While the window's maximum has been in it for less than `period` rows, a new value has only to be compared with it. When it leaves without a
 * higher one having come, the maxima of all ends of the window (its suffixes) are taken once into the slab and serve until a new value exceeds what is left of them. About two
 * comparisons a bar on any data, at most one rebuild per `period` bars, and exact, so neither the history nor the moment of a rebuild matters. A minimum
 * is the negated maximum of the negated values.
 */

const HEAD = 4

/**
 * Slab at `base`: rows seen (up to `period`), rows until `top` leaves, place among the suffixes (−1: `top` is the window's maximum; else
 * `top` is the maximum since the rebuild), `top`, then `period + 1` suffix maxima.
 */
export function windowExtremeState(period: number): number {
  return HEAD + period + 1
}

export function initWindowExtreme(state: Float64Array, base: number, period: number): void {
  state[base] = 0
  state[base + 1] = 0
  state[base + 2] = -1
  state[base + 3] = -Number.MAX_VALUE
  state[base + HEAD + period] = -Number.MAX_VALUE
}

/** Stores the maxima of rows `j … row` for each `j` of the window that ends at `row`; returns the window's. */
function rebuild(state: Float64Array, suffix: number, period: number, sign: number, x: Float64Array, row: number): number {
  let maximum = -Number.MAX_VALUE
  for (let j = period - 1; j >= 0; j--) {
    const value = sign * x[row - period + 1 + j]!
    maximum = value > maximum ? value : maximum
    state[suffix + j] = maximum
  }
  return maximum
}

/** Writes `sign · max(sign · x)` over the last `period` rows; NaN until as many were seen. */
export function advanceWindowExtreme(
  state: Float64Array,
  base: number,
  period: number,
  sign: number,
  x: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  at: number,
): void {
  const suffix = base + HEAD
  let n = state[base]! | 0
  let left = state[base + 1]! | 0
  let place = state[base + 2]! | 0
  let top = state[base + 3]!
  let o = at
  let i = from
  for (; i < to && n < period - 1; i++, o++, n++) {
    const value = sign * x[i]!
    left -= 1
    if (value >= top) {
      top = value
      left = period
    }
    out[o] = NaN
  }
  while (i < to) {
    if (place < 0) {
      for (; i < to; i++, o++) {
        const value = sign * x[i]!
        left -= 1
        if (value >= top) {
          top = value
          left = period
        } else if (left === 0) break
        out[o] = sign * top
      }
      if (i === to) break
      out[o++] = sign * rebuild(state, suffix, period, sign, x, i++)
      place = 0
      top = -Number.MAX_VALUE
    }
    for (; i < to; i++, o++) {
      const value = sign * x[i]!
      place += 1
      left -= 1
      if (value >= top) {
        top = value
        left = period
      }
      const rest = state[suffix + place]!
      if (top >= rest) {
        place = -1
        out[o] = sign * top
        i++
        o++
        break
      }
      out[o] = sign * rest
    }
  }
  state[base] = n
  state[base + 1] = left
  state[base + 2] = place
  state[base + 3] = top
}
