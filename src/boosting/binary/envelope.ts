import { checksum } from '../../core/index.js'

/** A byte no text begins with, the name, and both line ends, so that a transfer as text is noticed at once; as in PNG. */
export const MAGIC = Uint8Array.of(0x89, 0x62, 0x63, 0x62, 0x0d, 0x0a, 0x1a, 0x0a)
export const VERSION = 1
/** Magic, version, length of all, checksum of what follows (as two words), length of the header's JSON. */
export const [AT_VERSION, AT_LENGTH, AT_CHECKSUM, AT_HEADER, AT_TEXT] = [8, 12, 16, 24, 28] as const

/** The checksum of everything after itself, as two words. */
export function checksumWords(bytes: Uint8Array): [number, number] {
  const digits = checksum(bytes.subarray(AT_HEADER))
  return [Number.parseInt(digits.slice(0, 8), 16), Number.parseInt(digits.slice(8), 16)]
}

/** Where the columns begin, after a header of this many bytes. */
export const columnsFrom = (textLength: number): number => Math.ceil((AT_TEXT + textLength) / 8) * 8
