import { formatFloat32 } from './float32.js'

/**
 * What a model file is made from. Typed arrays say how UBJSON stores their numbers: Float64Array is written as 64-bit integers. Plain
 * numbers are whole.
 */
export type Content =
  | string
  | number
  | Uint8Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly Content[]
  | { readonly [key: string]: Content }

/** XGBoost keeps its objects in the order of their names. */
function entriesOf(content: object): [string, Content][] {
  return Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))
}

/** XGBoost's JSON; infinite numbers are spelt `Infinity`, as it does. */
export function writeJson(content: Content): string {
  if (typeof content === 'string') return JSON.stringify(content)
  if (typeof content === 'number') return String(content)
  if (content instanceof Float32Array) return `[${Array.from(content, formatFloat32).join(',')}]`
  if (ArrayBuffer.isView(content)) return `[${content.join(',')}]`
  if (Array.isArray(content)) return `[${content.map(writeJson).join(',')}]`
  return `{${entriesOf(content)
    .map(([key, value]) => `${JSON.stringify(key)}:${writeJson(value)}`)
    .join(',')}}`
}

const encoder = new TextEncoder()

/** Appends bytes to a buffer that doubles when full. */
class ByteWriter {
  private bytes = new Uint8Array(4096)
  private view = new DataView(this.bytes.buffer)
  private length = 0

  /** Room for so many bytes; it may replace the buffer. */
  private reserve(count: number): number {
    const at = this.length
    this.length += count
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.bytes.length))
      larger.set(this.bytes)
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    }
    return at
  }

  letters(text: string): void {
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i))
  }

  integer64(value: number): void {
    const at = this.reserve(8)
    this.view.setBigInt64(at, BigInt(value))
  }

  integer32(value: number): void {
    const at = this.reserve(4)
    this.view.setInt32(at, value)
  }

  float32(value: number): void {
    const at = this.reserve(4)
    this.view.setFloat32(at, value)
  }

  byte(value: number): void {
    const at = this.reserve(1)
    this.bytes[at] = value
  }

  /** A string with its length before it. */
  text(value: string): void {
    const encoded = encoder.encode(value)
    this.letters('L')
    this.integer64(encoded.length)
    const at = this.reserve(encoded.length)
    this.bytes.set(encoded, at)
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length)
  }
}

function writeNumbers(content: Uint8Array | Int32Array | Float32Array | Float64Array, out: ByteWriter): void {
  const letter = content instanceof Float32Array ? 'd' : content instanceof Float64Array ? 'L' : content instanceof Int32Array ? 'l' : 'U'
  out.letters(`[$${letter}#L`)
  out.integer64(content.length)
  for (let i = 0; i < content.length; i++) {
    if (letter === 'd') out.float32(content[i]!)
    else if (letter === 'L') out.integer64(content[i]!)
    else if (letter === 'l') out.integer32(content[i]!)
    else out.byte(content[i]!)
  }
}

function writeValue(content: Content, out: ByteWriter): void {
  if (typeof content === 'string') {
    out.letters('S')
    out.text(content)
  } else if (typeof content === 'number') {
    out.letters('l')
    out.integer32(content)
  } else if (ArrayBuffer.isView(content)) writeNumbers(content as Float32Array, out)
  else if (Array.isArray(content)) {
    out.letters('[#L')
    out.integer64(content.length)
    for (const value of content as readonly Content[]) writeValue(value, out)
  } else {
    out.letters('{')
    for (const [key, value] of entriesOf(content)) {
      out.text(key)
      writeValue(value, out)
    }
    out.letters('}')
  }
}

/** Universal Binary JSON in XGBoost's dialect: big-endian, lengths of 64 bits, lists of numbers with their type. */
export function writeUbjson(content: Content): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  writeValue(content, out)
  return out.finish()
}
