import { exp, log } from './exponential.js'
import { log1p } from './near-zero.js'

/*
 * Tail probabilities of the chi-squared and Student distributions and the binomial density. Densities are taken by Loader's saddle-point form (2000), which
 * never subtracts large logarithms; tails by series and continued fractions. With `exp` and `log` of this package the bits are the same in
 * every runtime.
 */

const TWO_PI = 2 * Math.PI
const STIRLING = [1 / 12, 1 / 360, 1 / 1260, 1 / 1680, 1 / 1188, 691 / 360360, 1 / 156, 3617 / 122400] as const

/** ln Γ(n + 1) − (n + ½) ln n + n − ½ ln 2π for n > 0: Stirling's series from 16 on, below that by recurrence. */
function stirlingError(n: number): number {
  let lower = 0
  let x = n
  while (x < 16) {
    lower += (x + 0.5) * log((x + 1) / x) - 1
    x += 1
  }
  const square = x * x
  let series = 0
  for (let k = STIRLING.length - 1; k >= 0; k--) series = STIRLING[k]! - series / square
  return lower + series / x
}

/** x ln(x / mean) + mean − x, without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * log(x / mean) + mean - x
  const v = (x - mean) / (x + mean)
  let sum = (x - mean) * v
  let term = 2 * x * v
  for (let j = 1; ; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) return sum
    sum = next
  }
}

/**
 * Γ(n + 1) / (Γ(k + 1) Γ(n − k + 1)) · p^k · q^(n − k): for whole k and n the chance of k successes in n trials. `q` is 1 − p, given apart so
 * that a small one keeps its digits. Takes 0 ≤ k ≤ n, 0 < p, q < 1.
 */
export function binomialDensity(k: number, n: number, p: number, q: number): number {
  if (k === 0) return exp(p < 0.1 ? -deviance(n, n * q) - n * p : n * log(q))
  if (k === n) return exp(q < 0.1 ? -deviance(n, n * p) - n * q : n * log(p))
  const rest = n - k
  const correction = stirlingError(n) - stirlingError(k) - stirlingError(rest)
  return Math.sqrt(n / (TWO_PI * k * rest)) * exp(correction - deviance(k, n * p) - deviance(rest, n * q))
}

/** x^a e^(−x) / Γ(a + 1). */
function gammaDensity(a: number, x: number): number {
  return exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(TWO_PI * a)
}

/** A denominator of Lentz's method that would be 0 is replaced by this. */
const TINY = 1e-300

/** Upper regularised incomplete gamma function Q(a, x), a > 0, x ≥ 0. */
function gammaTail(a: number, x: number): number {
  if (x === 0) return 1
  if (x === Infinity) return 0
  const density = gammaDensity(a, x)
  if (x < a + 1) {
    let sum = 1
    let term = 1
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n)
      sum += term
    }
    return 1 - density * sum
  }
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < 100_000; n++) {
    const coefficient = n * (a - n)
    b += 2
    d = 1 / (coefficient * d + b || TINY)
    c = b + coefficient / c || TINY
    fraction *= c * d
    if (Math.abs(c * d - 1) < 2e-16) break
  }
  return density * a * fraction
}

/** Lentz's continued fraction of the incomplete beta function, which converges fast for x < (a + 1) / (a + b + 2). */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || TINY)
  let fraction = d
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d || TINY)
    c = 1 + even / c || TINY
    fraction *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d || TINY)
    c = 1 + odd / c || TINY
    fraction *= c * d
    if (Math.abs(c * d - 1) < 2e-16) break
  }
  return fraction
}

/**
 * x^(df/2) y^½ / B(df/2, ½) with x = df / (df + t²), y = t² / (df + t²): the factor before both continued fractions of Student's tail. The
 * powers are taken by log1p of the small ratios, so that many degrees of freedom cost no digits.
 */
function studentFactor(square: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom / 2
  const n = a + 0.5
  const correction = stirlingError(n) - stirlingError(a) - stirlingError(0.5)
  const powers = a * (log1p(0.5 / a) - log1p(square / degreesOfFreedom))
  return a * Math.sqrt(square / (degreesOfFreedom + square) / (TWO_PI * a)) * exp(correction + powers)
}

/** P(X > x) of a chi-squared X with so many degrees of freedom, within 1e-12 of it (`scipy.stats.chi2.sf`). 1 at and below 0; NaN gives NaN. */
export function chiSquaredTail(x: number, degreesOfFreedom: number): number {
  if (Number.isNaN(x) || !(degreesOfFreedom > 0)) return NaN
  return x <= 0 ? 1 : gammaTail(degreesOfFreedom / 2, x / 2)
}

/**
 * P(T > t) of Student's T with so many degrees of freedom (`scipy.stats.t.sf`), within 1e-12 of it up to 1,000 degrees, 1e-11 up to 100,000.
 * NaN gives NaN.
 */
export function studentTail(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t) || !(degreesOfFreedom > 0)) return NaN
  const square = t * t
  if (square === Infinity) return t < 0 ? 1 : 0
  const [a, x, y] = [degreesOfFreedom / 2, degreesOfFreedom / (degreesOfFreedom + square), square / (degreesOfFreedom + square)]
  const factor = studentFactor(square, degreesOfFreedom)
  const outside = x < (a + 1) / (a + 2.5) ? (factor / a) * betaFraction(a, 0.5, x) : 1 - 2 * factor * betaFraction(0.5, a, y)
  const tail = outside / 2
  return t < 0 ? 1 - tail : tail
}

/**
 * P(F > f) of Fisher's F with `between` and `within` degrees of freedom (`scipy.stats.f.sf`), within 1e-11 of it. 1 at and below 0; NaN gives NaN.
 */
export function fisherTail(f: number, between: number, within: number): number {
  if (Number.isNaN(f) || !(between > 0) || !(within > 0)) return NaN
  if (f <= 0) return 1
  if (f === Infinity) return 0
  const [a, b] = [within / 2, between / 2]
  const x = within / (within + between * f)
  const y = (between * f) / (within + between * f)
  if (x === 0) return 0
  // x^a y^b / B(a, b): the density with non-integer counts is that but for a factor.
  const factor = (binomialDensity(a, a + b, x, y) * a * b) / (a + b)
  return x < (a + 1) / (a + b + 2) ? (factor / a) * betaFraction(a, b, x) : 1 - (factor / b) * betaFraction(b, a, y)
}
