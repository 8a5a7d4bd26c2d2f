/**
 * One step of an exponential average kept in `state[index]`, with the mean of its first `period` values as seed, as TA-Lib. `n` counts the values it was given, this one
 * included. Returns the average; before `n` reaches `period`, a sum that means nothing yet.
 */
export function stepExponential(state: Float64Array, index: number, n: number, period: number, weight: number, value: number): number {
  const old = state[index]!
  let average = old + (value - old) * weight
  if (n <= period) average = n < period ? old + value : (old + value) / period
  state[index] = average
  return average
}
