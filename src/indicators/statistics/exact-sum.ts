/**
 * Puts `entering` into and takes `leaving` out of the exact sum that `state` holds at `base` as an unevaluated pair of doubles, and returns it rounded
 * once. The pair is the true sum (see `window-sum.ts`), so it does not depend on what went through before. For kernels whose terms are made of several columns; a term
 * must be made the same way when it leaves as when it entered.
 */
export function slideSum(state: Float64Array, base: number, entering: number, leaving: number): number {
  const high = state[base]!
  const difference = entering - leaving
  const virtualDifference = difference - entering
  const differenceError = entering - (difference - virtualDifference) - (leaving + virtualDifference)
  const sum = high + difference
  const virtual = sum - high
  const low = state[base + 1]! + (high - (sum - virtual) + (difference - virtual) + differenceError)
  state[base] = sum
  state[base + 1] = low
  return sum + low
}

/** The same for terms that are never negative: nearly always smaller than their sum, which makes what a sum loses known with half the operations. */
export function slideSizes(state: Float64Array, base: number, entering: number, leaving: number): number {
  const high = state[base]!
  const grown = high + entering
  if (!(entering <= high && leaving <= grown)) return slideSum(state, base, entering, leaving)
  const sum = grown - leaving
  const low = state[base + 1]! + (entering - (grown - high) + (grown - sum - leaving))
  state[base] = sum
  state[base + 1] = low
  return sum + low
}

/** The same for a sum that nothing leaves. */
export function growSum(state: Float64Array, base: number, entering: number): number {
  const high = state[base]!
  const sum = high + entering
  const virtual = sum - high
  const low = state[base + 1]! + (high - (sum - virtual) + (entering - virtual))
  state[base] = sum
  state[base + 1] = low
  return sum + low
}

/** What `high + (entering − leaving)` loses to rounding, in both steps together. */
export function slidError(high: number, entering: number, leaving: number): number {
  const difference = entering - leaving
  const virtualDifference = difference - entering
  const sum = high + difference
  const virtual = sum - high
  return high - (sum - virtual) + (difference - virtual) + (entering - (difference - virtualDifference) - (leaving + virtualDifference))
}
