import { BarcastError, type Random } from '../../core/index.js'
import { isSingle, type SearchSpace } from '../search-space.js'
import type { CompleteTrial } from '../trial-record.js'
import { type EncodedSpace, encodeSpace } from './encoded-space.js'
import { growForest } from './regression-forest.js'
import type { RegressionTree } from './regression-tree.js'
import { boxesOf, marginalVariance, varianceOf } from './tree-variance.js'

function learnTrees(trials: readonly CompleteTrial[], targets: readonly number[], encoded: EncodedSpace, random: Random): RegressionTree[] {
  const mean = targets.reduce((sum, value) => sum + value / targets.length, 0)
  // Less the mean, whose square would drown small differences, and of size 1, so that no square over- or underflows.
  const largest = targets.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0)
  const scaled = Float64Array.from(targets, (value) => (largest > 0 ? (value - mean) / largest : 0))
  return growForest(encoded.encode(trials.map(({ params }) => params)), scaled, random)
}

function drawable(space: SearchSpace): SearchSpace {
  return Object.fromEntries(Object.entries(space).filter(([, dimension]) => !isSingle(dimension)))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * fANOVA: the share of a forest's variance over the space that each parameter explains by itself, the mean over the trees that vary.
 *
 * @throws BarcastError `tuning/importance-variance` when no tree does.
 */
export function fanova(
  trials: readonly CompleteTrial[],
  targets: readonly number[],
  space: SearchSpace,
  random: Random,
): Map<string, number> {
  const varied = drawable(space)
  const importances = new Map(Object.keys(space).map((name) => [name, 0]))
  if (Object.keys(varied).length === 0) return importances
  const encoded = encodeSpace(varied)
  const trees = learnTrees(trials, targets, encoded, random).flatMap((tree) => {
    const boxes = boxesOf(tree, encoded.low, encoded.high)
    const variance = varianceOf(boxes)
    return variance > 0 ? [{ boxes, variance }] : []
  })
  if (trees.length === 0)
    throw new BarcastError(
      'tuning/importance-variance',
      'Assess importances: values must differ between trials, found no variance in any tree',
      {
        value: 0,
      },
    )
  for (const [name, columns] of encoded.columnsOf)
    importances.set(name, meanOf(trees.map(({ boxes, variance }) => marginalVariance(boxes, columns) / variance)))
  return importances
}

/** Mean decrease in impurity: what part of the decrease in squared error came by splits of each parameter, the mean over the trees that split; all 0 where none does. */
export function meanDecreaseInImpurity(
  trials: readonly CompleteTrial[],
  targets: readonly number[],
  space: SearchSpace,
  random: Random,
): Map<string, number> {
  const varied = drawable(space)
  const importances = new Map(Object.keys(space).map((name) => [name, 0]))
  if (Object.keys(varied).length === 0) return importances
  const encoded = encodeSpace(varied)
  const shares = learnTrees(trials, targets, encoded, random).flatMap(({ decrease }) => {
    const total = decrease.reduce((sum, value) => sum + value, 0)
    return total > 0 ? [decrease.map((value) => value / total)] : []
  })
  if (shares.length === 0) return importances
  for (const [name, columns] of encoded.columnsOf)
    importances.set(name, meanOf(shares.map((share) => columns.reduce((sum, column) => sum + share[column]!, 0))))
  return importances
}
