import { exp, log } from '../core/index.js'
import type { BoosterSettings } from './config.js'
import { EPSILON } from './constants.js'
import { softmax } from './link.js'
import type { Target } from './objective.js'
import type { MetricName } from './objective-names.js'

/** A number that says how good raw scores are. */
export interface Metric {
  readonly name: MetricName
  readonly higherIsBetter: boolean
  /** @param scores raw scores, one class after the other */
  evaluate(scores: Float64Array): number
}

function defaultMetric(objective: BoosterSettings['objective']): MetricName {
  if (objective === 'binary') return 'binary_logloss'
  return objective === 'multiclass' ? 'multi_logloss' : 'l2'
}

/** The metric that `settings` name, over these labels and weights. */
export function createMetric(settings: BoosterSettings, target: Target): Metric {
  const name = settings.metric?.[0] ?? defaultMetric(settings.objective)
  if (name === 'auc') return { name, higherIsBetter: true, evaluate: (scores) => auc(scores, target) }
  if (name === 'multi_logloss') {
    return { name, higherIsBetter: false, evaluate: (scores) => multiLogLoss(scores, target, settings.numClass) }
  }
  const { sigmoid } = settings
  const output =
    settings.objective === 'binary' ? (score: number): number => 1 / (1 + exp(-sigmoid * score)) : (score: number): number => score
  const loss = name === 'l2' ? squaredError : logLoss
  return { name, higherIsBetter: false, evaluate: (scores) => meanLoss(scores, target, (label, score) => loss(label, output(score))) }
}

function squaredError(label: number, prediction: number): number {
  return (prediction - label) * (prediction - label)
}

function logLoss(label: number, probability: number): number {
  const hit = label > 0 ? probability : 1 - probability
  return -log(hit > EPSILON ? hit : EPSILON)
}

function meanLoss(scores: Float64Array, { labels, weights }: Target, loss: (label: number, score: number) => number): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < labels.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!
    sum += loss(labels[i]!, scores[i]!) * weight
    total += weight
  }
  return sum / total
}

function multiLogLoss(scores: Float64Array, { labels, weights }: Target, classes: number): number {
  const rows = labels.length
  const p = new Float64Array(classes)
  let sum = 0
  let total = 0
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < classes; k++) p[k] = scores[k * rows + i]!
    softmax(p, 0, classes)
    const hit = p[labels[i]!]!
    const weight = weights === undefined ? 1 : weights[i]!
    sum += -log(hit > EPSILON ? hit : EPSILON) * weight
    total += weight
  }
  return sum / total
}

/** Area under the ROC curve, ties counted half; 1 if there is one class only, as in LightGBM. */
function auc(scores: Float64Array, { labels, weights }: Target): number {
  const order = Int32Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
  let area = 0
  let positives = 0
  let total = 0
  let tiePositives = 0
  let tieNegatives = 0
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!
    if (i > 0 && scores[row] !== scores[order[i - 1]!]) {
      area += tieNegatives * (tiePositives * 0.5 + positives)
      positives += tiePositives
      tiePositives = 0
      tieNegatives = 0
    }
    const weight = weights === undefined ? 1 : weights[row]!
    if (labels[row]! > 0) tiePositives += weight
    else tieNegatives += weight
    total += weight
  }
  area += tieNegatives * (tiePositives * 0.5 + positives)
  positives += tiePositives
  return positives > 0 && positives !== total ? area / (positives * (total - positives)) : 1
}
