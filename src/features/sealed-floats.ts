import { BarcastError, checksum, decodeFloats, encodeFloats } from '../core/index.js'

/** Numbers of a state as JSON-able data: base64 of doubles, because JSON has no NaN, under a checksum. */
export interface SealedFloats {
  readonly numbers: string
  readonly hash: string
}

export function sealFloats(values: Float64Array): SealedFloats {
  const numbers = encodeFloats(values)
  return { numbers, hash: checksum(numbers) }
}

/** @throws BarcastError `features/snapshot` for numbers that were truncated or altered, or are not `count` of them. */
export function openFloats({ numbers, hash }: SealedFloats, count: number | undefined, action: string): Float64Array {
  if (typeof numbers !== 'string' || checksum(numbers) !== hash)
    throw new BarcastError('features/snapshot', `${action}: hash must match the numbers, found altered or truncated ones`, { value: hash })
  const values = decodeFloats(numbers)
  if (count === undefined || values.length === count) return values
  throw new BarcastError('features/snapshot', `${action}: must have ${count} numbers, found ${values.length}`, { value: values.length })
}
