import { add, type DoubleDouble, divide, fromNumber, multiply, squareRoot, twoSum } from './double-double.js'

/*
 * exp and log by table and short polynomial. `Math.exp` and `Math.log` differ between engines in the last bit; these
 * use only + − × ÷ and √, which IEEE 754 fixes, so a model or feature has the same bytes everywhere.
 */

/** ln 2 as three parts; the first two have trailing zeros, so that small integer multiples of them are exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_MID = 1.9082149292705877e-10
const LN2: DoubleDouble = { hi: Math.LN2, lo: 2.3190468138462996e-17 }

const STEPS = 128
const words = new DataView(new ArrayBuffer(8))

/** 2 ** exponent for −1022 ≤ exponent ≤ 1023, exactly. */
function powerOfTwo(exponent: number): number {
  words.setUint32(0, (exponent + 1023) << 20)
  words.setUint32(4, 0)
  return words.getFloat64(0)
}

/** 2 ** (k − 1022): read from memory, because putting a double together from its words costs as much as the rest of {@link exp}. */
const scales = /* @__PURE__ */ Float64Array.from({ length: 2046 }, (_, k) => powerOfTwo(k - 1022))

interface Table {
  high: Float64Array
  low: Float64Array
}

let powers: Table | undefined

/** 2 ** (j / 128) for j = 0 … 127. */
function powerTable(): Table {
  if (powers !== undefined) return powers
  let step = fromNumber(2)
  for (let k = 0; k < 7; k++) step = squareRoot(step)
  const table: Table = { high: new Float64Array(STEPS), low: new Float64Array(STEPS) }
  let power = fromNumber(1)
  for (let j = 0; j < STEPS; j++) {
    table.high[j] = power.hi
    table.low[j] = power.lo
    power = multiply(power, step)
  }
  powers = table
  return table
}

/** The numbers that {@link exp} reads, for kernels that do the same: 2 ** (j / 128) for j = 0 … 127, high and low part alternating. */
export function exponentialTable(): Float64Array {
  const { high, low } = powerTable()
  return Float64Array.from({ length: 2 * STEPS }, (_, k) => (k % 2 === 0 ? high : low)[k >> 1]!)
}

/**
 * e ** x, within 0.51 units in the last place. NaN gives NaN, above 709.78 Infinity, below −745.13 zero.
 */
export function exp(x: number): number {
  if (!(x > -745.2)) return x < -745.2 ? 0 : x
  if (x > 709.79) return Infinity
  const { high, low } = powerTable()
  const steps = Math.round(x * (STEPS / LN2.hi)) | 0
  const j = steps & (STEPS - 1)
  const exponent = (steps - j) / STEPS
  const scaled = steps / STEPS
  const r = x - scaled * LN2_HIGH - scaled * LN2_MID
  const p = r + r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))))
  const mantissa = high[j]! + (low[j]! + high[j]! * p)
  if (exponent >= -1021 && exponent <= 1023) return mantissa * scales[exponent + 1022]!
  return exponent > 1023 ? mantissa * 2 * powerOfTwo(1023) : mantissa * powerOfTwo(exponent + 60) * powerOfTwo(-60)
}

/** ln(m) of a double-double near 1, by the series of atanh: 2(s + s³/3 + s⁵/5 …), s = (m − 1)/(m + 1). */
function logSeries(m: DoubleDouble): DoubleDouble {
  const s = divide(add(m, fromNumber(-1)), add(m, fromNumber(1)))
  const square = multiply(s, s)
  let sum = fromNumber(0)
  for (let k = 45; k >= 1; k -= 2) sum = add(multiply(sum, square), divide(fromNumber(1), fromNumber(k)))
  const result = multiply(sum, s)
  return { hi: 2 * result.hi, lo: 2 * result.lo }
}

/** x = mantissa · 2 ** exponent with the mantissa in [√½, √2). */
function decompose(x: number): { mantissa: number; exponent: number } {
  const subnormal = x < 2.2250738585072014e-308
  words.setFloat64(0, subnormal ? x * 18014398509481984 : x)
  const top = words.getUint32(0)
  let exponent = (top >>> 20) - 1023 - (subnormal ? 54 : 0)
  words.setUint32(0, (top & 0xfffff) | 0x3ff00000)
  let mantissa = words.getFloat64(0)
  if (mantissa >= Math.SQRT2) {
    mantissa /= 2
    exponent += 1
  }
  return { mantissa, exponent }
}

/** ln x rounded once from about 100 bits. Slow (microseconds): for constants and initial scores. */
export function logExact(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const { mantissa, exponent } = decompose(x)
  const result = add(multiply(LN2, fromNumber(exponent)), logSeries(fromNumber(mantissa)))
  return result.hi + result.lo
}

/** The binary logarithm, rounded once from about 100 bits; whole for powers of two. Slow, for tables. */
export function log2Exact(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const { mantissa, exponent } = decompose(x)
  const result = add(divide(logSeries(fromNumber(mantissa)), LN2), fromNumber(exponent))
  return result.hi + result.lo
}

let logs: Table | undefined

/** ln(c / 128) for c = 90 … 181, the centres that cover [√½, √2). */
function logTable(): Table {
  if (logs !== undefined) return logs
  const table: Table = { high: new Float64Array(92), low: new Float64Array(92) }
  for (let c = 90; c <= 181; c++) {
    const value = logSeries(fromNumber(c / STEPS))
    table.high[c - 90] = value.hi
    table.low[c - 90] = value.lo
  }
  logs = table
  return table
}

/** The low part of what {@link naturalHigh} returns; in an array, because a variable would be boxed anew at every call. */
const logRest = new Float64Array(1)

/** ln x for positive finite x as a high part and `logRest`. */
function naturalHigh(x: number): number {
  const { mantissa, exponent } = decompose(x)
  const centre = Math.round(mantissa * STEPS)
  const { high, low } = logTable()
  const c = centre / STEPS
  // mantissa − c is exact; the quotient's rounding error is recovered so that r + rLow is (mantissa − c)/c.
  const difference = mantissa - c
  const r = difference / c
  const rLow = centre === STEPS ? 0 : remainder(difference, r, c) / c
  const tail = r * r * (-0.5 + r * (1 / 3 + r * (-0.25 + r * (0.2 + r * (-1 / 6 + r * (1 / 7))))))
  if (exponent === 0 && centre === STEPS) {
    logRest[0] = tail
    return r
  }
  const j = centre - 90
  const big = twoSum(exponent * LN2_HIGH, high[j]!)
  const sum = twoSum(big.hi, r)
  logRest[0] = sum.lo + (big.lo + (exponent * LN2_MID + low[j]! + rLow + tail))
  return sum.hi
}

/**
 * Natural logarithm, within 0.52 units in the last place. Zero gives −Infinity, negative numbers and NaN give NaN.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const high = naturalHigh(x)
  return high + logRest[0]!
}

/** 1 / ln 10 as two parts. */
const LOG10_E: DoubleDouble = { hi: Math.LOG10E, lo: 1.098319650216765e-17 }

/**
 * Logarithm to base 10, within 0.6 units in the last place; whole for whole powers of ten. Zero gives −Infinity, negative numbers and NaN give NaN.
 */
export function log10(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const high = naturalHigh(x)
  const value = multiply(twoSum(high, logRest[0]!), LOG10_E)
  return value.hi + value.lo
}

/** difference − r·c without rounding; c has at most 8 bits, so r splits into two exact products. */
function remainder(difference: number, r: number, c: number): number {
  const scaled = 134217729 * r
  const rHigh = scaled - (scaled - r)
  return difference - rHigh * c - (r - rHigh) * c
}
