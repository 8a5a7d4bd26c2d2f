import { BarcastError } from './error.js'

/** A value that survives JSON unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * JSON with object keys in sorted order, so that equal content gives equal text and hash.
 * @throws BarcastError `json/not-finite` for NaN and ±Infinity, which JSON would turn into null.
 */
export function canonicalJson(value: Json, path = ''): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new BarcastError('json/not-finite', `Write JSON: numbers must be finite, found ${value}`, { value, where: { path } })
  }
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((item: Json, i) => canonicalJson(item, `${path}[${i}]`)).join(',')}]`
  const record = value as { readonly [key: string]: Json }
  const parts = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key]!, path === '' ? key : `${path}.${key}`)}`)
  return `{${parts.join(',')}}`
}

function encodeBytes(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}

function decodeBytes(text: string): DataView {
  let binary: string
  try {
    binary = atob(text)
  } catch (cause) {
    throw new BarcastError('json/base64', 'Decode numbers: text must be base64, found other characters', {
      value: text.slice(0, 40),
      cause,
    })
  }
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return new DataView(bytes.buffer)
}

/** Doubles as base64 of their little-endian bytes: NaN, −0 and every bit survive. */
export function encodeFloats(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 8))
  for (let i = 0; i < values.length; i++) view.setFloat64(8 * i, values[i]!, true)
  return encodeBytes(new Uint8Array(view.buffer))
}

/**
 * The reverse of {@link encodeFloats}.
 * @throws BarcastError `json/base64` when the text is not base64 of whole doubles, or not of `length` of them.
 */
export function decodeFloats(text: string, length?: number): Float64Array {
  const view = decodeBytes(text)
  const bytes = view.byteLength
  if (bytes % 8 !== 0 || (length !== undefined && bytes !== 8 * length)) {
    throw new BarcastError(
      'json/base64',
      `Decode numbers: need ${length === undefined ? 'whole doubles' : `${length} doubles`}, found ${bytes} bytes`,
      { value: bytes },
    )
  }
  const values = new Float64Array(bytes / 8)
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat64(8 * i, true)
  return values
}

/** 32-bit integers as base64 of their little-endian bytes. */
export function encodeIntegers(values: Int32Array): string {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  for (let i = 0; i < values.length; i++) view.setInt32(4 * i, values[i]!, true)
  return encodeBytes(new Uint8Array(view.buffer))
}

/**
 * The reverse of {@link encodeIntegers}.
 * @throws BarcastError `json/base64` when the text is not base64 of whole 32-bit integers.
 */
export function decodeIntegers(text: string): Int32Array {
  const view = decodeBytes(text)
  if (view.byteLength % 4 !== 0) {
    throw new BarcastError('json/base64', `Decode numbers: need whole 32-bit integers, found ${view.byteLength} bytes`, {
      value: view.byteLength,
    })
  }
  const values = new Int32Array(view.byteLength / 4)
  for (let i = 0; i < values.length; i++) values[i] = view.getInt32(4 * i, true)
  return values
}
