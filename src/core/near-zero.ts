import { exp, log } from './exponential.js'

/**
 * ln(1 + x) without losing the digits of a small x, within a few units in the last place: the rounding error of 1 + x is put back.
 * −1 gives −Infinity, less and NaN give NaN.
 */
export function log1p(x: number): number {
  const sum = 1 + x
  if (sum === 1) return x
  if (!(sum > 0 && sum < Infinity)) return log(sum)
  return log(sum) - (sum - 1 - x) / sum
}

/**
 * e ** x − 1 without losing the digits of a small x, within a few units in the last place: the error that `exp` makes cancels in
 * (u − 1) · x / ln u (Kahan).
 */
export function expm1(x: number): number {
  const power = exp(x)
  if (power === 1) return x
  if (!(x > -37 && x < 37)) return power - 1
  return ((power - 1) * x) / log(power)
}
