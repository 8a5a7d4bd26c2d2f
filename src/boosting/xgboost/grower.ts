import type { TreeBackend } from '../backend.js'
import type { BoosterSettings } from '../config.js'
import { LeafWiseGrower } from '../grower.js'
import type { ColumnDraws } from '../sampling.js'
import { MISSING_NAN } from '../tree.js'

/** The order in which leaves are split; it matters only under a limit of leaves. */
export type GrowOrder = 'depth-first' | 'by-level' | 'by-gain'

/**
 * Grows XGBoost's trees: until no leaf gains, or up to a limit of leaves, level by level or by gain. Without a limit it goes down first,
 * which holds the fewest histograms. Missing values go where each split says, also where training saw none.
 */
export class XgboostGrower extends LeafWiseGrower {
  /** Leaves that may still be split, oldest first. */
  private readonly open: number[] = []
  private leafCount = 0
  private picked = 0

  constructor(
    backend: TreeBackend,
    settings: BoosterSettings,
    columns: ColumnDraws,
    mostLeaves: number,
    private readonly order: GrowOrder,
  ) {
    super(backend, settings, columns, mostLeaves)
  }

  protected override missingType(): number {
    return MISSING_NAN
  }

  protected override pickLeaf(leafCount: number): number {
    if (this.order === 'by-gain') return super.pickLeaf(leafCount)
    const { open } = this
    if (leafCount === 1) open.splice(0, open.length, 0)
    else if (leafCount > this.leafCount) open.push(this.picked, leafCount - 1)
    this.leafCount = leafCount
    for (;;) {
      const leaf = this.order === 'by-level' ? open.shift() : open.pop()
      if (leaf === undefined) return 0
      this.picked = leaf
      if (this.leaves[leaf]!.best.gain > 0) return leaf
    }
  }
}
