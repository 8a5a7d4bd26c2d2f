import { SIGNAL_CLASSES } from '../core/index.js'
import type { ModelSpec } from './config.js'
import type { DecisionRule } from './decision.js'

/** A ready-made configuration: what to train with, and when to act on what it says. */
export interface ModelPreset {
  /** Options of `trainModel`; labels are names among `classes`, or their indices. */
  readonly train: ModelSpec & { readonly classes: readonly string[] }
  readonly rule: DecisionRule
}

const FIVE_CLASSES: readonly string[] = SIGNAL_CLASSES
const THREE_CLASSES: readonly string[] = ['sell', 'hold', 'buy']

/**
 * Configurations with a name, of five signal classes or of three.
 *
 * - `signal_lightgbm`, `signal_xgboost`: the manager's defaults, spelt out for five classes;
 * - `baseline_rf`: 100 shallow trees for three unbalanced classes, acting from 55 % on;
 * - `three_class_xgboost`, `three_class_random_forest`: members of an ensemble that acts from 60 % on.
 *
 * @example
 * const { model } = await manager.trainModel(X, y, MODEL_PRESETS.baseline_rf.train)
 * decideSignals(model.predict(X), model.classNames, MODEL_PRESETS.baseline_rf.rule)
 */
export const MODEL_PRESETS = {
  signal_lightgbm: {
    train: {
      modelType: 'lightgbm',
      params: {
        objective: 'multiclass',
        num_class: 5,
        num_leaves: 31,
        learning_rate: 0.05,
        feature_fraction: 0.9,
        bagging_fraction: 0.8,
        bagging_freq: 5,
      },
      classes: FIVE_CLASSES,
    },
    rule: {},
  },
  signal_xgboost: {
    train: {
      modelType: 'xgboost',
      params: {
        objective: 'multi:softprob',
        num_class: 5,
        max_depth: 6,
        learning_rate: 0.1,
        subsample: 0.8,
        colsample_bytree: 0.8,
        random_state: 42,
      },
      classes: FIVE_CLASSES,
    },
    rule: {},
  },
  baseline_rf: {
    train: {
      modelType: 'random_forest',
      params: { n_estimators: 100, max_depth: 10, min_samples_split: 20, class_weight: 'balanced' },
      classes: THREE_CLASSES,
    },
    rule: { minConfidence: 0.55 },
  },
  three_class_xgboost: {
    train: {
      modelType: 'xgboost',
      params: {
        objective: 'multi:softprob',
        num_class: 3,
        max_depth: 6,
        learning_rate: 0.1,
        n_estimators: 100,
        subsample: 0.8,
        colsample_bytree: 0.8,
        random_state: 42,
      },
      classes: THREE_CLASSES,
    },
    rule: { minConfidence: 0.6 },
  },
  three_class_random_forest: {
    train: {
      modelType: 'random_forest',
      params: { n_estimators: 100, max_depth: 10, min_samples_split: 5, min_samples_leaf: 2, random_state: 42 },
      classes: THREE_CLASSES,
    },
    rule: { minConfidence: 0.6 },
  },
} as const satisfies Record<string, ModelPreset>
