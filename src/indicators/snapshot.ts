import { BarcastError, checksum, decodeFloats, encodeFloats } from '../core/index.js'

/**
 * The state of a stream as JSON-able data. `numbers` is base64, because JSON has no NaN and no −0; `signature` names the
 * definition and parameters it belongs to.
 */
export interface StreamSnapshot {
  formatVersion: 1
  signature: string
  numbers: string
  hash: string
}

export function writeSnapshot(signature: string, values: Float64Array): StreamSnapshot {
  const numbers = encodeFloats(values)
  return { formatVersion: 1, signature, numbers, hash: checksum(`${signature}|${numbers}`) }
}

/** @throws BarcastError `indicators/snapshot` for another version or definition, a truncated or an altered snapshot. */
export function readSnapshot(snapshot: StreamSnapshot, signature: string): Float64Array {
  const refuse = (message: string, value: unknown): never => {
    throw new BarcastError('indicators/snapshot', `Restore stream: ${message}`, { value })
  }
  if (typeof snapshot !== 'object' || snapshot === null) refuse(`snapshot must be an object, found ${String(snapshot)}`, snapshot)
  if (snapshot.formatVersion !== 1) refuse(`formatVersion must be 1, found ${String(snapshot.formatVersion)}`, snapshot.formatVersion)
  if (snapshot.signature !== signature)
    refuse(`snapshot must be of ${signature.slice(0, 80)}, found ${String(snapshot.signature).slice(0, 80)}`, snapshot.signature)
  if (typeof snapshot.numbers !== 'string' || checksum(`${signature}|${snapshot.numbers}`) !== snapshot.hash)
    refuse('hash must match the content, found altered or truncated numbers', snapshot.hash)
  return decodeFloats(snapshot.numbers)
}
