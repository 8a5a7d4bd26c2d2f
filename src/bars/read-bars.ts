import { BarcastError, type Bars, throwIfAborted } from '../core/index.js'
import { type ByteSource, byteSource, decompressed } from './byte-source.js'
import { type CsvOptions, parseReadOptions, type ReadOptions } from './config.js'
import { CsvParser } from './csv-parser.js'
import { JsonParser } from './json-parser.js'

/** Space before the first character, in characters, after which a text is not JSON. */
const MOST_BLANK = 65_536

/** Reads text whose first character tells the format: JSON begins with a bracket, CSV never does. */
class TextParser {
  private parser: CsvParser | JsonParser | undefined
  private blank = ''

  constructor(private readonly options: CsvOptions) {}

  push(piece: string): void {
    const text = this.blank + piece
    this.blank = ''
    this.parser ??= this.parserFor(text)
    if (this.parser === undefined) this.blank = text
    else this.parser.push(text)
  }

  finish(): Bars {
    return (this.parser ?? new CsvParser(this.options)).finish()
  }

  /** Undefined while there is nothing but a little space. */
  private parserFor(piece: string): CsvParser | JsonParser | undefined {
    const { delimiter, hasHeader, ...options } = this.options
    const first = /[^\s\ufeff]/.exec(piece)?.[0]
    if (first === undefined && piece.length < MOST_BLANK) return undefined
    const isJson = (first === '[' || first === '{') && delimiter === undefined && hasHeader === undefined
    return isJson ? new JsonParser(options) : new CsvParser(this.options)
  }
}

async function parseBytes(source: ByteSource, parser: TextParser, maxBytes: number): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
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
  for (let piece = await source.next(); piece !== undefined; piece = await source.next()) {
    bytes += piece.length
    if (bytes > maxBytes) {
      throw new BarcastError('bars/too-large', `Read bars: text must have at most ${maxBytes} bytes, found more; maxBytes allows them`, {
        value: bytes,
        where: { path: 'maxBytes' },
      })
    }
    parser.push(decode(piece))
  }
  parser.push(decode())
}

/**
 * Bars from the bytes of a CSV or JSON file or stream (UTF-8), plain or gzip, which its first two bytes tell. Reads piece by piece: neither
 * the text nor the decompressed bytes are ever held as a whole (but for JSON that is one object of columns). A text that begins with a
 * bracket is JSON, unless `delimiter` or `hasHeader` states that it is CSV. A stream that is not read to its end is cancelled. Everything
 * else is as in {@link parseCsv} and `parseJson`.
 *
 * @throws BarcastError `bars/gzip` for truncated or altered gzip data (also for several gzip files in one, where the runtime reads one
 * only); `bars/too-large` beyond `maxBytes` of text; `bars/utf8`; `bars/not-bytes`; `task/aborted`; and everything that {@link parseCsv}
 * and `parseJson` throw. What the stream itself throws is passed on.
 */
export async function readBars(source: Uint8Array | ReadableStream<Uint8Array>, options: ReadOptions = {}): Promise<Bars> {
  const { csv, maxBytes, signal } = parseReadOptions(options)
  throwIfAborted(signal, 'Read bars')
  const parser = new TextParser(csv)
  const input = byteSource(source)
  let text = input
  // Ends a read that waits for a stream, so that the signal is seen at once.
  const stop = (): void => void text.cancel()
  signal?.addEventListener('abort', stop)
  try {
    text = await decompressed(input)
    await parseBytes(text, parser, maxBytes)
    throwIfAborted(signal, 'Read bars')
  } catch (error) {
    throwIfAborted(signal, 'Read bars')
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    await text.cancel()
  }
  return parser.finish()
}
