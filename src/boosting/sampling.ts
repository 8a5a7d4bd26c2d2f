import { roundCount } from './constants.js'
import { LightgbmRandom } from './lightgbm-random.js'

/** Rows that share a generator. */
export const BLOCK_ROWS = 1024

/** The rows that a round learns from and the others, each ascending. */
export interface RowDraw {
  readonly bag: Int32Array
  readonly rest: Int32Array
  /** The queries that were drawn, ascending, where whole queries are. */
  readonly queries?: Int32Array
}

export interface RowSamplerSettings {
  baggingFraction: number
  baggingFreq: number
  posBaggingFraction: number
  negBaggingFraction: number
  baggingByQuery: boolean
  baggingSeed: number
}

/** What rows are drawn by. */
export interface RowStrata {
  rows: number
  /** Labels of a two-class objective, whose classes may have shares of their own. */
  binaryLabels?: Float32Array
  /** First row of each query and the number of rows. */
  queryBoundaries?: Int32Array
}

/** Draws the rows of each round without replacement; every block of 1,024 rows (or queries) has its own generator, as in LightGBM. */
export class RowSampler {
  private readonly generators: LightgbmRandom[] = []
  private drawn: RowDraw | undefined
  private readonly active: boolean
  private readonly byClass: boolean

  constructor(
    private readonly strata: RowStrata,
    private readonly settings: RowSamplerSettings,
  ) {
    const { baggingFraction, baggingFreq, posBaggingFraction, negBaggingFraction, baggingSeed } = settings
    this.byClass = (posBaggingFraction < 1 || negBaggingFraction < 1) && strata.binaryLabels?.some((label) => label > 0) === true
    this.active = (baggingFraction < 1 || this.byClass) && baggingFreq > 0
    if (!this.active) return
    for (let block = 0; block * BLOCK_ROWS < strata.rows; block++) this.generators.push(new LightgbmRandom(baggingSeed + block))
  }

  /** True if two rounds may see different rows. */
  get isRandom(): boolean {
    return this.active
  }

  /** The rows of round `round`; undefined when all take part. */
  draw(round: number): RowDraw | undefined {
    if (!this.active) return undefined
    // Once a draw has taken every row, LightGBM draws no more.
    const mayRedraw = this.drawn === undefined || this.drawn.bag.length < this.strata.rows
    if (this.drawn === undefined || (mayRedraw && round % this.settings.baggingFreq === 0)) this.drawn = this.redraw()
    return this.drawn
  }

  private redraw(): RowDraw {
    const { rows, queryBoundaries, binaryLabels } = this.strata
    const { baggingFraction, posBaggingFraction, negBaggingFraction, baggingByQuery } = this.settings
    if (baggingByQuery && queryBoundaries !== undefined) return this.drawQueries(queryBoundaries, baggingFraction)
    if (!this.byClass) return this.pick(rows, () => baggingFraction)
    return this.pick(rows, (row) => (binaryLabels![row]! > 0 ? posBaggingFraction : negBaggingFraction))
  }

  private pick(count: number, shareOf: (i: number) => number): RowDraw {
    const bag = new Int32Array(count)
    const rest = new Int32Array(count)
    let bagged = 0
    for (let i = 0; i < count; i++) {
      if (this.generators[(i / BLOCK_ROWS) | 0]!.float() < shareOf(i)) bag[bagged++] = i
      else rest[i - bagged] = i
    }
    return { bag: bag.subarray(0, bagged), rest: rest.subarray(0, count - bagged) }
  }

  private drawQueries(boundaries: Int32Array, share: number): RowDraw {
    const { bag: queries, rest: others } = this.pick(boundaries.length - 1, () => share)
    return { bag: rowsOfQueries(queries, boundaries), rest: rowsOfQueries(others, boundaries), queries }
  }
}

function rowsOfQueries(queries: Int32Array, boundaries: Int32Array): Int32Array {
  const rows = new Int32Array(queries.reduce((sum, query) => sum + boundaries[query + 1]! - boundaries[query]!, 0))
  let count = 0
  for (const query of queries) for (let row = boundaries[query]!; row < boundaries[query + 1]!; row++) rows[count++] = row
  return rows
}

/** Which columns a tree and its nodes may use: a 1 for each feature. */
export interface ColumnDraws {
  drawForTree(): Uint8Array
  /** @param allowed the features to draw among, where not all of them are allowed */
  drawForNode(depth: number, allowed?: Uint8Array): Uint8Array
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
  drawForNode(_depth: number, allowed?: Uint8Array): Uint8Array {
    if (this.nodeFraction >= 1) return allowed ?? this.all
    const among = allowed === undefined ? this.ofTree : this.ofTree.filter((feature) => allowed[feature] === 1)
    const count = Math.min(this.count(this.ofTree.length, this.nodeFraction), among.length)
    return this.mask(this.random.sample(among.length, count).map((i) => among[i]!))
  }
}
