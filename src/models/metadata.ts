import { BarcastError, type Json } from '../core/index.js'

/** JSON-able notes kept with a model. */
export type ModelMetadata = Readonly<Record<string, Json>>

/**
 * Refuses metadata that JSON would change or drop: undefined, functions, Dates, NaN, typed arrays, circles.
 *
 * @throws BarcastError `models/metadata`, naming the path.
 */
export function checkMetadata(metadata: unknown): asserts metadata is ModelMetadata {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) refuseMetadata('metadata', metadata)
  checkJson(metadata, 'metadata', [])
}

function refuseMetadata(path: string, value: unknown): never {
  throw new BarcastError('models/metadata', `Save model: metadata must be plain JSON values, found ${describe(value)} at ${path}`, {
    value,
    where: { path },
  })
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return `${Object.prototype.toString.call(value)}`
}

function checkJson(value: unknown, path: string, above: readonly unknown[]): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object' || above.includes(value)) refuseMetadata(path, value)
  const inside = [...above, value]
  if (Array.isArray(value)) {
    value.forEach((item, k) => {
      checkJson(item, `${path}[${k}]`, inside)
    })
    return
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) refuseMetadata(path, value)
  for (const [key, item] of Object.entries(value)) checkJson(item, `${path}.${key}`, inside)
}
