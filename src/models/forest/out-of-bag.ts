import { addShares, type Trees } from './trees.js'

/** Collects what trees say of rows that they did not learn from. */
export class OutOfBag {
  private readonly shares: Float64Array
  private readonly voted: Uint8Array
  private readonly values: Float64Array
  private readonly out: Float64Array

  constructor(
    private readonly columns: readonly Float64Array[],
    private readonly value: Int32Array,
    private readonly classes: number,
  ) {
    this.shares = new Float64Array(value.length * classes)
    this.voted = new Uint8Array(value.length)
    this.values = new Float64Array(columns.length)
    this.out = new Float64Array(classes)
  }

  /** @param weights weights of the rows in the tree; it did not learn from those of weight 0 */
  add(tree: Trees, weights: Float64Array): void {
    const { columns, values, out, shares, classes } = this
    for (let row = 0; row < weights.length; row++) {
      if (weights[row] !== 0) continue
      for (let j = 0; j < columns.length; j++) values[j] = columns[j]![row]!
      out.fill(0)
      addShares(tree, values, out)
      for (let k = 0; k < classes; k++) shares[row * classes + k]! += out[k]!
      this.voted[row] = 1
    }
  }

  /** Share of rows whose most probable class is right, of those that a tree left out; null when there are none. */
  accuracy(): number | null {
    let rows = 0
    let right = 0
    for (let row = 0; row < this.value.length; row++) {
      if (this.voted[row] === 0) continue
      rows += 1
      const shares = this.shares.subarray(row * this.classes, (row + 1) * this.classes)
      let best = 0
      for (let k = 1; k < this.classes; k++) if (shares[k]! > shares[best]!) best = k
      if (best === this.value[row]) right += 1
    }
    return rows === 0 ? null : right / rows
  }
}
