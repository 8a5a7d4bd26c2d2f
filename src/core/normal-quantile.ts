import { log } from './exponential.js'

/*
 * Rational approximations of the normal quantile by Wichura, Algorithm AS 241, Applied Statistics 37 (1988): coefficients from the highest
 * power down, numerator and denominator.
 */

interface Rational {
  readonly above: readonly number[]
  readonly below: readonly number[]
}

/** For |p − ½| ≤ 0.425, in 0.180625 − (p − ½)². */
const CENTRE: Rational = {
  above: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
    3.3871328727963665,
  ],
  below: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091,
    1,
  ],
}

/** For √(−ln tail) ≤ 5, in √(−ln tail) − 1.6. */
const FLANK: Rational = {
  above: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
    4.630337846156546, 1.4234371107496835,
  ],
  below: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
    2.053191626637759, 1,
  ],
}

/** For farther out, in √(−ln tail) − 5. */
const TAIL: Rational = {
  above: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913,
    5.463784911164114, 6.657904643501103,
  ],
  below: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358,
    0.599832206555888, 1,
  ],
}

function polynomial(coefficients: readonly number[], r: number): number {
  let value = 0
  for (let k = 0; k < coefficients.length; k++) value = value * r + coefficients[k]!
  return value
}

const rational = ({ above, below }: Rational, r: number): number => polynomial(above, r) / polynomial(below, r)

/**
 * The value below which a share `p` of the standard normal distribution lies, within 1e-15 of mpmath relative to its size (`tests/golden/mpmath/normal-quantile.json`).
 * 0 gives −Infinity, 1 gives Infinity; NaN and shares outside 0 … 1 give NaN. Some 50 ns; `truncatedNormalQuantile` takes microseconds
 * and also inverts shares that underflow.
 *
 * @param p share, 0 … 1
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN
  const centred = p - 0.5
  if (Math.abs(centred) <= 0.425) return centred * rational(CENTRE, 0.180625 - centred * centred)
  const r = Math.sqrt(-log(centred < 0 ? p : 1 - p))
  const x = r <= 5 ? rational(FLANK, r - 1.6) : rational(TAIL, r - 5)
  return centred < 0 ? -x : x
}
