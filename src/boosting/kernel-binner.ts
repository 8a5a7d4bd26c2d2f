import type { BinMapper } from './bin-mapper.js'
import { type BinCodes, type Binner, binOfNan } from './binner.js'
import type { Distinct } from './distinct-values.js'
import { compileKernel, instantiateKernel, PAGE_BYTES } from './kernel.js'
import { code } from './kernels/bin.wasm.js'

interface BinKernel {
  findDistinct(values: number, count: number, spare: number, next: number, ends: number, result: number): number
  writeCodes(values: number, count: number, bounds: number, half: number, nanBin: number, codes: number, wide: number): void
}

/** Rows that are copied into the kernel's memory at once: they stay in the nearest cache but one. */
const BLOCK_ROWS = 8192
/** The kernel reads and writes up to seven values more than asked for. */
const SPARE_ROWS = 8
const COUNTER_BYTES = 8192
const RESULT_BYTES = 64
const MOST_BOUNDS = 65_536

/** Bins values in WebAssembly. */
export class KernelBinner implements Binner {
  private readonly memory: WebAssembly.Memory
  private readonly kernel: BinKernel
  private readonly rows: number
  private readonly spare: number
  private readonly ends: number
  private readonly counters: number
  private readonly result: number
  private readonly bounds: number
  private readonly codes: number
  private encoded: BinMapper | undefined
  private half = 1

  private constructor(module: WebAssembly.Module, rows: number) {
    this.rows = Math.max(rows, BLOCK_ROWS) + SPARE_ROWS
    // Values lie at 0.
    this.spare = 8 * this.rows
    this.bounds = 16 * this.rows
    this.ends = this.bounds + 8 * MOST_BOUNDS
    this.counters = this.ends + 4 * this.rows
    this.result = this.counters + COUNTER_BYTES
    this.codes = this.result + RESULT_BYTES
    const bytes = this.codes + 2 * (BLOCK_ROWS + SPARE_ROWS)
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) })
    this.kernel = instantiateKernel(module, this.memory) as unknown as BinKernel
  }

  /** A binner for samples of up to `rows` rows; undefined where kernels do not run, or memory for so many is not to be had. */
  static create(rows: number): KernelBinner | undefined {
    const module = compileKernel(code)
    if (module === undefined) return undefined
    try {
      return new KernelBinner(module, rows)
    } catch {
      return undefined
    }
  }

  sample(rows: number): Float64Array {
    return new Float64Array(this.memory.buffer, 0, rows)
  }

  distinct(sample: Float64Array): Distinct {
    const { buffer } = this.memory
    if (sample.buffer !== buffer) this.sample(sample.length).set(sample)
    this.encoded = undefined
    const size = this.kernel.findDistinct(0, sample.length, this.spare, this.counters, this.ends, this.result)
    const [at, kept, nans, longest] = new Int32Array(buffer, this.result, 4) as unknown as [number, number, number, number]
    const values = new Float64Array(buffer, at, size)
    const ends = new Int32Array(buffer, this.ends, size)
    return { values, ends, size, kept, nans, longest: size === 0 ? 0 : longest }
  }

  encode(mapper: BinMapper, values: Float64Array, codes: BinCodes, at: number): void {
    if (this.encoded !== mapper) this.takeBounds(mapper)
    const { buffer } = this.memory
    const wide = codes instanceof Uint16Array
    const nanBin = binOfNan(mapper)
    for (let from = 0; from < values.length; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, values.length - from)
      this.sample(count).set(values.subarray(from, from + count))
      this.kernel.writeCodes(0, count, this.bounds, this.half, nanBin, this.codes, wide ? 1 : 0)
      codes.set(wide ? new Uint16Array(buffer, this.codes, count) : new Uint8Array(buffer, this.codes, count), at + from)
    }
  }

  /** The bounds but the last, which no value exceeds, filled up to a power of two. */
  private takeBounds(mapper: BinMapper): void {
    const { upperBounds } = mapper
    this.half = 1
    while (2 * this.half < upperBounds.length) this.half *= 2
    const bounds = new Float64Array(this.memory.buffer, this.bounds, 2 * this.half)
    bounds.fill(Infinity)
    bounds.set(upperBounds)
    this.encoded = mapper
  }
}
