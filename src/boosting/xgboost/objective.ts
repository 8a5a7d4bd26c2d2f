import { exp, log } from '../../core/index.js'
import type { Target } from '../objective.js'
import type { XgboostSettings } from './config.js'

const { fround } = Math
const LEAST_HESSIAN = fround(1e-16)
/** What XGBoost takes for the share of a class without rows. */
const LEAST_SHARE = 1e-6

/**
 * The loss that XGBoost's rounds descend. Scores, gradients and hessians hold one class after the other and are float32 like XGBoost's, step
 * by step; `exp` is the correctly rounded one where the C library's may differ in the last bit.
 */
export interface XgboostObjective {
  readonly classes: number
  /** Where class `k` starts. */
  startScore(k: number): number
  writeGradients(scores: Float32Array, gradients: Float32Array, hessians: Float32Array): void
}

export function createXgboostObjective(settings: XgboostSettings, target: Target): XgboostObjective {
  return settings.objective === 'binary:logistic' ? logistic(settings, target) : softprob(settings, target)
}

function weightAt(weights: Float32Array | undefined, row: number): number {
  return weights === undefined ? 1 : weights[row]!
}

const floatExp = (value: number): number => fround(exp(value))

/** The logistic function in float32. */
function sigmoid(score: number): number {
  return fround(1 / fround(fround(floatExp(Math.min(-score, fround(88.7))) + 1) + LEAST_HESSIAN))
}

function logit(p: number): number {
  return fround(-log(fround(fround(1 / p) - 1)))
}

/** The share of class `k`, by weight. */
function shareOf(k: number, { labels, weights }: Target): number {
  let own = 0
  let all = 0
  for (let i = 0; i < labels.length; i++) {
    const weight = weightAt(weights, i)
    all += weight
    if (labels[i] === k) own += weight
  }
  return own / all
}

function logistic({ scalePosWeight, baseScore }: XgboostSettings, target: Target): XgboostObjective {
  const { labels, weights } = target
  const rows = labels.length
  const weightOf = (row: number): number => {
    const weight = weightAt(weights, row)
    return labels[row] === 1 ? fround(weight * fround(scalePosWeight)) : weight
  }
  /** With a factor on the positive rows XGBoost starts from one Newton step instead of the mean. */
  const newtonStep = (): number => {
    let gradient = 0
    let hessian = 0
    for (let row = 0; row < rows; row++) {
      gradient += fround(fround(0.5 - labels[row]!) * weightOf(row))
      hessian += fround(0.25 * weightOf(row))
    }
    return sigmoid(fround(-gradient / hessian))
  }
  return {
    classes: 1,
    startScore: () => logit(fround(baseScore ?? (scalePosWeight === 1 ? shareOf(1, target) : newtonStep()))),
    writeGradients(scores, gradients, hessians) {
      for (let row = 0; row < rows; row++) {
        const p = sigmoid(scores[row]!)
        const weight = weightOf(row)
        gradients[row] = fround(p - labels[row]!) * weight
        hessians[row] = Math.max(fround(p * fround(1 - p)), LEAST_HESSIAN) * weight
      }
    },
  }
}

function softprob({ numClass: classes, baseScore }: XgboostSettings, target: Target): XgboostObjective {
  const { labels, weights } = target
  const rows = labels.length
  const logs = Array.from({ length: classes }, (_, k) => log(Math.max(shareOf(k, target), LEAST_SHARE)))
  const middle = logs.reduce((sum, value) => sum + value, 0) / classes
  const powers = new Float32Array(classes)
  return {
    classes,
    startScore: (k) => fround(baseScore ?? logs[k]! - middle),
    writeGradients(scores, gradients, hessians) {
      for (let row = 0; row < rows; row++) {
        let most = scores[row]!
        for (let k = 1; k < classes; k++) most = Math.max(most, scores[k * rows + row]!)
        let sum = 0
        for (let k = 0; k < classes; k++) {
          powers[k] = floatExp(fround(scores[k * rows + row]! - most))
          sum += powers[k]!
        }
        const weight = weightAt(weights, row)
        for (let k = 0; k < classes; k++) {
          const p = fround(powers[k]! / fround(sum))
          const at = k * rows + row
          gradients[at] = fround(labels[row] === k ? p - 1 : p) * weight
          hessians[at] = Math.max(fround(fround(fround(2 * p) * fround(1 - p)) * weight), LEAST_HESSIAN)
        }
      }
    },
  }
}
