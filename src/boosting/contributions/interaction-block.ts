import type { RowReader } from '../matrix.js'
import { sideOf } from './decision.js'
import { LeafShares } from './leaf-shares.js'
import type { ExplainedTree } from './tree-paths.js'

/** Ways up to this many steps remember what each pattern of taken steps gives. */
const MOST_REMEMBERED = 10

/** Rows on their way through the trees; those that take the same steps towards a leaf get the same from it, computed once. */
export class InteractionBlock {
  /** Rows that are explained at a time. */
  static readonly rows = 512
  private rows = 0
  private readonly width: number
  private readonly values: Float64Array
  private readonly row: Float64Array
  /** Per node and row 1 where the row goes left. */
  private readonly isLeft: Uint8Array
  private readonly taken: Uint8Array
  private readonly shares: LeafShares
  /** What the leaf gives for each pattern of taken steps, and where that stands, from 1; 0 is not yet known. */
  private readonly known: Float64Array
  private readonly isKnown = new Uint8Array(1 << MOST_REMEMBERED)
  private readonly fresh: Float64Array

  constructor(
    features: number,
    trees: readonly ExplainedTree[],
    private readonly isFloat32: boolean,
  ) {
    const nodes = trees.reduce((most, { tree }) => Math.max(most, tree.leaves - 1), 0)
    const most = trees.reduce((all, { paths }) => Math.max(all, paths.most), 0)
    const remembered = Math.min(most, MOST_REMEMBERED)
    this.width = features + 1
    this.values = new Float64Array(features * InteractionBlock.rows)
    this.row = new Float64Array(features)
    this.isLeft = new Uint8Array(nodes * InteractionBlock.rows)
    this.taken = new Uint8Array(most)
    this.shares = new LeafShares(most)
    this.known = new Float64Array((1 << remembered) * remembered * remembered)
    this.fresh = new Float64Array(most * most)
  }

  /** Takes the rows from `from` on, column by column. */
  load(reader: RowReader, from: number): void {
    this.rows = Math.min(InteractionBlock.rows, reader.rows - from)
    for (let r = 0; r < this.rows; r++) {
      reader.fill(from + r, this.row)
      for (let j = 0; j < this.row.length; j++) this.values[j * InteractionBlock.rows + r] = this.row[j]!
    }
  }

  /** Adds what a tree gives to `out[at + row · stride + …]`. */
  addTree(explained: ExplainedTree, out: Float64Array, at: number, stride: number): void {
    const { tree, tests, paths } = explained
    const { rows, values, isLeft } = this
    for (let node = 0; node < tree.leaves - 1; node++) {
      const column = tree.splitFeature[node]! * InteractionBlock.rows
      const to = node * InteractionBlock.rows
      for (let r = 0; r < rows; r++) isLeft[to + r] = sideOf(tree, tests, node, values[column + r]!, this.isFloat32)
    }
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const size = paths.steps[leaf + 1]! - paths.steps[leaf]!
      if (size > 0) this.addLeaf(explained, leaf, size, out, at, stride)
    }
  }

  private addLeaf({ tree, paths }: ExplainedTree, leaf: number, size: number, out: Float64Array, at: number, stride: number): void {
    const { rows, width, shares, known, isKnown, fresh, taken } = this
    const { feature } = paths
    const from = paths.steps[leaf]!
    const isRemembered = size <= MOST_REMEMBERED
    shares.enter(tree.leafValue[leaf]!, paths.share, from, size)
    if (isRemembered) isKnown.fill(0, 0, 1 << size)
    for (let r = 0; r < rows; r++) {
      const pattern = this.findTaken(paths, from, size, r)
      let terms = fresh
      let base = 0
      if (isRemembered) {
        terms = known
        base = pattern * size * size
      }
      if (!isRemembered || isKnown[pattern] === 0) {
        shares.writeInteractions(taken, terms, base)
        if (isRemembered) isKnown[pattern] = 1
      }
      const to = at + r * stride
      for (let i = 0; i < size; i++) {
        const line = to + feature[from + i]! * width
        for (let k = 0; k < size; k++) out[line + feature[from + k]!]! += terms[base + i * size + k]!
      }
    }
  }

  /** Fills `taken` with the steps that row `r` takes towards a leaf, and returns them as bits (of no meaning beyond 31 steps). */
  private findTaken({ questions, answers }: ExplainedTree['paths'], from: number, size: number, r: number): number {
    const { taken, isLeft } = this
    let pattern = 0
    for (let k = 0; k < size; k++) {
      let is = 1
      for (let q = questions[from + k]!; q < questions[from + k + 1]!; q++)
        if (isLeft[(answers[q]! >> 1) * InteractionBlock.rows + r] !== (answers[q]! & 1)) is = 0
      taken[k] = is
      pattern |= is << k
    }
    return pattern
  }
}
