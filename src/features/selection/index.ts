/** Which columns to keep: scores, rules, and the one result they all give. */
export {
  type CorrelatedPair,
  type CorrelationOptions,
  correlatedPairs,
  type SelectByCorrelationOptions,
  selectByCorrelation,
} from './correlation.js'
export { type EliminationOptions, eliminateByImportance, eliminateByScore } from './elimination.js'
export { anovaF, regressionF } from './f-tests.js'
export { parseSelection } from './format.js'
export { type MutualInformationOptions, mutualInformation } from './mutual-information.js'
export { type PermutationOptions, permutationImportance } from './permutation.js'
export { type ScoringMethod, type SelectFeaturesOptions, type SelectionStep, selectFeatures } from './select-features.js'
export { applySelection, type FeatureScore, type FeatureSelection, type ScoreLimit, selectByScore } from './selection.js'
export { type StabilityOptions, selectByStability } from './stability.js'
export type { SelectionTarget } from './target.js'
export { selectByVariance } from './variance.js'
