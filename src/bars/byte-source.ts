import { BarcastError } from '../core/index.js'

/** Bytes handed on at once: bounds what a decompressor can make of one piece (at most about 1000 times as much). */
const PIECE_BYTES = 16_384

type Bytes = Uint8Array<ArrayBuffer>

/** Bytes in small pieces, read as they are asked for. */
export interface ByteSource {
  /** The next piece, or undefined at the end. */
  next(): Promise<Bytes | undefined>
  /** Lets go of the source; a read that waits ends. Safe to call more than once. */
  cancel(): Promise<void>
}

function refuseSource(found: unknown): never {
  throw new BarcastError(
    'bars/not-bytes',
    `Read bars: needs a Uint8Array or a ReadableStream of them, found ${found === null ? 'null' : typeof found}`,
    { value: found },
  )
}

function asBytes(chunk: unknown): Bytes {
  if (!(chunk instanceof Uint8Array)) return refuseSource(chunk)
  // Views over shared memory can be neither decoded nor decompressed; they are copied.
  return chunk.buffer instanceof ArrayBuffer ? (chunk as Bytes) : new Uint8Array(chunk)
}

/** The pieces of bytes, or of a stream's chunks. @throws BarcastError `bars/not-bytes`. */
export function byteSource(input: Uint8Array | ReadableStream<Uint8Array>): ByteSource {
  const isBytes = input instanceof Uint8Array
  if (!isBytes && (typeof input !== 'object' || input === null || typeof input.getReader !== 'function')) refuseSource(input)
  const reader = isBytes ? undefined : input.getReader()
  let chunk: Bytes = isBytes ? asBytes(input) : new Uint8Array(0)
  return {
    async next() {
      while (chunk.length === 0) {
        const read = await reader?.read()
        if (read === undefined || read.done) return undefined
        chunk = asBytes(read.value)
      }
      const piece = chunk.subarray(0, PIECE_BYTES)
      chunk = chunk.subarray(PIECE_BYTES)
      return piece
    },
    cancel: async () => {
      await reader?.cancel().catch(() => undefined)
    },
  }
}

function gzipError(cause: unknown): BarcastError {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : 'a fault'
  return new BarcastError('bars/gzip', `Read bars: gzip data must be whole and unaltered, found ${reason}`, { cause })
}

/**
 * The decompressed pieces of a source of gzip data. The next compressed piece is read only when the last one is through, so that little
 * is in memory whatever the queues of the runtime's own stream hold.
 */
export function gunzip(source: ByteSource): ByteSource {
  const { readable, writable } = new DecompressionStream('gzip')
  const reader = readable.getReader()
  const writer = writable.getWriter()
  let sourceFailure: { error: unknown } | undefined
  const nextCompressed = (): Promise<Bytes | undefined> =>
    source.next().catch((error: unknown) => {
      sourceFailure = { error }
      throw error
    })
  const pump = async (): Promise<void> => {
    for (let piece = await nextCompressed(); piece !== undefined; piece = await nextCompressed()) await writer.write(piece)
    await writer.close()
  }
  // A fault of the data also reaches the reader; a fault of the source is passed to it by the abort.
  pump().catch((error: unknown) => writer.abort(error).catch(() => undefined))
  return {
    async next() {
      try {
        const { done, value } = await reader.read()
        return done ? undefined : asBytes(value)
      } catch (error) {
        throw sourceFailure === undefined ? gzipError(error) : sourceFailure.error
      }
    },
    cancel: async () => {
      await Promise.allSettled([reader.cancel(), source.cancel()])
    },
  }
}

/** Decompresses when the first two bytes are gzip's. */
export async function decompressed(source: ByteSource): Promise<ByteSource> {
  let head: Bytes = new Uint8Array(0)
  while (head.length < 2) {
    const piece = await source.next()
    if (piece === undefined) break
    const joined = new Uint8Array(head.length + piece.length)
    joined.set(head)
    joined.set(piece, head.length)
    head = joined
  }
  let waiting: Bytes | undefined = head
  const whole: ByteSource = {
    async next() {
      const first = waiting
      waiting = undefined
      return first ?? source.next()
    },
    cancel: () => source.cancel(),
  }
  return head[0] === 0x1f && head[1] === 0x8b ? gunzip(whole) : whole
}
