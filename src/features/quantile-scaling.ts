import { BarcastError, decodeFloats, encodeFloats, type Frame, isBarcastError, normalQuantile } from '../core/index.js'
import type { Fitted } from './fitted-columns.js'
import { quantileOf, sortedValues } from './order-statistics.js'

/** At most so many quantiles per column. */
const MOST_QUANTILES = 1000

/** Values this near to an end of the learned range count as the end when the output is normal: scikit-learn's constant. */
const NEAR_END = 1e-7

export const quantileCount = (rows: number): number => Math.min(MOST_QUANTILES, rows)

/** The share at quantile `j` of `count`: 0, 1 / (count − 1), … 1. */
function shareAt(j: number, count: number): number {
  return j > 0 && j === count - 1 ? 1 : j * (1 / (count - 1 || 1))
}

/**
 * Per column its quantiles at even shares from 0 to 1, ascending, as base64 of doubles.
 *
 * @throws BarcastError `features/scaler-empty-column`, `features/scaler-infinite`.
 */
export function learnQuantiles(frame: Frame, fitted: Fitted): { quantiles: string[] } {
  const count = quantileCount(frame.length)
  const quantiles = frame.names.map((name) => {
    const sorted = sortedValues(frame.column(name), name, fitted)
    // Through percent and back, as the reference does, for the sake of the last bit.
    const values = Float64Array.from({ length: count }, (_, j) => quantileOf(sorted, (shareAt(j, count) * 100) / 100))
    if (!values.every((x) => Number.isFinite(x)))
      throw new BarcastError(
        'features/scaler-infinite',
        `${fitted.action}: values must be small enough to subtract, found too large ones in "${name}"`,
        {
          where: { column: name },
        },
      )
    return encodeFloats(values)
  })
  return { quantiles }
}

/** Why stored quantiles cannot be those of a fit, or undefined. */
export function quantileFault(text: string, rows: number): string | undefined {
  let values: Float64Array
  try {
    values = decodeFloats(text)
  } catch (error) {
    if (!isBarcastError(error)) throw error
    return error.message
  }
  if (values.length !== quantileCount(rows)) return `need ${quantileCount(rows)} quantiles for ${rows} rows, found ${values.length}`
  const place = values.findIndex((x, j) => !Number.isFinite(x) || (j > 0 && x < values[j - 1]!))
  return place < 0 ? undefined : `quantiles must be finite and ascend, found ${values[place]} at ${place}`
}

/** How many of the ascending values are below `x`, or also equal to it with `orEqual`. */
function countBelow(values: Float64Array, x: number, orEqual: boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const value = values[middle]!
    if (value < x || (orEqual && value === x)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The share of the learned values below `x`, by linear interpolation between quantiles. Equal quantiles (ties) span several shares: the mean of
 * coming from below and from above is taken, so that a tie maps to its middle.
 */
function shareBelow(values: Float64Array, x: number): number {
  const count = values.length
  const first = countBelow(values, x, false)
  const next = countBelow(values, x, true)
  if (first === count) return shareAt(count - 1, count)
  if (next === 0) return 0
  if (first < next) return 0.5 * (shareAt(next - 1, count) + shareAt(first, count))
  const low = values[first - 1]!
  const high = values[first]!
  const slope = (shareAt(first, count) - shareAt(first - 1, count)) / (high - low)
  return 0.5 * (slope * (x - low) + shareAt(first - 1, count) - (slope * (high - x) - shareAt(first, count)))
}

/** Keeps normal output finite: what lies at an end of the learned range, or beyond, gets the quantile of a share just within 0 … 1. */
const LOWEST_SHARE = NEAR_END - Number.EPSILON

function uniformOf(values: Float64Array, x: number): number {
  if (x === values[0]) return 0
  return x === values[values.length - 1] ? 1 : shareBelow(values, x)
}

function normalOf(values: Float64Array, x: number, lowest: number, highest: number): number {
  if (x - NEAR_END < values[0]!) return lowest
  if (x + NEAR_END > values[values.length - 1]!) return highest
  return Math.min(Math.max(normalQuantile(shareBelow(values, x)), lowest), highest)
}

const decoded = new WeakMap<readonly string[], Float64Array[]>()

/** Decoding costs more than scaling a row does, so a list of quantiles is decoded once. */
function decodeQuantiles(quantiles: readonly string[]): Float64Array[] {
  const known = decoded.get(quantiles)
  if (known !== undefined) return known
  const columns = quantiles.map((text) => decodeFloats(text))
  decoded.set(quantiles, columns)
  return columns
}

/** Where `x` lies among column `k`'s learned quantiles; NaN stays NaN. */
export function quantileScaling(quantiles: readonly string[], output: 'uniform' | 'normal'): (k: number, x: number) => number {
  const columns = decodeQuantiles(quantiles)
  if (output === 'uniform') return (k, x) => (Number.isNaN(x) ? x : uniformOf(columns[k]!, x))
  const lowest = normalQuantile(LOWEST_SHARE)
  const highest = normalQuantile(1 - LOWEST_SHARE)
  return (k, x) => (Number.isNaN(x) ? x : normalOf(columns[k]!, x, lowest, highest))
}
