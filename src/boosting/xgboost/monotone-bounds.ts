import type { BinnedFeature } from '../binned-data.js'
import type { SplitCandidate } from '../split.js'

/** Within which limits each leaf's output must stay, as XGBoost draws them: the middle of a monotone split's two sides parts their branches. */
export class MonotoneBounds {
  readonly searchesAgain = false
  /** By leaf, and what its parent's were. */
  readonly least: number[] = []
  readonly greatest: number[] = []
  readonly parentLeast: number[] = []
  readonly parentGreatest: number[] = []
  private readonly directions: readonly number[]

  /** @param constraints of every column: 1, −1 or 0 */
  constructor(constraints: readonly number[], features: readonly BinnedFeature[]) {
    this.directions = features.map(({ column }) => constraints[column] ?? 0)
  }

  /** 1 or −1 if outputs must rise or fall with the feature at `position`, else 0. */
  directionOf(position: number): number {
    return this.directions[position]!
  }

  startTree(): void {
    for (const bounds of [this.least, this.parentLeast]) bounds[0] = -Infinity
    for (const bounds of [this.greatest, this.parentGreatest]) bounds[0] = Infinity
  }

  /** After the split of `leaf`, whose left side keeps its number. */
  afterSplit(leaf: number, newLeaf: number, { leftOutput, rightOutput, monotone }: SplitCandidate): readonly number[] {
    const [least, greatest] = [this.least[leaf]!, this.greatest[leaf]!]
    const middle = Math.fround(Math.fround(leftOutput + rightOutput) / 2)
    for (const child of [leaf, newLeaf]) {
      this.parentLeast[child] = least
      this.parentGreatest[child] = greatest
      const isUpper = monotone !== 0 && (child === newLeaf) === monotone > 0
      const isLower = monotone !== 0 && !isUpper
      this.least[child] = isUpper ? middle : least
      this.greatest[child] = isLower ? middle : greatest
    }
    return []
  }
}
