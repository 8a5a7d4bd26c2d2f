import { BarcastError } from '../core/index.js'

/** Names that Windows keeps for devices, whatever follows the first dot. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * Names of models and aliases are one segment of a path that means the same on every system and in a URL.
 *
 * @throws BarcastError `registry/name`.
 */
export function checkName(name: unknown, noun: 'name' | 'alias', action: string): asserts name is string {
  const isSegment = typeof name === 'string' && /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(name)
  if (isSegment && !name.endsWith('.') && !DEVICE_NAME.test(name)) return
  throw new BarcastError(
    'registry/name',
    `${action}: ${noun} must be 1 to 128 letters, digits, ".", "_" or "-", begin with none of "." and "-", not end with ".", and be ` +
      `no device name as "con", found ${typeof name === 'string' ? JSON.stringify(name.slice(0, 140)) : String(name)}`,
    { value: name, where: { path: noun } },
  )
}
