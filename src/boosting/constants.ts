/** LightGBM keeps its epsilons as float32 literals; widened they are these doubles, and some of them reach the model. */
export const EPSILON = Math.fround(1e-15)

/** Values of at most this size count as zero. It appears literally as a threshold around 0. */
export const ZERO_THRESHOLD = Math.fround(1e-35)

/** What LightGBM does to every leaf value. */
export function roundToZero(value: number): number {
  return value >= -ZERO_THRESHOLD && value <= ZERO_THRESHOLD ? 0 : value
}

/** LightGBM's RoundInt, for counts below 2 ** 31. */
export function roundCount(value: number): number {
  return Math.trunc(value + 0.5)
}
