import type { Tree } from './tree.js'

/** What a feature's importance counts: the summed gain of its splits, or their number. */
export type ImportanceType = 'gain' | 'split'

/** One number per feature; splits without gain do not count, as in LightGBM. */
export function featureImportance(trees: readonly Tree[], features: number, type: ImportanceType): Float64Array {
  const importance = new Float64Array(features)
  for (const tree of trees) {
    for (let node = 0; node < tree.leaves - 1; node++) {
      const gain = tree.splitGain[node]!
      if (gain > 0) importance[tree.splitFeature[node]!]! += type === 'gain' ? gain : 1
    }
  }
  return importance
}
