/**
 * A number as an unevaluated sum `hi + lo` of two doubles, |lo| ≤ ulp(hi)/2: about 106 bits. Used where a result
 * must be correctly rounded (tables, logarithms) and never in a hot loop. Error-free transformations after
 * Dekker (1971) and Knuth; no fused multiply-add, so every runtime gives the same bits.
 */
export interface DoubleDouble {
  readonly hi: number
  readonly lo: number
}

export function twoSum(a: number, b: number): DoubleDouble {
  const hi = a + b
  const virtual = hi - a
  return { hi, lo: a - (hi - virtual) + (b - virtual) }
}

export function twoProduct(a: number, b: number): DoubleDouble {
  const hi = a * b
  const aScaled = 134217729 * a
  const aHigh = aScaled - (aScaled - a)
  const aLow = a - aHigh
  const bScaled = 134217729 * b
  const bHigh = bScaled - (bScaled - b)
  const bLow = b - bHigh
  return { hi, lo: aLow * bLow - (hi - aHigh * bHigh - aLow * bHigh - aHigh * bLow) }
}

function renormalise(hi: number, lo: number): DoubleDouble {
  const sum = hi + lo
  return { hi: sum, lo: lo - (sum - hi) }
}

export function add(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const high = twoSum(x.hi, y.hi)
  const low = twoSum(x.lo, y.lo)
  const once = renormalise(high.hi, high.lo + low.hi)
  return renormalise(once.hi, once.lo + low.lo)
}

export function multiply(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const product = twoProduct(x.hi, y.hi)
  return renormalise(product.hi, product.lo + (x.hi * y.lo + x.lo * y.hi))
}

export function divide(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const first = x.hi / y.hi
  const firstRest = add(x, negate(multiply(y, { hi: first, lo: 0 })))
  const second = firstRest.hi / y.hi
  const secondRest = add(firstRest, negate(multiply(y, { hi: second, lo: 0 })))
  return add(renormalise(first, second), { hi: secondRest.hi / y.hi, lo: 0 })
}

export function squareRoot(x: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(x.hi)
  const rest = add(x, negate(twoProduct(root, root)))
  return renormalise(root, rest.hi / (2 * root))
}

export function negate(x: DoubleDouble): DoubleDouble {
  return { hi: -x.hi, lo: -x.lo }
}

export function fromNumber(value: number): DoubleDouble {
  return { hi: value, lo: 0 }
}
