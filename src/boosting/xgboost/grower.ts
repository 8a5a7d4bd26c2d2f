import type { TreeBackend } from '../backend.js'
import type { BinMapper } from '../bin-mapper.js'
import type { BoosterSettings } from '../config.js'
import { LeafWiseGrower } from '../grower.js'
import type { ColumnDraws } from '../sampling.js'
import { MISSING_NAN } from '../tree.js'
import { thresholdBelow } from './float32.js'
import type { MonotoneBounds } from './monotone-bounds.js'

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
    bounds: MonotoneBounds | undefined,
  ) {
    super(backend, settings, columns, mostLeaves, bounds)
  }

  protected override missingType(): number {
    return MISSING_NAN
  }

  /** Before the first bin stands a number below all values, so that only missing ones go left. */
  protected override thresholdOf(mapper: BinMapper, bin: number): number {
    if (bin >= 0) return super.thresholdOf(mapper, bin)
    const { minValue } = mapper
    return thresholdBelow(Math.fround(Math.fround(minValue - Math.abs(minValue)) - Math.fround(1e-5)))
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
