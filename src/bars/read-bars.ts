import { BarcastError, type Bars, throwIfAborted } from '../core/index.js'
import { parseReadOptions, type ReadOptions } from './config.js'
import { CsvParser } from './csv-parser.js'

/** Bytes handed on at once: bounds what a decompressor can make of one piece (at most about 1000 times as much). */
const PIECE_BYTES = 16_384

type Chunks = AsyncGenerator<Uint8Array<ArrayBuffer>>

function refuseSource(found: unknown): never {
  throw new BarcastError(
    'bars/not-bytes',
    `Read bars: needs a Uint8Array or a ReadableStream of them, found ${found === null ? 'null' : typeof found}`,
    {
      value: found,
    },
  )
}

function asBytes(chunk: unknown): Uint8Array<ArrayBuffer> {
  if (!(chunk instanceof Uint8Array)) refuseSource(chunk)
  // A view over shared memory cannot be decoded or decompressed; copy it.
  return chunk.buffer instanceof ArrayBuffer ? (chunk as Uint8Array<ArrayBuffer>) : new Uint8Array(chunk)
}

/** The source in small pieces. A stream that is not read to its end is cancelled. */
async function* pieces(source: Uint8Array | ReadableStream<Uint8Array>): Chunks {
  if (source instanceof Uint8Array) {
    const bytes = asBytes(source)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
    return
  }
  if (typeof source !== 'object' || source === null || typeof source.getReader !== 'function') refuseSource(source)
  const reader = source.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const bytes = asBytes(value)
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** The first two bytes, put back in front of the rest. */
async function peek(chunks: Chunks): Promise<{ magic: Uint8Array; all: Chunks }> {
  let head = new Uint8Array(0)
  while (head.length < 2) {
    const { done, value } = await chunks.next()
    if (done === true) break
    const joined = new Uint8Array(head.length + value.length)
    joined.set(head)
    joined.set(value, head.length)
    head = joined
  }
  async function* all(): Chunks {
    yield head
    yield* chunks
  }
  return { magic: head.subarray(0, 2), all: all() }
}

function gzipError(cause: unknown): BarcastError {
  const reason = cause instanceof Error && cause.message !== '' ? cause.message : 'no more of it'
  return new BarcastError('bars/gzip', `Read bars: gzip data must be whole and unaltered, found ${reason}`, { cause })
}

/** Decompresses as the reader asks for more, so that no more than a few pieces are in memory. */
async function* gunzip(chunks: Chunks): Chunks {
  let failure: unknown
  const compressed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        failure = error
        controller.error(error)
      }
    },
    cancel: async () => void (await chunks.return(undefined)),
  })
  const reader = compressed.pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw failure ?? gzipError(error)
      })
      if (done) return
      yield asBytes(value)
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/**
 * Bars from the bytes of a CSV file or stream (UTF-8), plain or gzip, which its first two bytes tell. Reads piece by piece: neither the
 * text nor the decompressed bytes are ever held as a whole. Everything else is as in {@link parseCsv}.
 *
 * @throws BarcastError `bars/gzip` for truncated or altered gzip data; `bars/too-large` beyond `maxBytes` of text; `bars/utf8`; `bars/not-bytes`;
 * `task/aborted`; and everything that {@link parseCsv} throws. What the stream itself throws is passed on.
 */
export async function readBars(source: Uint8Array | ReadableStream<Uint8Array>, options: ReadOptions = {}): Promise<Bars> {
  const { csv, maxBytes, signal } = parseReadOptions(options)
  const parser = new CsvParser(csv)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const { magic, all } = await peek(pieces(source))
  const text = magic[0] === 0x1f && magic[1] === 0x8b ? gunzip(all) : all
  let bytes = 0
  const decode = (piece?: Uint8Array<ArrayBuffer>): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
    } catch (cause) {
      throw new BarcastError('bars/utf8', `Read bars: text must be UTF-8, found other bytes within the first ${bytes}`, {
        value: bytes,
        cause,
      })
    }
  }
  for await (const piece of text) {
    throwIfAborted(signal, 'Read bars')
    bytes += piece.length
    if (bytes > maxBytes) {
      throw new BarcastError(
        'bars/too-large',
        `Read bars: text must have at most ${maxBytes} bytes, found more; allow them with maxBytes`,
        {
          value: bytes,
          where: { path: 'maxBytes' },
        },
      )
    }
    parser.push(decode(piece))
  }
  parser.push(decode())
  return parser.finish()
}
