import {
  BarcastError,
  canonicalJson,
  decodeFloats,
  decodeIntegers,
  encodeFloats,
  encodeIntegers,
  type Json,
  sha256,
} from '../core/index.js'

/** Bytes of stored runs begin with this version of their format. */
const FORMAT_VERSION = 1

function refuse(rule: string, message: string, value: unknown, path: string): never {
  throw new BarcastError(`reports/${rule}`, message, { value, where: { path } })
}

/** Numbers that JSON has no words for. */
function numberJson(value: number): Json {
  return Number.isFinite(value) ? value : { $number: String(value) }
}

/** Plain data as JSON that keeps every bit: columns as base64, NaN and ±Infinity by name. A key that begins with $ gets a second one. */
function encode(value: unknown, path: string): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return numberJson(value)
  if (value instanceof Float64Array) return { $floats: encodeFloats(value) }
  if (value instanceof Int32Array) return { $integers: encodeIntegers(value) }
  if (Array.isArray(value)) return value.map((item, i) => encode(item ?? null, `${path}[${i}]`))
  const isPlain = typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  if (!isPlain) {
    const found = typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value
    return refuse('not-plain', `Store run: ${path} must be plain data (numbers, texts, lists, Float64Array), found ${found}`, found, path)
  }
  const entries = Object.entries(value as object).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.map(([key, item]) => [key.startsWith('$') ? `$${key}` : key, encode(item, `${path}.${key}`)]))
}

function decode(value: Json): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: Json) => decode(item))
  const object = value as { readonly [key: string]: Json }
  const { $floats, $integers, $number } = object
  if (typeof $floats === 'string') return decodeFloats($floats)
  if (typeof $integers === 'string') return decodeIntegers($integers)
  if (typeof $number === 'string') return Number($number)
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key.startsWith('$$') ? key.slice(1) : key, decode(item)]))
}

/** A document's bytes and the SHA-256 of its content, which stands in it. */
export function writeDocument(kind: string, content: object): { bytes: Uint8Array; contentSha256: string } {
  const body = { content: encode(content, kind), formatVersion: FORMAT_VERSION, kind: `barcast-${kind}` }
  const contentSha256 = sha256(canonicalJson(body))
  return { bytes: new TextEncoder().encode(canonicalJson({ ...body, sha256: contentSha256 })), contentSha256 }
}

function parse(bytes: Uint8Array, key: string): { [key: string]: Json } {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof document === 'object' && document !== null) return document as { [key: string]: Json }
  } catch {
    // What is no JSON is told below, with its length.
  }
  return refuse('truncated', `Read run: ${key} must be complete JSON, found ${bytes.length} bytes that are not`, bytes.length, key)
}

/**
 * The content of {@link writeDocument}'s bytes, to the bit.
 *
 * @throws BarcastError `reports/truncated`, `reports/newer-version`, `reports/altered`, each with the key.
 */
export function readDocument(kind: string, bytes: Uint8Array, key: string): { content: unknown; contentSha256: string } {
  const { sha256: stated, ...body } = parse(bytes, key)
  const { formatVersion: version, kind: named, content } = body
  if (typeof version === 'number' && version > FORMAT_VERSION)
    return refuse('newer-version', `Read run: ${key} must have format version ${FORMAT_VERSION} or less, found ${version}`, version, key)
  const found = sha256(canonicalJson(body))
  if (stated !== found || named !== `barcast-${kind}` || content === undefined)
    return refuse('altered', `Read run: ${key} must have the SHA-256 it was written with, found ${found}`, found, key)
  return { content: decode(content), contentSha256: found }
}
