import { exp, log, log1p } from '../../core/index.js'
import type { BoosterSettings } from '../config.js'
import { EPSILON, ZERO_THRESHOLD } from '../constants.js'
import { applyLink, linkOf } from '../link.js'
import type { Metric } from '../metric.js'
import type { Target } from '../objective.js'
import type { MetricName } from '../objective-names.js'
import { meanLabel, weightSum } from '../objectives/target.js'
import { checkMetricLabels, refuseRows } from './rows.js'

const { fround } = Math
const LEAST_MEAN = fround(1e-10)
const LEAST_PROBABILITY = 1e-12

/** The loss of one row whose raw score has become `prediction`. */
type Loss = (label: number, prediction: number, weight: number) => number

function absoluteError(label: number, prediction: number): number {
  return Math.abs(prediction - label)
}

function squaredError(label: number, prediction: number): number {
  return (prediction - label) * (prediction - label)
}

function percentageError(label: number, prediction: number): number {
  return Math.abs(label - prediction) / Math.max(1, Math.abs(label))
}

function logLoss(label: number, probability: number): number {
  const hit = label > 0 ? probability : 1 - probability
  return -log(hit > EPSILON ? hit : EPSILON)
}

function wrongSide(label: number, probability: number): number {
  return probability <= 0.5 === label > 0 ? 1 : 0
}

function poissonLoss(label: number, prediction: number): number {
  const mean = Math.max(prediction, LEAST_MEAN)
  return mean - label * log(mean)
}

/** The third term is 0 but for LightGBM's mixing of float64 and float32. */
function gammaLoss(label: number, prediction: number): number {
  const logarithm = log(label)
  return -(label * (-1 / prediction) + log(1 / prediction) + (logarithm - fround(logarithm)))
}

function gammaDeviance(label: number, prediction: number): number {
  const ratio = label / (prediction + 1e-9)
  return ratio - log(ratio) - 1
}

function crossEntropy(label: number, probability: number): number {
  const miss = 1 - probability
  const own = label * log(probability > LEAST_PROBABILITY ? probability : LEAST_PROBABILITY)
  return -(own + fround(1 - label) * log(miss > LEAST_PROBABILITY ? miss : LEAST_PROBABILITY))
}

function crossEntropyLambda(label: number, lambda: number, weight: number): number {
  return crossEntropy(label, 1 - exp(-weight * lambda))
}

function huberLoss(alpha: number): Loss {
  return (label, prediction) => {
    const size = Math.abs(prediction - label)
    return size <= alpha ? 0.5 * size * size : alpha * (size - 0.5 * alpha)
  }
}

function fairLoss(c: number): Loss {
  return (label, prediction) => {
    const size = Math.abs(prediction - label)
    return c * size - c * c * log1p(size / c)
  }
}

function quantileLoss(alpha: number): Loss {
  return (label, prediction) => (label < prediction ? (alpha - 1) * (label - prediction) : alpha * (label - prediction))
}

/** LightGBM divides by 0 at power 1, where the loss is Poisson's. */
function tweedieLoss(power: number): Loss {
  if (power === 1) return poissonLoss
  return (label, prediction) => {
    const logMean = log(Math.max(prediction, LEAST_MEAN))
    const first = (label * exp((1 - power) * logMean)) / (1 - power)
    return -first + exp((2 - power) * logMean) / (2 - power)
  }
}

/** Metrics that are a mean of what each row loses, by weight. */
function lossOf(name: MetricName, settings: BoosterSettings): Loss {
  switch (name) {
    case 'l1':
      return absoluteError
    case 'quantile':
      return quantileLoss(settings.alpha)
    case 'mape':
      return percentageError
    case 'huber':
      return huberLoss(settings.alpha)
    case 'fair':
      return fairLoss(settings.fairC)
    case 'poisson':
      return poissonLoss
    case 'gamma':
      return gammaLoss
    case 'gamma_deviance':
      return gammaDeviance
    case 'tweedie':
      return tweedieLoss(settings.tweedieVariancePower)
    case 'binary_logloss':
      return logLoss
    case 'binary_error':
      return wrongSide
    case 'cross_entropy':
    case 'kullback_leibler':
      return crossEntropy
    case 'cross_entropy_lambda':
      return crossEntropyLambda
    default:
      return squaredError
  }
}

const isShare = (label: number): boolean => label >= 0 && label <= 1

function checkRows(name: MetricName, target: Target): void {
  if (name === 'gamma' || name === 'gamma_deviance') checkMetricLabels(name, 'above 0', target, (label) => label > 0)
  if (name === 'cross_entropy' || name === 'kullback_leibler') checkMetricLabels(name, 'between 0 and 1', target, isShare)
  if (name !== 'cross_entropy_lambda') return
  checkMetricLabels(name, 'between 0 and 1', target, isShare)
  const row = target.weights?.findIndex((weight) => !(weight > 0)) ?? -1
  if (row >= 0) refuseRows('weight', `weights for the metric ${name} must be above 0, found ${target.weights![row]} at row ${row}`, 0, row)
}

/** Σ p ln p of the labels and their complements, by weight: what the cross entropy of the best predictions is, negated. */
function labelEntropy({ labels, weights }: Target, total: number): number {
  const part = (p: number): number => (p > 0 ? p * log(p) : 0)
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum += (part(labels[i]!) + part(1 - labels[i]!)) * (weights === undefined ? 1 : weights[i]!)
  return sum / total
}

/** The share of the labels' variance that predictions explain; labels that do not vary give 1 if they are met, else 0. */
function explainedShare(target: Target, residual: number): number {
  const mean = meanLabel(target)
  const { labels, weights } = target
  let squares = 0
  for (let i = 0; i < labels.length; i++) {
    const difference = labels[i]! - mean
    squares += difference * difference * (weights === undefined ? 1 : weights[i]!)
  }
  if (squares < ZERO_THRESHOLD) return residual < ZERO_THRESHOLD ? 1 : 0
  return 1 - residual / squares
}

/** The weights' sum in float32, two rows at a time: what LightGBM divides cross entropies by. */
function floatWeightSum({ labels, weights }: Target): number {
  if (weights === undefined) return labels.length
  const isOdd = weights.length % 2 === 1
  let sum = isOdd ? weights[0]! : fround(weights[0]! + weights[1]!)
  for (let i = isOdd ? 2 : 3; i < weights.length; i += 2) sum = fround(sum + fround(weights[i - 1]! + weights[i]!))
  return sum
}

/** From the sum of what rows lose to the metric. */
function finish(name: MetricName, target: Target, sum: number): number {
  const total = weightSum(target)
  switch (name) {
    case 'rmse':
      return Math.sqrt(sum / total)
    case 'r2':
      return explainedShare(target, sum)
    case 'gamma_deviance':
      return sum * 2
    case 'cross_entropy_lambda':
      return sum / target.labels.length
    case 'cross_entropy':
      return sum / floatWeightSum(target)
    case 'kullback_leibler':
      return labelEntropy(target, floatWeightSum(target)) + sum / floatWeightSum(target)
    default:
      return sum / total
  }
}

/**
 * Metrics that add up what each row loses. `gamma_deviance` stays a sum, as in LightGBM; `cross_entropy_lambda` weighs rows within
 * their loss.
 */
export function pointwiseMetric(name: MetricName, settings: BoosterSettings, target: Target): Metric {
  checkRows(name, target)
  const loss = lossOf(name, settings)
  const link = linkOf(settings)
  const { labels, weights } = target
  const weighs = name !== 'cross_entropy_lambda'
  const prediction = new Float64Array(1)
  return {
    name,
    higherIsBetter: name === 'r2',
    evaluate(scores) {
      let sum = 0
      for (let i = 0; i < labels.length; i++) {
        prediction[0] = scores[i]!
        applyLink(link, prediction, 0)
        const weight = weights === undefined ? 1 : weights[i]!
        const lost = loss(labels[i]!, prediction[0]!, weight)
        sum += weighs ? lost * weight : lost
      }
      return finish(name, target, sum)
    },
  }
}
