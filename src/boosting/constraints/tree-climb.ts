import { CATEGORICAL } from '../tree.js'
import type { GrowingTree } from './split-bounds.js'

/** The splits above a leaf that bound the box it covers, from the leaf upwards. */
export interface Path {
  readonly positions: number[]
  readonly bins: number[]
  readonly cameFromRight: boolean[]
}

/** One step up from a node or leaf. */
export interface Step {
  readonly node: number
  readonly fromRight: boolean
  /** The other child of `node`. */
  readonly other: number
  /** Whether what lies below the other child can touch the box where the climb began. */
  readonly mayTouch: boolean
}

/** Walks through a growing tree to find the leaves whose boxes touch a given one, as LightGBM's constraint methods do. */
export class TreeClimb {
  constructor(readonly growing: GrowingTree) {}

  isNumeric(node: number): boolean {
    return (this.growing.tree.decisionType[node]! & CATEGORICAL) === 0
  }

  /** The node above `from`, a node or (negative) a leaf; −1 for the root. */
  private parentOf(from: number): number {
    return from < 0 ? this.growing.leaves[~from]!.parent : this.growing.parents[from]!
  }

  /** Goes up from `from`, adding each step to the path once `visit` has seen it, where the step narrows the box. */
  climb(from: number, visit: (step: Step, path: Path) => void): void {
    const { tree, position, thresholdBin } = this.growing
    const path: Path = { positions: [], bins: [], cameFromRight: [] }
    let below = from
    for (let node = this.parentOf(from); node >= 0; node = this.parentOf(node)) {
      const fromRight = tree.rightChild[node] === below
      const mayTouch = this.isNumeric(node) && !this.isNarrowed(position[node]!, fromRight, path)
      visit({ node, fromRight, other: fromRight ? tree.leftChild[node]! : tree.rightChild[node]!, mayTouch }, path)
      if (mayTouch) {
        path.positions.push(position[node]!)
        path.bins.push(thresholdBin[node]!)
        path.cameFromRight.push(fromRight)
      }
      below = node
    }
  }

  /** A lower split on the same feature and side is the nearer border. */
  private isNarrowed(position: number, fromRight: boolean, { positions, cameFromRight }: Path): boolean {
    return positions.some((other, i) => other === position && cameFromRight[i] === fromRight)
  }

  /** Which children of a node may hold boxes that touch the one where the path began. */
  touchingChildren(node: number, { positions, bins, cameFromRight }: Path): { left: boolean; right: boolean } {
    let left = true
    let right = true
    if (!this.isNumeric(node)) return { left, right }
    const bin = this.growing.thresholdBin[node]!
    for (let i = 0; i < positions.length; i++) {
      if (positions[i] !== this.growing.position[node]) continue
      if (bin >= bins[i]! && !cameFromRight[i]) right = false
      if (bin <= bins[i]! && cameFromRight[i]) left = false
    }
    return { left, right }
  }
}
