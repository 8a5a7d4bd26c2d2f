import { exp } from './exponential.js'
import { quotient } from './trigonometry.js'

/*
 * Hyperbolic functions: near 0 by their series, where differences of powers would lose digits, else by `exp`.
 */

/** sinh(x) − x for |x| ≤ 1. */
function sineTail(x: number): number {
  const z = x * x
  const end = 1 / 1307674368000 + z * (1 / 355687428096000 + z * (1 / 121645100408832000))
  return x * z * (1 / 6 + z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800 + z * end))))))
}

/** cosh(x) − 1 for |x| ≤ 1. */
function cosineTail(x: number): number {
  const z = x * x
  const end = 1 / 87178291200 + z * (1 / 20922789888000 + z * (1 / 6402373705728000))
  return z * (0.5 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600 + z * end))))))
}

/** e ** x / 2 for x ≥ 0, also where e ** x is too large for a double. */
function halfPower(x: number): number {
  if (x < 709) return exp(x) / 2
  const root = exp(x / 2)
  return (root / 2) * root
}

/** sinh x, within 1.2 units in the last place (2 above 709). */
export function sinh(x: number): number {
  const size = x < 0 ? -x : x
  if (!(size > 1e-9)) return x
  if (size <= 1) return x + sineTail(x)
  const half = halfPower(size)
  const value = size < 40 ? half - 0.25 / half : half
  return x < 0 ? -value : value
}

/** cosh x, within 1.1 units in the last place (2 above 709). */
export function cosh(x: number): number {
  const size = x < 0 ? -x : x
  if (!(size > 1)) return 1 + cosineTail(x)
  const half = halfPower(size)
  return size < 40 ? half + 0.25 / half : half
}

/** tanh x, within 1 unit in the last place. */
export function tanh(x: number): number {
  const size = x < 0 ? -x : x
  if (!(size > 1e-9)) return x
  if (size <= 1) return quotient(x, sineTail(x), 1, cosineTail(x))
  const value = size < 20 ? 1 - 2 / (exp(2 * size) + 1) : 1
  return x < 0 ? -value : value
}
