import { BarcastError } from '../../core/index.js'

/** Array types that a column may be stored in, the narrowest first; their places are the codes in the file. */
const KINDS = [Uint8Array, Int8Array, Uint16Array, Int16Array, Int32Array, Uint32Array, Float32Array, Float64Array] as const

type Column = InstanceType<(typeof KINDS)[number]>

const STEP = 8
const HEAD = 8
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Turns numbers between the machine's order of bytes and the file's, which is little-endian, in place. */
function orderBytes(column: Column): Column {
  const width = column.BYTES_PER_ELEMENT
  if (LITTLE_ENDIAN || width === 1) return column
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse()
  return column
}

/** The values in the narrowest type that keeps every bit. */
function pack(values: ArrayLike<number>): { kind: number; packed: Column } {
  let kind = 0
  for (;;) {
    const packed = new KINDS[kind]!(values.length)
    let i = 0
    while (i < values.length) {
      packed[i] = values[i]!
      if (!Object.is(packed[i], values[i]) && kind < KINDS.length - 1) break
      i += 1
    }
    if (i === values.length) return { kind, packed }
    kind += 1
  }
}

const padded = (bytes: number): number => Math.ceil(bytes / STEP) * STEP

/** Collects columns: each a head of 8 bytes (code of the type, length) and the numbers, padded to 8 bytes. */
export class ColumnWriter {
  private readonly parts: { kind: number; packed: Column }[] = []
  byteLength = 0

  add(values: ArrayLike<number>): void {
    const part = pack(values)
    this.parts.push(part)
    this.byteLength += HEAD + padded(part.packed.byteLength)
  }

  /** Writes all columns to `bytes`, from `at` on. */
  writeTo(bytes: Uint8Array, at: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let offset = at
    for (const { kind, packed } of this.parts) {
      view.setUint32(offset, kind, true)
      view.setUint32(offset + 4, packed.length, true)
      const { byteLength } = packed
      bytes.set(new Uint8Array(orderBytes(packed).buffer), offset + HEAD)
      offset += HEAD + padded(byteLength)
    }
  }
}

/** Reads what {@link ColumnWriter} wrote, column after column. */
export class ColumnReader {
  private readonly view: DataView

  constructor(
    private readonly bytes: Uint8Array,
    private offset: number,
    private readonly action: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  refuse(name: string, message: string, value: unknown): never {
    throw new BarcastError('boosting/model-bytes', `${this.action}: ${name} at byte ${this.offset}: ${message}`, {
      value,
      where: { path: name },
    })
  }

  /** The next column into a new array of this type; each number must survive it, and there must be `length` of them if that is given. */
  read<T extends Column>(name: string, type: new (length: number) => T, length?: number): T {
    const { bytes, offset, view } = this
    if (offset + HEAD > bytes.length) this.refuse(name, 'bytes must go on, found their end', bytes.length)
    const kind = KINDS[view.getUint32(offset, true)] ?? this.refuse(name, 'type of numbers must be known, found another', bytes[offset])
    const count = view.getUint32(offset + 4, true)
    if (length !== undefined && count !== length) this.refuse(name, `must have ${length} numbers, found ${count}`, count)
    const size = count * kind.BYTES_PER_ELEMENT
    const end = offset + HEAD + padded(size)
    if (end > bytes.length) this.refuse(name, `${count} numbers must fit the bytes, found their end`, count)
    const column = orderBytes(new kind(bytes.slice(offset + HEAD, offset + HEAD + size).buffer))
    const values = new type(count)
    // What every number of one type survives in another needs no look at each.
    if (values instanceof Float64Array || values.constructor === kind || (values instanceof Int32Array && kind.BYTES_PER_ELEMENT < 4)) {
      values.set(column)
      this.offset = end
      return values
    }
    for (let i = 0; i < count; i++) {
      values[i] = column[i]!
      if (!Object.is(values[i], column[i])) this.refuse(name, `number ${i} must fit ${type.name}, found ${column[i]}`, column[i])
    }
    this.offset = end
    return values
  }

  /** Nothing may follow the last column. */
  finish(): void {
    if (this.offset !== this.bytes.length)
      this.refuse('end', `bytes must end here, found ${this.bytes.length - this.offset} more`, this.bytes.length)
  }
}
