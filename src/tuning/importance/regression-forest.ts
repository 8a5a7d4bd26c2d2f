import type { Random } from '../../core/index.js'
import { growTree, type RegressionTree } from './regression-tree.js'

const TREES = 64
const MAX_DEPTH = 64

/**
 * A random forest for regression (Breiman, "Random Forests", 2001) as Optuna's importances grow it: 64 trees of at most 64 levels, each from as many rows as there are, drawn with
 * replacement; every split looks at all columns.
 */
export function growForest(columns: readonly Float64Array[], targets: Float64Array, random: Random): RegressionTree[] {
  const count = targets.length
  return Array.from({ length: TREES }, () => {
    const drawn = new Int32Array(count)
    for (let k = 0; k < count; k++) drawn[random.integer(0, count)]! += 1
    return growTree(columns, targets, drawn, MAX_DEPTH, random)
  })
}
