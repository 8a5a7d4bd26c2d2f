import type { GradientSizes } from '../gradient-grid.js'
import type { KernelLoss } from '../objective.js'
import type { Arena } from './arena.js'

/** Bytes of the table that tells the threads of a pass over the rows; it stands behind that of a split. */
export const ROW_JOB_BYTES = 128
/** Rows whose sums are kept apart. */
const BLOCK_ROWS = 4096
/** Numbers of a block: absolute sum and greatest size of gradients, then of hessians. */
const BLOCK_NUMBERS = 4

/** Bytes that the passes take of the arena. */
export function rowJobBytes(rows: number): number {
  return 8 * BLOCK_NUMBERS * Math.ceil(rows / BLOCK_ROWS) + 64
}

/** Where the rows' numbers stand. */
export interface LossAddresses {
  scores: number
  labels: number
  weights: number
  /** The table of the exponential function. */
  table: number
  /** Room of 16 bytes per class and thread. */
  powers: number
  gradients: number
  hessians: number
}

/** Any label above 0 is positive. */
export const ABOVE_ZERO = -1

/** Passes over all rows, each thread its share; sums are taken block by block and do not depend on the number of threads. */
export class RowJob {
  private readonly words: Uint32Array
  private readonly numbers: Float64Array
  private readonly sums: Float64Array

  constructor(
    arena: Arena,
    at: number,
    rows: number,
    private readonly run: (command: string) => void,
  ) {
    this.words = new Uint32Array(arena.buffer, at, 16)
    this.numbers = new Float64Array(arena.buffer, at + 64, 8)
    const length = BLOCK_NUMBERS * Math.ceil(rows / BLOCK_ROWS)
    this.sums = new Float64Array(arena.buffer, arena.take(8 * length), length)
    this.words[0] = rows
    this.words[4] = this.sums.byteOffset
  }

  writeGradients(loss: KernelLoss, at: LossAddresses): void {
    const { words, numbers } = this
    words[1] = at.gradients
    words[2] = at.hessians
    words[7] = at.scores
    words[8] = at.labels
    words[9] = at.weights
    words[10] = at.table
    words[11] = at.powers
    if (loss.kind === 'softmax') {
      words[5] = 1
      words[6] = loss.classes
      numbers[2] = loss.classes / (loss.classes - 1)
    } else {
      words[5] = 0
      numbers.set([loss.positive ?? ABOVE_ZERO, loss.sigmoid, loss.positiveWeight, loss.negativeWeight], 2)
    }
    this.run('writeGradients')
  }

  measure(gradients: number, hessians: number): GradientSizes {
    this.words[1] = gradients
    this.words[2] = hessians
    this.run('measureShare')
    const sizes = { gradientSum: 0, gradientMost: 0, hessianSum: 0, hessianMost: 0 }
    for (let k = 0; k < this.sums.length; k += BLOCK_NUMBERS) {
      sizes.gradientSum += this.sums[k]!
      sizes.gradientMost = Math.max(sizes.gradientMost, this.sums[k + 1]!)
      sizes.hessianSum += this.sums[k + 2]!
      sizes.hessianMost = Math.max(sizes.hessianMost, this.sums[k + 3]!)
    }
    return sizes
  }

  /** Packs what was measured last into words. */
  pack(gradientScale: number, hessianScale: number, words: number): void {
    this.numbers[0] = gradientScale
    this.numbers[1] = hessianScale
    this.words[3] = words
    this.run('packShare')
  }

  /** Copies the words of the row numbers at `rows` side by side. */
  gather(words: number, rows: number, count: number, to: number): void {
    this.words[3] = words
    this.words[12] = rows
    this.words[13] = to
    this.words[14] = count
    this.run('gatherShare')
  }
}
