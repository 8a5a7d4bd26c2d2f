import { binomialDensity, exp } from '../core/index.js'

/* Distribution of the one-sample Kolmogorov statistic for more than 140 values (Simard and L'Ecuyer 2011 tell which formula holds where). */

const PI_SQUARED = Math.PI * Math.PI
const ROOT_HALF_PI = Math.sqrt(Math.PI / 2)

/** Twice P(D⁺ ≥ d), the one-sided statistic's exact tail (Smirnov's sum): that of the two-sided one, where it is small. */
function twiceSmirnov(n: number, d: number): number {
  let sum = 0
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const p = d + j / n
    const q = 1 - d - j / n
    if (q <= 0) break
    const term = (d / p) * binomialDensity(j, n, p, q)
    sum += term
    if (j / n > d && term < sum * 1e-18) break
  }
  return 2 * sum
}

/** P(D ≤ z / √n) by the expansion of Pelz and Good (1976), whose error is of the order 1/n². */
function pelzGood(n: number, z: number): number {
  const z2 = z * z
  const z4 = z2 * z2
  const z6 = z4 * z2
  let [k0, k1, k2, k3] = [0, 0, 0, 0]
  for (let k = 0; k < 60; k++) {
    const h = PI_SQUARED * (k + 0.5) * (k + 0.5)
    const weight = exp(-h / (2 * z2))
    // Both k and −k − 1 have this half-integer square, hence the factors of 2 below.
    k0 += weight
    k1 += (h - z2) * weight
    k2 += (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * h + (1 - 2 * z2) * h * h) * weight
    k3 += ((5 - 30 * z2) * h * h * h + (-60 * z2 + 212 * z4) * h * h + (135 * z4 - 96 * z6) * h - (30 * z6 + 90 * z2 * z6)) * weight
  }
  let [whole2, whole3] = [0, 0]
  for (let k = 1; k < 60; k++) {
    const w = PI_SQUARED * k * k
    const weight = exp(-w / (2 * z2))
    whole2 += w * weight
    whole3 += (3 * w * z2 - w * w) * weight
  }
  const term0 = (2 * ROOT_HALF_PI * k0) / z
  const term1 = (ROOT_HALF_PI * 2 * k1) / (6 * z4)
  const term2 = (ROOT_HALF_PI * 2 * k2) / (72 * z6 * z) - (ROOT_HALF_PI * 2 * whole2) / (36 * z2 * z)
  const term3 = (ROOT_HALF_PI * 2 * k3) / (6480 * z6 * z4) + (ROOT_HALF_PI * 2 * whole3) / (216 * z6)
  return term0 + term1 / Math.sqrt(n) + term2 / n + term3 / (n * Math.sqrt(n))
}

/** P(D > d) of n > 140 values, as `scipy.stats.kstwo.sf(d, n)`. */
export function kolmogorovTail(n: number, d: number): number {
  const square = n * d * d
  if (square >= 370) return 0
  if (square >= 2.2) return Math.min(1, twiceSmirnov(n, d))
  if (square < 0.02) return 1
  return Math.min(1, Math.max(0, 1 - pelzGood(n, Math.sqrt(n) * d)))
}
