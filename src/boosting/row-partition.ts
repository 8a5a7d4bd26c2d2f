import { missingBinOf } from './bin-mapper.js'
import type { BinnedFeature } from './binned-data.js'

/** The rows of each leaf, side by side in one array; within a leaf they stay in ascending order. */
export class RowPartition {
  readonly rows: Int32Array
  readonly begin: Int32Array
  readonly count: Int32Array
  private readonly right: Int32Array

  constructor(rows: number, leaves: number) {
    this.rows = new Int32Array(rows)
    this.right = new Int32Array(rows)
    this.begin = new Int32Array(leaves)
    this.count = new Int32Array(leaves)
  }

  /** Puts all rows, or those of the bag, into leaf 0. */
  reset(bag: Int32Array | undefined): void {
    if (bag === undefined) for (let i = 0; i < this.rows.length; i++) this.rows[i] = i
    else this.rows.set(bag)
    this.begin[0] = 0
    this.count[0] = bag === undefined ? this.rows.length : bag.length
  }

  /** The rows of `leaf`. */
  rowsOf(leaf: number): Int32Array {
    return this.rows.subarray(this.begin[leaf]!, this.begin[leaf]! + this.count[leaf]!)
  }

  /** Moves the rows of `leaf` above `bin` to `newLeaf`; rows of the bin of missing values go where `defaultLeft` says. */
  split(leaf: number, newLeaf: number, feature: BinnedFeature, bin: number, defaultLeft: boolean): void {
    const { codes, mapper } = feature
    const { rows, right } = this
    const missingBin = missingBinOf(mapper)
    const from = this.begin[leaf]!
    const to = from + this.count[leaf]!
    let leftEnd = from
    let moved = 0
    for (let i = from; i < to; i++) {
      const row = rows[i]!
      const rowBin = codes[row]!
      const goesLeft = rowBin === missingBin ? defaultLeft : rowBin <= bin
      if (goesLeft) rows[leftEnd++] = row
      else right[moved++] = row
    }
    this.close(leaf, newLeaf, leftEnd, moved)
  }

  /** Moves the rows of `leaf` whose bins have a 0 in `left` to `newLeaf`. */
  splitCategories(leaf: number, newLeaf: number, { codes }: BinnedFeature, left: Uint8Array): void {
    const { rows, right } = this
    const from = this.begin[leaf]!
    const to = from + this.count[leaf]!
    let leftEnd = from
    let moved = 0
    for (let i = from; i < to; i++) {
      const row = rows[i]!
      if (left[codes[row]!] === 1) rows[leftEnd++] = row
      else right[moved++] = row
    }
    this.close(leaf, newLeaf, leftEnd, moved)
  }

  /** The first `moved` rows of `right` become `newLeaf`, behind what is left of `leaf`. */
  private close(leaf: number, newLeaf: number, leftEnd: number, moved: number): void {
    const { rows, right } = this
    for (let i = 0; i < moved; i++) rows[leftEnd + i] = right[i]!
    this.count[leaf] = leftEnd - this.begin[leaf]!
    this.begin[newLeaf] = leftEnd
    this.count[newLeaf] = moved
  }
}
