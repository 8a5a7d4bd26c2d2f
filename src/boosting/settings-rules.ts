import { BarcastError } from '../core/index.js'
import type { BoosterSettings } from './config.js'
import { linkOf } from './link.js'
import type { MetricName, ObjectiveName } from './objective-names.js'

const ACTION = 'Train booster'

/** Refuses a parameter by its spelling. */
export function refuse(rule: string, message: string, value: unknown, name: string): never {
  throw new BarcastError(`boosting/${rule}`, `${ACTION}: ${message}`, { value, where: { path: `params.${name}` } })
}

const isMulticlass = (objective: ObjectiveName): boolean => objective === 'multiclass' || objective === 'multiclassova'
const REGRESSION_METRICS: readonly MetricName[] = [
  'l1',
  'l2',
  'rmse',
  'quantile',
  'mape',
  'huber',
  'fair',
  'poisson',
  'gamma',
  'gamma_deviance',
  'tweedie',
  'r2',
]
const ORDER_METRICS: readonly MetricName[] = ['auc', 'average_precision', 'ndcg', 'map']
const PROBABILITY_METRICS: readonly MetricName[] = ['binary_logloss', 'binary_error', 'cross_entropy', 'kullback_leibler']

/** Metrics that can read what the objective's raw scores become. */
function metricsFor({ objective, numClass }: BoosterSettings): readonly MetricName[] {
  if (isMulticlass(objective) || numClass > 1) return ['multi_logloss', 'multi_error', 'auc_mu']
  if (objective === 'cross_entropy_lambda') return ['cross_entropy_lambda', ...ORDER_METRICS]
  if (objective === 'none') return [...PROBABILITY_METRICS, 'cross_entropy_lambda', ...REGRESSION_METRICS, ...ORDER_METRICS]
  if (objective === 'binary' || objective === 'cross_entropy') return [...PROBABILITY_METRICS, ...REGRESSION_METRICS, ...ORDER_METRICS]
  return [...REGRESSION_METRICS, ...ORDER_METRICS]
}

function checkLoss(settings: BoosterSettings): void {
  const { objective, regSqrt, alpha, numClass, aucMuWeights, labelGain } = settings
  if (regSqrt && !('sqrt' in linkOf(settings))) refuse('parameter-conflict', `regSqrt is not for ${objective}`, objective, 'regSqrt')
  if (objective === 'quantile' && !(Math.fround(alpha) < 1))
    refuse('parameter-range', `alpha must be below 1 for quantile, found ${alpha}`, alpha, 'alpha')
  if (labelGain?.length === 0) refuse('parameter-range', 'labelGain must have one gain per label, found none', 0, 'labelGain')
  if (aucMuWeights === undefined) return
  if (aucMuWeights.length !== numClass * numClass)
    refuse(
      'parameter-range',
      `aucMuWeights must be ${numClass * numClass} numbers, found ${aucMuWeights.length}`,
      aucMuWeights,
      'aucMuWeights',
    )
  const free = aucMuWeights.findIndex((weight, i) => weight === 0 && i % (numClass + 1) !== 0)
  if (free >= 0) refuse('parameter-range', `aucMuWeights must not be 0 between two classes, found 0 at ${free}`, 0, 'aucMuWeights')
}

/** Losses whose leaves hold percentiles of residuals, which no bound on outputs survives. */
const RENEWING: readonly ObjectiveName[] = ['regression_l1', 'quantile', 'mape']

function checkGrowth({ objective, monotoneConstraints, linearTree, zeroAsMissing }: BoosterSettings): void {
  if (monotoneConstraints !== undefined && monotoneConstraints.length > 0 && RENEWING.includes(objective))
    refuse('parameter-conflict', `monotoneConstraints are not for ${objective}`, objective, 'monotoneConstraints')
  if (linearTree && objective === 'regression_l1')
    refuse('parameter-conflict', 'linearTree is not for regression_l1', objective, 'linearTree')
  if (linearTree && zeroAsMissing) refuse('parameter-conflict', 'linearTree and zeroAsMissing exclude each other', true, 'linearTree')
}

/**
 * What one schema entry cannot see: parameters that exclude or need each other.
 *
 * @throws BarcastError `boosting/parameter-range`, `boosting/parameter-conflict`.
 */
export function checkSettings(settings: BoosterSettings): void {
  const { objective, metric, numClass, isUnbalance, scalePosWeight } = settings
  if (isMulticlass(objective) && numClass < 2)
    refuse('parameter-range', `numClass must be at least 2 for ${objective}, found ${numClass}`, numClass, 'numClass')
  if (!isMulticlass(objective) && objective !== 'none' && numClass !== 1)
    refuse('parameter-conflict', `numClass is for multiclass only, found ${numClass} with ${objective}`, numClass, 'numClass')
  if (isUnbalance && scalePosWeight !== 1)
    refuse('parameter-conflict', 'isUnbalance and scalePosWeight exclude each other, found both', scalePosWeight, 'scalePosWeight')
  const weighsClasses = objective === 'binary' || objective === 'multiclassova'
  if (!weighsClasses && (isUnbalance || scalePosWeight !== 1))
    refuse('parameter-conflict', `isUnbalance and scalePosWeight are for binary only, found ${objective}`, objective, 'objective')
  checkLoss(settings)
  checkGrowth(settings)
  const fitting = metricsFor(settings)
  for (const name of metric ?? []) {
    if (!fitting.includes(name))
      refuse('parameter-conflict', `metric for ${objective} must be one of ${fitting.join(', ')}, found ${name}`, name, 'metric')
  }
}
