import { exp, log } from './exponential.js'
import { log1p } from './near-zero.js'
import { normalQuantile } from './normal-quantile.js'

/*
 * The normal distribution, in whole and truncated, from + − × ÷ √, exp and log of our own: the same bits in every runtime. Probabilities far out
 * are handled as logarithms, which neither underflow nor cancel. References: Abramowitz and Stegun, 26.2.11 (series) and
 * 26.2.14 (continued fraction). Every function is within 1e-12 of mpmath (`tests/golden/mpmath/normal.json`), as stated there.
 */

/** ln √(2π) */
const LOG_ROOT_TWO_PI = 0.9189385332046727
const ROOT_TWO_PI = 2.5066282746310002
/** Up to here the series is summed, beyond it the continued fraction converges fast. */
const SERIES_END = 2.6
const LOG_HALF = -Math.LN2

/** Standard normal density e^(−x²/2) / √(2π). */
export function normalDensity(x: number): number {
  return exp(-0.5 * x * x) / ROOT_TWO_PI
}

/** Probability between 0 and x, for |x| ≤ 2.6 or so: φ(x) (x + x³/3 + x⁵/15 + …), all terms of one sign. */
function betweenZeroAnd(x: number): number {
  const square = x * x
  let term = x
  let sum = x
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= square / k
    sum += term
  }
  return sum * normalDensity(x)
}

/** (1 − Φ(x)) / φ(x) for x above 2.6: 1/(x + 1/(x + 2/(x + 3/(x + …)))), evaluated from a depth at which the rest no longer counts. */
function tailOverDensity(x: number): number {
  let rest = 0
  for (let k = Math.ceil(8 + 300 / (x * x)); k >= 1; k--) rest = k / (x + rest)
  return 1 / (x + rest)
}

/** Φ(x), the probability of a standard normal value up to x. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x
  if (x < -SERIES_END) return x === -Infinity ? 0 : normalDensity(x) * tailOverDensity(-x)
  if (x <= SERIES_END) return 0.5 + betweenZeroAnd(x)
  return 1 - normalCdf(-x)
}

/** ln Φ(x), also where Φ(x) underflows. */
export function logNormalCdf(x: number): number {
  if (x < -SERIES_END) return x === -Infinity ? x : log(tailOverDensity(-x)) - 0.5 * x * x - LOG_ROOT_TWO_PI
  return x <= 0 ? log(normalCdf(x)) : log1p(-normalCdf(-x))
}

/** The error function 2/√π ∫₀ˣ e^(−t²) dt. */
export function erf(x: number): number {
  const z = x * Math.SQRT2
  if (Math.abs(z) <= SERIES_END) return 2 * betweenZeroAnd(z)
  return z < 0 ? 2 * normalCdf(z) - 1 : 1 - 2 * normalCdf(-z)
}

/** 1 − erf(x), with all its digits where that is small. */
export function erfc(x: number): number {
  return 2 * normalCdf(-x * Math.SQRT2)
}

/**
 * The share of an interval so narrow that the density hardly bends in it, as logarithm: φ at the middle m times the width, times 1 + h²He₂(m)/3! + h⁴He₄(m)/5! + …
 * with half the width h and the Hermite polynomials He.
 */
function logNarrowMass(middle: number, half: number): number {
  const step = middle * half
  const square = half * half
  let before = 1
  let hermite = step
  let sum = 1
  let factorial = 1
  for (let k = 1; k < 16; k++) {
    const next = step * hermite - k * square * before
    before = hermite
    hermite = next
    factorial *= k + 1
    if (k % 2 === 1) sum += hermite / (factorial * (k + 2))
  }
  return log(2 * half) + log(sum) - 0.5 * middle * middle - LOG_ROOT_TWO_PI
}

/**
 * ln(Φ(b) − Φ(a)): the share of a standard normal distribution between a and b, as logarithm, without cancellation in narrow intervals or
 * far out. −Infinity where a = b; NaN where a > b.
 */
export function logNormalMass(a: number, b: number): number {
  if (!(a < b)) return a === b ? -Infinity : Number.NaN
  if (a > 0) return logNormalMass(-b, -a)
  const half = 0.5 * (b - a)
  const middle = a + half
  if (half < 0.5 && half * Math.abs(middle) < 0.5) return logNarrowMass(middle, half)
  if (b > 0) return log1p(-normalCdf(a) - normalCdf(-b))
  const upper = logNormalCdf(b)
  return upper + log1p(-exp(logNormalCdf(a) - upper))
}

/** The x ≤ 0 with ln Φ(x) = y, for y ≤ ln ½. Where Φ(x) underflows, Newton's method on a concave function, which from the left only climbs. */
function lowerQuantileOfLog(y: number): number {
  if (y > -700) return normalQuantile(exp(y))
  let x = -Math.sqrt(-2 * (y + LOG_ROOT_TWO_PI))
  for (let round = 0; round < 50; round++) {
    const found = logNormalCdf(x)
    const step = (found - y) * exp(found + 0.5 * x * x + LOG_ROOT_TWO_PI)
    x -= step
    if (Math.abs(step) <= 1e-9 * Math.abs(x)) break
  }
  return x
}

function logSum(p: number, q: number): number {
  const larger = Math.max(p, q)
  return larger === -Infinity ? larger : larger + log1p(exp(Math.min(p, q) - larger))
}

/**
 * The value below which a share `q` of a standard normal distribution lies that is truncated to a … b. It stays inside, q = 0 gives a, q = 1 gives b.
 * The nearer tail is inverted, so that no digits are lost far out.
 *
 * @param q share, 0 … 1
 */
export function truncatedNormalQuantile(q: number, a: number, b: number): number {
  if (!(q > 0)) return a
  if (q >= 1) return b
  const mass = logNormalMass(a, b)
  const below = logSum(logNormalCdf(a), log(q) + mass)
  const x = below <= LOG_HALF ? lowerQuantileOfLog(below) : -lowerQuantileOfLog(logSum(logNormalCdf(-b), log1p(-q) + mass))
  return Math.min(Math.max(x, a), b)
}
