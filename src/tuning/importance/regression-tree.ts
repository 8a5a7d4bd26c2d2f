import type { Random } from '../../core/index.js'

/** A binary tree: rows with `column` ≤ `threshold` go left. Node 0 is the root; children come after their parent. */
export interface RegressionTree {
  /** −1 at a leaf. */
  readonly column: readonly number[]
  readonly threshold: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
  /** Mean target of the rows of each node. */
  readonly value: readonly number[]
  /** How much each column's splits lowered the squared error, summed. */
  readonly decrease: Float64Array
}

interface Split {
  readonly column: number
  readonly threshold: number
  /** Rows that go left. */
  readonly count: number
  /** Σ²/n of both sides, summed: what the squared error is lowered by, up to a constant of the node. */
  readonly gain: number
}

/** Rows by number, sorted by each column; a node is the same section of every list. */
function sortedRows(columns: readonly Float64Array[], weights: ArrayLike<number>): Int32Array[] {
  const rows = Array.from(weights, (weight, row) => (weight > 0 ? row : -1)).filter((row) => row >= 0)
  return columns.map((column) => Int32Array.from([...rows].sort((a, b) => column[a]! - column[b]! || a - b)))
}

/**
 * A regression tree by squared error, grown until a node's targets are equal, its columns are, or `maxDepth` is reached (Breiman et al., "Classification and Regression Trees",
 * 1984): of all columns, each tried in a random order, the first split with the largest decrease; thresholds halfway between neighbours. Equal to scikit-learn's `DecisionTreeRegressor`
 * where no two splits tie.
 *
 * @param columns values by column, one per row
 * @param weights how often each row counts; 0 leaves it out
 */
export function growTree(
  columns: readonly Float64Array[],
  targets: Float64Array,
  weights: ArrayLike<number>,
  maxDepth: number,
  random: Random,
): RegressionTree {
  return new TreeGrower(columns, targets, weights, maxDepth, random).tree
}

class TreeGrower {
  readonly tree = { column: [], threshold: [], left: [], right: [], value: [], decrease: new Float64Array() } as {
    column: number[]
    threshold: number[]
    left: number[]
    right: number[]
    value: number[]
    decrease: Float64Array
  }
  readonly #orders: Int32Array[]
  readonly #spare: Int32Array
  readonly #isLeft: Uint8Array
  readonly #sequence: number[]

  constructor(
    readonly columns: readonly Float64Array[],
    readonly targets: Float64Array,
    readonly weights: ArrayLike<number>,
    readonly maxDepth: number,
    readonly random: Random,
  ) {
    this.tree.decrease = new Float64Array(columns.length)
    this.#orders = sortedRows(columns, weights)
    const count = this.#orders[0]?.length ?? 0
    this.#spare = new Int32Array(count)
    this.#isLeft = new Uint8Array(targets.length)
    this.#sequence = columns.map((_, k) => k)
    this.#grow(0, count, 0)
  }

  /** The node of the rows from … to − 1, and what is below it. */
  #grow(from: number, to: number, depth: number): number {
    const { tree, targets, weights } = this
    const rows = this.#orders[0]!
    const node = tree.column.length
    let sum = 0
    let count = 0
    let isPure = true
    for (let k = from; k < to; k++) {
      const row = rows[k]!
      sum += weights[row]! * targets[row]!
      count += weights[row]!
      if (targets[row] !== targets[rows[from]!]) isPure = false
    }
    tree.column.push(-1)
    tree.threshold.push(Number.NaN)
    tree.left.push(-1)
    tree.right.push(-1)
    tree.value.push(isPure ? targets[rows[from]!]! : sum / count)
    const split = isPure || depth >= this.maxDepth ? undefined : this.#bestSplit(from, to, sum, count)
    if (split === undefined) return node
    tree.column[node] = split.column
    tree.threshold[node] = split.threshold
    tree.decrease[split.column]! += Math.max(split.gain - (sum * sum) / count, 0)
    this.#partition(split, from, to)
    tree.left[node] = this.#grow(from, from + split.count, depth + 1)
    tree.right[node] = this.#grow(from + split.count, to, depth + 1)
    return node
  }

  #bestSplit(from: number, to: number, sum: number, count: number): Split | undefined {
    let best: Split | undefined
    for (const column of this.random.shuffle(this.#sequence)) {
      const found = this.#splitOf(column, from, to, sum, count, best?.gain ?? -Infinity)
      if (found !== undefined) best = found
    }
    return best
  }

  /** The best split of one column, if it is better than `gain`. */
  #splitOf(column: number, from: number, to: number, sum: number, count: number, gain: number): Split | undefined {
    const { targets, weights } = this
    const rows = this.#orders[column]!
    const values = this.columns[column]!
    let leftSum = 0
    let leftCount = 0
    let bestGain = gain
    let best = -1
    for (let k = from; k < to - 1; k++) {
      const row = rows[k]!
      leftSum += weights[row]! * targets[row]!
      leftCount += weights[row]!
      if (values[row] === values[rows[k + 1]!]) continue
      const rightSum = sum - leftSum
      const found = (leftSum * leftSum) / leftCount + (rightSum * rightSum) / (count - leftCount)
      if (found <= bestGain) continue
      bestGain = found
      best = k
    }
    if (best < 0) return undefined
    const [below, above] = [values[rows[best]!]!, values[rows[best + 1]!]!]
    const middle = below / 2 + above / 2
    // Between neighbouring doubles the middle may round up to the upper one.
    return { column, threshold: middle < above ? middle : below, count: best + 1 - from, gain: bestGain }
  }

  /** Brings the rows that go left to the front of every list, both sides in their order. */
  #partition({ column, count }: Split, from: number, to: number): void {
    const chosen = this.#orders[column]!
    for (let k = from; k < to; k++) this.#isLeft[chosen[k]!] = k < from + count ? 1 : 0
    for (const rows of this.#orders) {
      let left = from
      let right = 0
      for (let k = from; k < to; k++) {
        const row = rows[k]!
        if (this.#isLeft[row] === 1) rows[left++] = row
        else this.#spare[right++] = row
      }
      rows.set(this.#spare.subarray(0, right), left)
    }
  }
}
