import { PAGE_BYTES } from '../kernel.js'

const MOST_PAGES = 65_536

/** True if WebAssembly can address so much. */
export function fitsArena(bytes: number): boolean {
  return bytes <= MOST_PAGES * PAGE_BYTES
}

/**
 * One WebAssembly memory, handed out from its start. Its size is fixed, because growing would detach every view of it; pages that are
 * never written cost no memory.
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  private used = 16
  private readonly bytes: number

  /**
   * @param shared for several threads
   * @throws RangeError where the runtime has no such memory to give.
   */
  constructor(bytes: number, shared = false) {
    const pages = Math.ceil((bytes + 16) / PAGE_BYTES)
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
    this.bytes = pages * PAGE_BYTES
  }

  /** True if other threads see it too. */
  get isShared(): boolean {
    return typeof SharedArrayBuffer !== 'undefined' && (this.memory.buffer as object) instanceof SharedArrayBuffer
  }

  get buffer(): ArrayBuffer {
    return this.memory.buffer as ArrayBuffer
  }

  /** The address of `bytes` fresh bytes, a multiple of 16; −1 if they are not there. */
  tryTake(bytes: number): number {
    const at = this.used
    const end = at + roundUp(bytes)
    if (end > this.bytes) return -1
    this.used = end
    return at
  }

  take(bytes: number): number {
    const at = this.tryTake(bytes)
    if (at < 0) throw new RangeError(`Arena: ${bytes} more bytes asked for than were planned`)
    return at
  }
}

/** To the next multiple of 16. */
export function roundUp(bytes: number): number {
  return Math.ceil(bytes / 16) * 16
}
