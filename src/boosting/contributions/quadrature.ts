/** Points and weights that integrate polynomials over 0 … 1 exactly. */
export interface Quadrature {
  /** The points t. */
  readonly points: Float64Array
  /** 1 − t of each, without the error of the subtraction. */
  readonly complements: Float64Array
  readonly weights: Float64Array
}

const NEWTON_STEPS = 8
const HALF_PI = 1.5707963267948966

/** sin for |x| ≤ π / 2 to about 1e-9, by its series: a start for Newton's method whose bits are the same in every runtime. */
function roughSine(x: number): number {
  const square = x * x
  let sum = 0
  for (let k = 13; k >= 1; k -= 2) sum = 1 - (square / ((k + 1) * (k + 2))) * (k === 13 ? 1 : sum)
  return x * sum
}

/** Legendre's polynomial of degree `n` at `x`, and its derivative. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let before = 1
  let value = x
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k
    before = value
    value = next
  }
  return { value, slope: (n * (x * value - before)) / (x * x - 1) }
}

function makeQuadrature(n: number): Quadrature {
  const points = new Float64Array(n)
  const complements = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    let x = roughSine(HALF_PI - (2 * HALF_PI * (i + 0.75)) / (n + 0.5))
    if (2 * i + 1 === n) x = 0
    else {
      for (let step = 0; step < NEWTON_STEPS; step++) {
        const { value, slope } = legendre(n, x)
        x -= value / slope
      }
    }
    const { slope } = legendre(n, x)
    const weight = 1 / ((1 - x * x) * slope * slope)
    for (const [at, sign] of [
      [n - 1 - i, 1],
      [i, -1],
    ] as const) {
      points[at] = (1 + sign * x) / 2
      complements[at] = (1 - sign * x) / 2
      weights[at] = weight
    }
  }
  return { points, complements, weights }
}

const made: Quadrature[] = []

/** Gauss and Legendre's rule of `n` points (from 1), exact up to degree 2n − 1. */
export function quadrature(n: number): Quadrature {
  made[n] ??= makeQuadrature(n)
  return made[n]
}
