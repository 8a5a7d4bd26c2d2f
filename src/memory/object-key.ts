import { BarcastError } from '../core/index.js'

const LONGEST = 512
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused
const CONTROL = /[\u0000-\u001f\u007f]/
const LONE_SURROGATE = /\p{Surrogate}/u

function ruleBrokenBy(key: unknown): string | undefined {
  if (typeof key !== 'string') return 'a key must be a text'
  if (key.length === 0 || key.length > LONGEST) return `a key must have 1 to ${LONGEST} characters`
  if (CONTROL.test(key) || LONE_SURROGATE.test(key)) return 'a key must be without control characters and half characters'
  if (key.split('/').some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'a key must be segments joined by "/", none of them empty, "." or ".."'
  return undefined
}

/**
 * The rule of keys that every `ObjectStore` holds: 1 to 512 characters, segments joined by "/", none of them empty, "." or "..", no
 * control characters and no half of a surrogate pair.
 *
 * @throws BarcastError `store/key`.
 */
export function checkObjectKey(key: string, action: string): void {
  const rule = ruleBrokenBy(key)
  if (rule === undefined) return
  const found = typeof key === 'string' ? JSON.stringify(key.slice(0, 80)) : typeof key
  throw new BarcastError('store/key', `${action}: ${rule}, found ${found}`, { value: key, where: { path: 'key' } })
}

/** @throws BarcastError `store/bytes` unless it is a Uint8Array. */
export function checkObjectBytes(bytes: Uint8Array, action: string): void {
  if (bytes instanceof Uint8Array) return
  throw new BarcastError('store/bytes', `${action}: an object must be a Uint8Array, found ${typeof bytes}`, { value: bytes })
}
