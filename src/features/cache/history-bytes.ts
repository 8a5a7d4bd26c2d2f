import type { CachedHistory } from './cached-history.js'
import { contentHash } from './content-hash.js'
import { growingColumns, readRows } from './growing-columns.js'

/*
 * A stored history: 16 bytes of mark and sizes, the names as JSON, padding to 8, doubles (bars, features, state), padding to 16, and 32 hex digits of a hash over all
 * before. In the order of bytes of the machine that wrote it: on another the mark differs, and the history is computed anew.
 */

const MARK = 0x62636601
const HASH_BYTES = 32

interface Head {
  rows: number
  bars: readonly string[]
  features: readonly string[]
  numbers: number
}

const roundUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to

/** The history as bytes; `key` is stored too, so that bytes under another key are not taken for it. */
export function encodeHistory(key: string, { bars, features, state }: CachedHistory): Uint8Array {
  const { rows } = bars
  const head: Head & { key: string } = {
    key,
    rows,
    bars: bars.names,
    features: features.names,
    numbers: state.numbers.length,
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const doublesAt = roundUp(16 + text.length, 8)
  const doubles = (bars.names.length + features.names.length) * rows + state.numbers.length
  const contentBytes = roundUp(doublesAt + 8 * doubles, 16)
  const buffer = new ArrayBuffer(contentBytes + HASH_BYTES)
  const bytes = new Uint8Array(buffer)
  new Int32Array(buffer, 0, 2).set([MARK, text.length])
  bytes.set(text, 16)
  const values = new Float64Array(buffer, doublesAt, doubles)
  let at = 0
  for (const columns of [bars, features]) {
    for (let k = 0; k < columns.names.length; k++, at += rows) readRows(columns, k, rows, values.subarray(at, at + rows))
  }
  values.set(state.numbers, at)
  const hash = contentHash(new Int32Array(buffer, 0, contentBytes / 4))
  bytes.set(new TextEncoder().encode(hash), contentBytes)
  return bytes
}

const isNames = (names: unknown): names is readonly string[] => Array.isArray(names) && names.every((name) => typeof name === 'string')
const isCount = (count: unknown): count is number => typeof count === 'number' && Number.isInteger(count) && count >= 0

/** The head, when it is one and the doubles it announces are there. */
function readHead(text: string, key: string): Head | undefined {
  let head: unknown
  try {
    head = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof head !== 'object' || head === null) return undefined
  const { rows, bars, features, numbers, key: found } = head as Partial<Head> & { key?: unknown }
  if (found !== key || !isCount(rows) || !isCount(numbers) || !isNames(bars) || !isNames(features)) return undefined
  return { rows, bars, features, numbers }
}

/** What is wrong with stored bytes, or the history in them. */
export function decodeHistory(key: string, stored: Uint8Array): CachedHistory | string {
  const contentBytes = stored.byteLength - HASH_BYTES
  if (contentBytes < 16 || contentBytes % 16 !== 0) return `truncated to ${stored.byteLength} bytes`
  // Doubles must begin at a multiple of 8, which a view into a larger buffer need not.
  const { buffer, byteOffset } = stored.byteOffset % 8 === 0 ? stored : stored.slice()
  const hash = new TextDecoder().decode(new Uint8Array(buffer, byteOffset + contentBytes, HASH_BYTES))
  const words = new Int32Array(buffer, byteOffset, contentBytes / 4)
  const mark = words[0]!
  const textBytes = words[1]!
  if (mark !== MARK) return 'of another version, or no features'
  if (contentHash(words) !== hash) return 'damaged: its content is not what was written'
  if (textBytes < 0 || 16 + textBytes > contentBytes) return 'malformed'
  const head = readHead(new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 16, textBytes)), key)
  if (head === undefined) return 'of other features or bars'
  const { rows, bars, features, numbers } = head
  const doublesAt = roundUp(16 + textBytes, 8)
  const doubles = (bars.length + features.length) * rows + numbers
  if (roundUp(doublesAt + 8 * doubles, 16) !== contentBytes) return 'malformed'
  const values = new Float64Array(buffer, byteOffset + doublesAt, doubles)
  const columns = (from: number, count: number): Float64Array[] =>
    Array.from({ length: count }, (_, k) => values.subarray((from + k) * rows, (from + k + 1) * rows))
  return {
    bars: growingColumns(bars, columns(0, bars.length), rows),
    features: growingColumns(features, columns(bars.length, features.length), rows),
    state: { rows, numbers: values.subarray((bars.length + features.length) * rows) },
  }
}
