import { createRandom, type Random } from '../../core/index.js'
import type { BinnedData } from '../binned-data.js'
import type { ColumnDraws } from '../sampling.js'
import type { XgboostSettings } from './config.js'

const COLUMN_STREAM = 1_000_003

/** Draws each tree's rows, each with the same chance, as XGBoost's `uniform`; the stream of random numbers is our own. */
export class RowDraws {
  private readonly random: Random

  constructor(
    private readonly rows: number,
    private readonly share: number,
    seed: number,
  ) {
    this.random = createRandom(seed)
  }

  /** The rows in the bag of the next tree and those left out, ascending; undefined when all take part. */
  draw(): { bag: Int32Array; rest: Int32Array } | undefined {
    if (this.share === 1) return undefined
    const bag = new Int32Array(this.rows)
    const rest = new Int32Array(this.rows)
    let bagged = 0
    for (let row = 0; row < this.rows; row++) {
      if (this.random.uniform() < this.share) bag[bagged++] = row
      else rest[row - bagged] = row
    }
    return { bag: bag.subarray(0, bagged), rest: rest.subarray(0, this.rows - bagged) }
  }
}

/**
 * Draws columns without replacement: of all for a tree, of those for each of its depths, of those for each node; each time the whole part
 * of the share, and one at least.
 */
export class XgboostColumnDraws implements ColumnDraws {
  private readonly random: Random
  private readonly all: Int32Array
  private ofTree: Int32Array
  private readonly ofDepth = new Map<number, Int32Array>()
  /** Position among the features that splits may use, or −1. */
  private readonly position: Int32Array

  constructor(
    private readonly data: BinnedData,
    private readonly settings: XgboostSettings,
  ) {
    this.random = createRandom(settings.seed + COLUMN_STREAM)
    const columns = data.featureInfos.length
    this.all = Int32Array.from({ length: columns }, (_, column) => column)
    this.ofTree = this.all
    this.position = new Int32Array(columns).fill(-1)
    data.features.forEach(({ column }, position) => {
      this.position[column] = position
    })
  }

  private sample(among: Int32Array, share: number): Int32Array {
    if (share === 1) return among
    const count = Math.max(1, Math.floor(share * among.length))
    return this.random.shuffle(among.slice()).subarray(0, count)
  }

  private mask(columns: Int32Array): Uint8Array {
    const mask = new Uint8Array(this.data.features.length)
    for (const column of columns) if (this.position[column]! >= 0) mask[this.position[column]!] = 1
    return mask
  }

  drawForTree(): Uint8Array {
    this.ofDepth.clear()
    this.ofTree = this.sample(this.all, this.settings.colsampleBytree)
    return this.mask(this.ofTree)
  }

  drawForNode(depth: number, allowed?: Uint8Array): Uint8Array {
    const known = this.ofDepth.get(depth)
    const ofDepth = known ?? this.sample(this.ofTree, this.settings.colsampleBylevel)
    if (known === undefined) this.ofDepth.set(depth, ofDepth)
    const mask = this.mask(this.sample(ofDepth, this.settings.colsampleBynode))
    return allowed === undefined ? mask : mask.map((drawn, position) => drawn & allowed[position]!)
  }
}
