type Part = Uint8Array | Uint16Array | Uint32Array | Float64Array

const ALIGNMENT = 16

/** Tables one after the other, as a kernel finds them in its memory. */
export class Layout {
  private readonly parts: { at: number; part: Part }[] = []
  /** Bytes so far. */
  size = 0

  /** @returns the table's offset */
  add(part: Part): number {
    const at = this.reserve(part.byteLength)
    this.parts.push({ at, part })
    return at
  }

  /** Room for `bytes` bytes that a kernel writes; they begin as zeros. */
  reserve(bytes: number): number {
    const at = this.size
    this.size = at + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
    return at
  }

  writeTo(target: Uint8Array): void {
    target.fill(0)
    for (const { at, part } of this.parts) target.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
  }
}
