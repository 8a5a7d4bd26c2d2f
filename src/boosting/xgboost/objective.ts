import type { Target } from '../objective.js'
import type { XgboostSettings } from './config.js'
import { floatExp } from './float-exponential.js'
import { classScores, meanLabel, medianLabel, medianOf, newtonStep } from './intercept.js'
import { startScoreOf, type XgboostLink } from './link.js'
import { type Loss, lossOf } from './losses.js'

const { fround } = Math
const LEAST_HESSIAN = fround(1e-16)
/** XGBoost takes the largest score for at least this (the smallest normal float32). */
const LEAST_TOP = 1.1754943508222875e-38

/**
 * The loss that XGBoost's rounds descend. Scores, gradients and hessians hold one class after the other and are float32 like XGBoost's, step
 * by step.
 */
export interface XgboostObjective {
  readonly classes: number
  /** Where the classes start. */
  readonly startScores: Float32Array
  writeGradients(scores: Float32Array, gradients: Float32Array, hessians: Float32Array): void
  /** The value of a leaf of these rows, where it is not the one of the gradients; before the learning rate. */
  renewLeaf?(rows: Int32Array, scores: Float32Array): number
}

/** The link of a model that these settings train. */
export function xgboostLinkOf({ objective, numClass }: XgboostSettings): XgboostLink {
  return { objective, classes: objective.startsWith('multi:') ? numClass : 1 }
}

export function createXgboostObjective(settings: XgboostSettings, target: Target): XgboostObjective {
  const loss = lossOf(settings)
  return loss === undefined ? multiclass(settings, target) : pointwise(loss, settings, target)
}

/** The start score on the scale of predictions, where the user does not give it. */
function estimateBaseScore(settings: XgboostSettings, target: Target, writeGradients: XgboostObjective['writeGradients']): number {
  const { objective, scalePosWeight } = settings
  if (objective === 'reg:absoluteerror') return medianLabel(target)
  const startsFromMean = lossOf(settings)!.weighsPositives
    ? scalePosWeight === 1
    : objective === 'count:poisson' || objective === 'reg:tweedie'
  if (startsFromMean) return meanLabel(target)
  const rows = target.labels.length
  const [gradients, hessians] = [new Float32Array(rows), new Float32Array(rows)]
  writeGradients(new Float32Array(rows), gradients, hessians)
  return newtonStep(xgboostLinkOf(settings), gradients, hessians)
}

function pointwise(loss: Loss, settings: XgboostSettings, target: Target): XgboostObjective {
  const { objective, scalePosWeight, baseScore } = settings
  const { labels, weights } = target
  const factor = fround(scalePosWeight)
  const writeGradients = (scores: Float32Array, gradients: Float32Array, hessians: Float32Array): void => {
    for (let row = 0; row < labels.length; row++) {
      const own = weights === undefined ? 1 : weights[row]!
      const weight = loss.weighsPositives && labels[row] === 1 ? fround(own * factor) : own
      gradients[row] = loss.gradient(scores[row]!, labels[row]!) * weight
      hessians[row] = loss.hessian(scores[row]!, labels[row]!) * weight
    }
  }
  const base = baseScore ?? estimateBaseScore(settings, target, writeGradients)
  const renewLeaf = (rows: Int32Array, scores: Float32Array): number =>
    medianOf(
      Float32Array.from(rows, (row) => labels[row]! - scores[row]!),
      weights === undefined ? undefined : Float32Array.from(rows, (row) => weights[row]!),
    )
  return {
    classes: 1,
    startScores: Float32Array.of(startScoreOf(objective, base)),
    writeGradients,
    ...(objective === 'reg:absoluteerror' ? { renewLeaf } : {}),
  }
}

function multiclass({ numClass: classes, baseScore }: XgboostSettings, target: Target): XgboostObjective {
  const { labels, weights } = target
  const rows = labels.length
  const powers = new Float32Array(classes)
  return {
    classes,
    startScores: baseScore === undefined ? classScores(target, classes) : new Float32Array(classes).fill(baseScore),
    writeGradients(scores, gradients, hessians) {
      for (let row = 0; row < rows; row++) {
        let most = LEAST_TOP
        for (let k = 0; k < classes; k++) most = Math.max(most, scores[k * rows + row]!)
        let sum = 0
        for (let k = 0; k < classes; k++) {
          powers[k] = floatExp(fround(scores[k * rows + row]! - most))
          sum += powers[k]!
        }
        const weight = weights === undefined ? 1 : weights[row]!
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
