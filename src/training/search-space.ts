import type { ModelType } from '../models/index.js'
import type { SearchSpace } from '../tuning/index.js'

export type { ParamValue, ParamValues, SearchDimension, SearchSpace } from '../tuning/index.js'

/**
 * The documents' search spaces, one per type of model. Learning rates are drawn by their logarithm; trees and depths of a forest are the documents' general
 * ranges, its smallest leaves and nodes span their configurations; the strength of a regression's penalty covers six powers of ten.
 */
export const DEFAULT_SPACES = {
  lightgbm: {
    num_leaves: { type: 'int', low: 10, high: 100 },
    learning_rate: { type: 'float', low: 0.01, high: 0.3, log: true },
    feature_fraction: { type: 'float', low: 0.5, high: 1 },
    bagging_fraction: { type: 'float', low: 0.5, high: 1 },
    min_child_samples: { type: 'int', low: 5, high: 50 },
  },
  xgboost: {
    max_depth: { type: 'int', low: 3, high: 10 },
    learning_rate: { type: 'float', low: 0.01, high: 0.3, log: true },
    subsample: { type: 'float', low: 0.5, high: 1 },
    colsample_bytree: { type: 'float', low: 0.5, high: 1 },
    min_child_weight: { type: 'int', low: 1, high: 10 },
  },
  random_forest: {
    n_estimators: { type: 'int', low: 50, high: 500 },
    max_depth: { type: 'int', low: 3, high: 20 },
    min_samples_split: { type: 'int', low: 2, high: 20 },
    min_samples_leaf: { type: 'int', low: 1, high: 10 },
  },
  logistic_regression: {
    C: { type: 'float', low: 1e-4, high: 100, log: true },
  },
} as const satisfies Record<ModelType, SearchSpace>
