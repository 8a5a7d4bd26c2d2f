import { roundCount } from './constants.js'
import { LightgbmRandom } from './lightgbm-random.js'

const BLOCK_ROWS = 1024

/** Draws the rows of each round without replacement; every block of 1,024 rows has its own generator, as in LightGBM. */
export class RowSampler {
  private readonly generators: LightgbmRandom[] = []
  private drawn: { bag: Int32Array; rest: Int32Array } | undefined
  private readonly active: boolean

  constructor(
    private readonly rows: number,
    private readonly fraction: number,
    private readonly frequency: number,
    seed: number,
  ) {
    this.active = fraction < 1 && frequency > 0
    if (!this.active) return
    for (let block = 0; block * BLOCK_ROWS < rows; block++) this.generators.push(new LightgbmRandom(seed + block))
  }

  /** True if two rounds may see different rows. */
  get isRandom(): boolean {
    return this.active
  }

  /** The rows in the bag of round `round` and those left out, ascending; undefined when all rows take part. */
  draw(round: number): { bag: Int32Array; rest: Int32Array } | undefined {
    if (!this.active) return undefined
    // Once a draw has taken every row, LightGBM draws no more.
    const mayRedraw = this.drawn === undefined || this.drawn.bag.length < this.rows
    if (this.drawn === undefined || (mayRedraw && round % this.frequency === 0)) this.drawn = this.redraw()
    return this.drawn
  }

  private redraw(): { bag: Int32Array; rest: Int32Array } {
    const bag = new Int32Array(this.rows)
    const rest = new Int32Array(this.rows)
    let bagged = 0
    let left = 0
    for (let row = 0; row < this.rows; row++) {
      if (this.generators[(row / BLOCK_ROWS) | 0]!.float() < this.fraction) bag[bagged++] = row
      else rest[left++] = row
    }
    return { bag: bag.subarray(0, bagged), rest: rest.subarray(0, left) }
  }
}

/** Which columns a tree and its nodes may use: a 1 for each feature. */
export interface ColumnDraws {
  drawForTree(): Uint8Array
  drawForNode(depth: number): Uint8Array
}

/** Draws the columns of each tree and each node; one generator for both. */
export class ColumnSampler implements ColumnDraws {
  private readonly random: LightgbmRandom
  private readonly all: Uint8Array
  private ofTree: Int32Array

  /** @param features number of features that splits may use; others are not counted */
  constructor(
    private readonly features: number,
    private readonly fraction: number,
    private readonly nodeFraction: number,
    seed: number,
  ) {
    this.random = new LightgbmRandom(seed)
    this.all = new Uint8Array(features).fill(1)
    this.ofTree = Int32Array.from({ length: features }, (_, i) => i)
    // LightGBM draws once before the first tree and does not use it.
    this.drawForTree()
  }

  /** True if two rounds may see different columns. */
  get isRandom(): boolean {
    return this.fraction < 1 || this.nodeFraction < 1
  }

  private count(of: number, fraction: number): number {
    return Math.max(Math.min(1, of), roundCount(of * fraction))
  }

  private mask(chosen: Int32Array): Uint8Array {
    const mask = new Uint8Array(this.features)
    for (const feature of chosen) mask[feature] = 1
    return mask
  }

  /** A 1 for each feature that the next tree may use. */
  drawForTree(): Uint8Array {
    if (this.fraction >= 1) return this.all
    this.ofTree = this.random.sample(this.features, this.count(this.features, this.fraction))
    return this.mask(this.ofTree)
  }

  /** A 1 for each feature of the tree that the next node may use. */
  drawForNode(): Uint8Array {
    if (this.nodeFraction >= 1) return this.all
    const among = this.ofTree
    return this.mask(this.random.sample(among.length, this.count(among.length, this.nodeFraction)).map((i) => among[i]!))
  }
}
