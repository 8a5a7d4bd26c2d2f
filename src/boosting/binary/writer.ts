import type { BoosterParts } from '../booster.js'
import { ColumnWriter } from './columns.js'
import { AT_CHECKSUM, AT_HEADER, AT_LENGTH, AT_TEXT, AT_VERSION, checksumWords, columnsFrom, MAGIC, VERSION } from './envelope.js'
import { writeHeader } from './header.js'
import { writeTrees } from './tree-columns.js'

/**
 * A model as bytes, little-endian: magic, format version, length, checksum, a header of JSON (padded to 8 bytes), then the start scores of
 * models that sum in float32 and the arrays of all trees, each in the narrowest type of numbers that keeps every bit.
 */
export function writeBytes(parts: BoosterParts): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(writeHeader(parts))
  const columns = new ColumnWriter()
  columns.add(parts.float32?.startScores ?? [])
  writeTrees(parts.trees, columns)
  const from = columnsFrom(text.length)
  const bytes = new Uint8Array(from + columns.byteLength)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  bytes.set(text, AT_TEXT)
  columns.writeTo(bytes, from)
  view.setUint32(AT_VERSION, VERSION, true)
  view.setUint32(AT_LENGTH, bytes.length, true)
  view.setUint32(AT_HEADER, text.length, true)
  checksumWords(bytes).forEach((word, i) => {
    view.setUint32(AT_CHECKSUM + 4 * i, word, true)
  })
  return bytes
}
