import type { BinnedData, BinnedFeature } from '../binned-data.js'
import type { BoosterSettings } from '../config.js'
import { monotonePenalty } from '../constraints/monotone-constraints.js'
import type { MonotoneConstraints } from '../constraints/split-bounds.js'
import { isPlainSearch, type SearchedLeaf, type SplitCandidate, SplitFinder, type SplitSearch } from '../split.js'
import { CategoricalSearch } from './categorical-search.js'
import { LeafRule } from './leaf-rule.js'
import { NumericSearch } from './numeric-search.js'
import { RandomThresholds, shuffledNumbers } from './random-thresholds.js'

/** What is searched. */
type SearchedData = Pick<BinnedData, 'features' | 'rows'>

/** Sends each feature to the search that knows its kind, and weighs what it gains. */
class FeatureSearch implements SplitSearch {
  private readonly searches: readonly SplitSearch[]
  private readonly weights: Float64Array
  private readonly penalty: number

  constructor(settings: BoosterSettings, { features, rows }: SearchedData, constraints: MonotoneConstraints | undefined) {
    const rule = new LeafRule(settings)
    const numbers = settings.enableBundle === false ? Int32Array.from(features, (_, i) => i) : shuffledNumbers(features.length, rows)
    const thresholds = settings.extraTrees ? new RandomThresholds(numbers, settings.extraSeed) : undefined
    const plain = new SplitFinder(settings)
    const numeric = new NumericSearch(settings, rule, constraints, thresholds)
    const categorical = new CategoricalSearch(settings, rule, constraints, thresholds)
    this.searches = features.map((feature) => {
      if (isPlainSearch(settings, feature)) return plain
      return feature.mapper.categories === undefined ? numeric : categorical
    })
    this.weights = Float64Array.from(features, ({ column }) => settings.featureContri?.[column] ?? 1)
    this.penalty = settings.monotonePenalty
  }

  search(feature: BinnedFeature, position: number, sums: Float64Array, leaf: SearchedLeaf, found: SplitCandidate): boolean {
    const splittable = this.searches[position]!.search(feature, position, sums, leaf, found)
    found.gain *= this.weights[position]!
    if (found.monotone !== 0) found.gain *= monotonePenalty(leaf.depth, this.penalty)
    return splittable
  }
}

/**
 * The search for the features of `data` under `settings`: the plain one where every feature allows it.
 *
 * @param constraints the same object that the grower keeps up to date
 */
export function createSplitSearch(
  settings: BoosterSettings,
  data: SearchedData,
  constraints: MonotoneConstraints | undefined,
): SplitSearch {
  const isPlain = data.features.every((feature) => isPlainSearch(settings, feature))
  return isPlain ? new SplitFinder(settings) : new FeatureSearch(settings, data, constraints)
}
