import { BarcastError, type Json } from '../core/index.js'

/** JSON-able notes kept with a model or a bundle. */
export type ModelMetadata = Readonly<Record<string, Json>>

/**
 * Refuses notes that JSON would change or drop: undefined, functions, Dates, NaN, ±Infinity, typed arrays, circles.
 *
 * @throws BarcastError `models/metadata`, naming the path.
 */
export function checkMetadata(metadata: unknown, action: string, path = 'metadata'): asserts metadata is ModelMetadata {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) refuse(metadata, action, path)
  checkJson(metadata, action, path, [])
}

function refuse(value: unknown, action: string, path: string): never {
  const found = typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : String(value)
  throw new BarcastError('models/metadata', `${action}: ${path} must be plain JSON, found ${found}`, { value, where: { path } })
}

function checkJson(value: unknown, action: string, path: string, above: readonly unknown[]): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object' || above.includes(value)) refuse(value, action, path)
  const inside = [...above, value]
  if (Array.isArray(value)) {
    for (let k = 0; k < value.length; k++) checkJson(value[k], action, `${path}[${k}]`, inside)
    return
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) refuse(value, action, path)
  for (const [key, item] of Object.entries(value)) checkJson(item, action, `${path}.${key}`, inside)
}
