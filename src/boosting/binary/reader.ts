import { BarcastError } from '../../core/index.js'
import { type Booster, createBooster } from '../booster.js'
import { classesOf } from '../link.js'
import { ColumnReader } from './columns.js'
import { AT_CHECKSUM, AT_HEADER, AT_LENGTH, AT_TEXT, AT_VERSION, checksumWords, columnsFrom, MAGIC, VERSION } from './envelope.js'
import { readHeader } from './header.js'
import { readTrees } from './tree-columns.js'

const ACTION = 'Read booster'

function refuse(path: string, message: string, value: unknown, code = 'boosting/model-bytes'): never {
  throw new BarcastError(code, `${ACTION}: ${path}: ${message}`, { value, where: { path } })
}

/** The envelope: everything that shows damage before the content is looked at. Returns the header's length. */
function checkEnvelope(bytes: Uint8Array): number {
  if (bytes.length < AT_TEXT || MAGIC.some((byte, i) => bytes[i] !== byte))
    refuse('magic', 'bytes must begin as toBytes writes them, found others', [...bytes.subarray(0, MAGIC.length)])
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = view.getUint32(AT_VERSION, true)
  if (version !== VERSION) refuse('formatVersion', `must be ${VERSION}, found ${version}`, version, 'boosting/unsupported-model')
  const length = view.getUint32(AT_LENGTH, true)
  if (length !== bytes.length) refuse('length', `must be the ${length} bytes that were written, found ${bytes.length}`, bytes.length)
  checksumWords(bytes).forEach((word, i) => {
    const stated = view.getUint32(AT_CHECKSUM + 4 * i, true)
    if (stated !== word) refuse('checksum', `must be that of the bytes, ${word}, found ${stated}`, stated)
  })
  const header = view.getUint32(AT_HEADER, true)
  if (columnsFrom(header) > bytes.length) refuse('header', `its ${header} bytes must fit, found the end of the bytes`, header)
  return header
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuse('header', 'must be UTF-8, found other bytes', bytes.length)
  }
}

/**
 * Reads a model that {@link Booster.toBytes} wrote. Predictions, importances and texts are the same bits as before.
 *
 * @throws BarcastError `boosting/model-bytes` with the part and the reason for bytes of something else, truncated or damaged ones,
 * `boosting/unsupported-model` for a newer format.
 */
export function parseBooster(bytes: Uint8Array): Booster {
  if (!(bytes instanceof Uint8Array)) return refuse('bytes', `must be a Uint8Array, found ${typeof bytes}`, bytes)
  const length = checkEnvelope(bytes)
  const { treeCount, isFloat32, ...parts } = readHeader(decodeText(bytes.subarray(AT_TEXT, AT_TEXT + length)), (message, value) =>
    refuse('header', `${message}, found ${JSON.stringify(value)?.slice(0, 60)}`, value),
  )
  const columns = new ColumnReader(bytes, columnsFrom(length), ACTION)
  const startScores = columns.read('startScores', Float32Array, isFloat32 ? classesOf(parts.link) : 0)
  if (!startScores.every(Number.isFinite)) columns.refuse('startScores', 'must be finite numbers', startScores)
  const trees = readTrees(columns, treeCount, parts.featureNames.length)
  columns.finish()
  return createBooster({ ...parts, trees, ...(isFloat32 ? { float32: { startScores } } : {}) })
}
