import { exp, logExact } from '../core/index.js'
import type { BoosterSettings } from './config.js'
import { EPSILON } from './constants.js'
import { softmax } from './link.js'

/**
 * The loss that boosting descends. Scores, gradients and hessians hold one class after the other; gradients are computed in float64
 * and stored as float32, like LightGBM's.
 */
export interface Objective {
  readonly classes: number
  /** The constant that fits the labels of class `k` best. */
  initScore(k: number): number
  /** False for a class without rows, which gets no trees. */
  needsTrees(k: number): boolean
  writeGradients(scores: Float64Array, gradients: Float32Array, hessians: Float32Array): void
}

/** Labels and weights are float32 values, as LightGBM keeps them. */
export interface Target {
  labels: Float32Array
  weights: Float32Array | undefined
}

export function createObjective(settings: BoosterSettings, target: Target): Objective {
  if (settings.objective === 'binary') return binaryObjective(settings, target)
  return settings.objective === 'multiclass' ? multiclassObjective(settings.numClass, target) : squaredErrorObjective(target)
}

function weightSum({ labels, weights }: Target): number {
  if (weights === undefined) return labels.length
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]!
  return sum
}

/** Log loss of the logistic function; labels 0 and 1. */
function binaryObjective({ sigmoid, isUnbalance, scalePosWeight }: BoosterSettings, target: Target): Objective {
  const { labels, weights } = target
  let positives = 0
  for (let i = 0; i < labels.length; i++) if (labels[i]! > 0) positives += 1
  const negatives = labels.length - positives
  const positiveWeight = (isUnbalance && negatives >= positives ? negatives / positives : 1) * scalePosWeight
  const negativeWeight = isUnbalance && positives > negatives ? positives / negatives : 1
  return {
    classes: 1,
    needsTrees: () => true,
    initScore() {
      let sum = 0
      for (let i = 0; i < labels.length; i++) if (labels[i]! > 0) sum += weights === undefined ? 1 : weights[i]!
      const share = Math.max(Math.min(sum / weightSum(target), 1 - EPSILON), EPSILON)
      return logExact(share / (1 - share)) / sigmoid
    },
    writeGradients(scores, gradients, hessians) {
      for (let i = 0; i < labels.length; i++) {
        const sign = labels[i]! > 0 ? 1 : -1
        const labelWeight = sign > 0 ? positiveWeight : negativeWeight
        const response = (-sign * sigmoid) / (1 + exp(sign * sigmoid * scores[i]!))
        const size = Math.abs(response)
        if (weights === undefined) {
          gradients[i] = response * labelWeight
          hessians[i] = size * (sigmoid - size) * labelWeight
        } else {
          gradients[i] = response * labelWeight * weights[i]!
          hessians[i] = size * (sigmoid - size) * labelWeight * weights[i]!
        }
      }
    },
  }
}

/** Log loss of the softmax; labels 0 … classes − 1. */
function multiclassObjective(classes: number, target: Target): Objective {
  const { labels, weights } = target
  const rows = labels.length
  const shares = new Float64Array(classes)
  for (let i = 0; i < rows; i++) shares[labels[i]!]! += weights === undefined ? 1 : weights[i]!
  const total = weightSum(target)
  for (let k = 0; k < classes; k++) shares[k]! /= total
  const factor = classes / (classes - 1)
  const p = new Float64Array(classes)
  return {
    classes,
    needsTrees: (k) => shares[k]! > EPSILON && shares[k]! < 1 - EPSILON,
    initScore: (k) => logExact(Math.max(EPSILON, shares[k]!)),
    writeGradients(scores, gradients, hessians) {
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < classes; k++) p[k] = scores[k * rows + i]!
        softmax(p, 0, classes)
        const label = labels[i]!
        for (let k = 0; k < classes; k++) {
          const gradient = label === k ? p[k]! - 1 : p[k]!
          const hessian = factor * p[k]! * (1 - p[k]!)
          gradients[k * rows + i] = weights === undefined ? gradient : gradient * weights[i]!
          hessians[k * rows + i] = weights === undefined ? hessian : hessian * weights[i]!
        }
      }
    },
  }
}

/** Half the squared error. */
function squaredErrorObjective(target: Target): Objective {
  const { labels, weights } = target
  return {
    classes: 1,
    needsTrees: () => true,
    initScore() {
      let sum = 0
      for (let i = 0; i < labels.length; i++) sum += weights === undefined ? labels[i]! : labels[i]! * weights[i]!
      return sum / weightSum(target)
    },
    writeGradients(scores, gradients, hessians) {
      for (let i = 0; i < labels.length; i++) {
        const residual = scores[i]! - labels[i]!
        gradients[i] = weights === undefined ? residual : Math.fround(residual) * weights[i]!
        hessians[i] = weights === undefined ? 1 : weights[i]!
      }
    },
  }
}
