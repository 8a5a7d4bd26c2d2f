/*
 * Sliding maximum after van Herk and Gil–Werman: the history is cut into blocks of `period` rows; a window is the rest of the last block (its suffix maxima,
 * kept in the slab) and the begin of the current one (a running maximum). About three comparisons a bar on any data, and exact, so where
 * the blocks begin does not matter. A minimum is the negated maximum of the negated values.
 */

/** Slab at `base`: position in the block, blocks begun (0 while the first fills), running maximum, then `period + 1` suffix maxima. */
export function windowExtremeState(period: number): number {
  return 4 + period
}

export function initWindowExtreme(state: Float64Array, base: number, period: number): void {
  state[base] = 0
  state[base + 1] = 0
  state[base + 2] = -Number.MAX_VALUE
  state[base + 3 + period] = -Number.MAX_VALUE
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
  const suffix = base + 3
  let position = state[base]! | 0
  let full = state[base + 1]! | 0
  let running = state[base + 2]!
  let o = at
  let i = from
  while (i < to) {
    const stop = Math.min(to, i + period - position)
    if (full === 0) {
      for (; i < stop; i++, o++, position++) {
        const value = sign * x[i]!
        running = value > running ? value : running
        out[o] = position + 1 < period ? NaN : sign * running
      }
    } else {
      for (; i < stop; i++, o++, position++) {
        const value = sign * x[i]!
        running = value > running ? value : running
        const rest = state[suffix + position + 1]!
        out[o] = sign * (rest > running ? rest : running)
      }
    }
    if (position === period) {
      let maximum = -Number.MAX_VALUE
      for (let j = period - 1; j >= 0; j--) {
        const value = sign * x[i - period + j]!
        maximum = value > maximum ? value : maximum
        state[suffix + j] = maximum
      }
      position = 0
      full = 1
      running = -Number.MAX_VALUE
    }
  }
  state[base] = position
  state[base + 1] = full
  state[base + 2] = running
}
