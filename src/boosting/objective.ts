import type { BoosterSettings } from './config.js'
import { binaryObjective, multiclassObjective, oneVersusAllObjective } from './objectives/classes.js'
import { crossEntropyLambdaObjective, crossEntropyObjective } from './objectives/cross-entropy.js'
import { type CustomObjective, customObjective } from './objectives/custom.js'
import { gammaObjective, poissonObjective, tweedieObjective } from './objectives/positive.js'
import { absoluteErrorObjective, percentageErrorObjective, quantileObjective } from './objectives/quantile.js'
import { lambdarankObjective, xendcgObjective } from './objectives/ranking.js'
import { fairObjective, huberObjective, squaredErrorObjective, withRoots } from './objectives/regression.js'
import type { Target } from './objectives/target.js'

export type { Target } from './objectives/target.js'

/** What a kernel must know to write the gradients of a loss by itself. */
export type KernelLoss =
  | {
      readonly kind: 'binary'
      readonly sigmoid: number
      /** The label of positive rows; any above 0 if undefined. */
      readonly positive: number | undefined
      readonly positiveWeight: number
      readonly negativeWeight: number
    }
  | { readonly kind: 'softmax'; readonly classes: number }

/**
 * The loss that boosting descends. Scores, gradients and hessians hold one class after the other; gradients are computed in float64
 * and stored as float32, like LightGBM's.
 */
export interface Objective {
  readonly classes: number
  /** Every hessian is 1 in every round. */
  readonly constantHessian: boolean
  /** The constant that fits the labels of class `k` best; 0 for losses that have none. */
  initScore(k: number): number
  /** False for a class without rows, which gets no trees. */
  needsTrees(k: number): boolean
  /** @param queries rankings: the numbers of the queries that matter, all if undefined; rows of others keep what they had */
  writeGradients(scores: Float64Array, gradients: Float32Array, hessians: Float32Array, queries?: Int32Array): void
  /** Losses that kernels know too: one of all classes, or one for each. */
  readonly kernelLosses?: readonly KernelLoss[]
  /**
   * Losses whose Newton step says little: the value of a grown tree's leaf, before shrinkage, from its rows and their scores before the tree.
   * @param rows the leaf's rows that the tree learned from, ascending
   */
  readonly renewLeaf?: (rows: Int32Array, scores: Float64Array) => number
}

/** @param custom the loss of the objective `none` */
export function createObjective(settings: BoosterSettings, given: Target, custom?: CustomObjective): Objective {
  const target = settings.regSqrt ? withRoots(given) : given
  switch (settings.objective) {
    case 'binary':
      return binaryObjective(settings, target)
    case 'multiclass':
      return multiclassObjective(settings.numClass, target)
    case 'multiclassova':
      return oneVersusAllObjective(settings, target)
    case 'regression':
      return squaredErrorObjective(target)
    case 'regression_l1':
      return absoluteErrorObjective(target)
    case 'huber':
      return huberObjective(settings.alpha, target)
    case 'fair':
      return fairObjective(settings.fairC, target)
    case 'quantile':
      return quantileObjective(settings.alpha, target)
    case 'mape':
      return percentageErrorObjective(target)
    case 'poisson':
      return poissonObjective(settings, target)
    case 'gamma':
      return gammaObjective(target)
    case 'tweedie':
      return tweedieObjective(settings, target)
    case 'cross_entropy':
      return crossEntropyObjective(target)
    case 'cross_entropy_lambda':
      return crossEntropyLambdaObjective(target)
    case 'lambdarank':
      return lambdarankObjective(settings, target)
    case 'rank_xendcg':
      return xendcgObjective(settings, target)
    case 'none':
      return customObjective(custom!, settings.numClass, target)
  }
}
