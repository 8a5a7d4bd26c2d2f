/** Histograms of leaves that may still be split. As many as the arena has room for stand in it; further ones wait outside. */
export class HistogramPool {
  private free: number[] = []
  private size = 0
  /** Per slot: 0 where no split of the feature gained anything, so that the leaf's children need not search it. */
  private readonly flags: Uint8Array[] = []
  private readonly outside = new Map<number, Uint8Array<ArrayBuffer>>()

  /**
   * @param at address of `room` histograms and of two more, in which those from outside are worked on
   * @param bytes of one histogram
   */
  constructor(
    private readonly buffer: ArrayBuffer,
    private readonly at: number,
    private readonly room: number,
    private readonly bytes: number,
    private readonly features: number,
  ) {}

  /** Forgets all histograms. */
  clear(): void {
    this.free = Array.from({ length: this.size }, (_, slot) => this.size - 1 - slot)
  }

  take(): number {
    const slot = this.free.pop()
    if (slot !== undefined) return slot
    this.flags.push(new Uint8Array(this.features))
    return this.size++
  }

  release(slot: number): void {
    this.free.push(slot)
  }

  splittable(slot: number): Uint8Array {
    return this.flags[slot]!
  }

  /** The address of a histogram; `desk` (0 or 1) is where it comes to lie if it stands outside, until {@link close}. */
  open(slot: number, desk: 0 | 1): number {
    if (slot < this.room) return this.at + slot * this.bytes
    const at = this.at + (this.room + desk) * this.bytes
    const kept = this.outside.get(slot)
    if (kept !== undefined) new Uint8Array(this.buffer, at, this.bytes).set(kept)
    return at
  }

  /** Puts an opened histogram away. */
  close(slot: number, desk: 0 | 1): void {
    if (slot < this.room) return
    const kept = this.outside.get(slot) ?? new Uint8Array(this.bytes)
    kept.set(new Uint8Array(this.buffer, this.at + (this.room + desk) * this.bytes, this.bytes))
    this.outside.set(slot, kept)
  }
}
