import { exp, logExact } from '../../core/index.js'
import type { BoosterSettings } from '../config.js'
import { EPSILON } from '../constants.js'
import { softmax } from '../link.js'
import type { Objective } from '../objective.js'
import { type Target, weightSum } from './target.js'

/** The score whose logistic function is `share`, which is kept within (0, 1). */
export function logOdds(share: number): number {
  const p = Math.max(Math.min(share, 1 - EPSILON), EPSILON)
  return logExact(p / (1 - p))
}

/** Log loss of the logistic function; rows whose label is `positive` (any but 0 if undefined) against the others. */
export function binaryObjective({ sigmoid, isUnbalance, scalePosWeight }: BoosterSettings, target: Target, positive?: number): Objective {
  const { labels, weights } = target
  const isPositive = new Uint8Array(labels.length)
  let positives = 0
  for (let i = 0; i < labels.length; i++) {
    if (!(positive === undefined ? labels[i]! > 0 : labels[i] === positive)) continue
    isPositive[i] = 1
    positives += 1
  }
  const negatives = labels.length - positives
  const unbalanced = isUnbalance && positives > 0 && negatives > 0
  const positiveWeight = (unbalanced && negatives >= positives ? negatives / positives : 1) * scalePosWeight
  const negativeWeight = unbalanced && positives > negatives ? positives / negatives : 1
  return {
    classes: 1,
    constantHessian: false,
    kernelLosses: [{ kind: 'binary', sigmoid, positive, positiveWeight, negativeWeight }],
    needsTrees: () => positives > 0 && negatives > 0,
    initScore() {
      let sum = 0
      for (let i = 0; i < labels.length; i++) if (isPositive[i] === 1) sum += weights === undefined ? 1 : weights[i]!
      return logOdds(sum / weightSum(target)) / sigmoid
    },
    writeGradients(scores, gradients, hessians) {
      for (let i = 0; i < labels.length; i++) {
        const sign = isPositive[i] === 1 ? 1 : -1
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

/** Log loss of one logistic function per class; labels 0 … classes − 1. */
export function oneVersusAllObjective(settings: BoosterSettings, target: Target): Objective {
  const rows = target.labels.length
  const parts = Array.from({ length: settings.numClass }, (_, k) => binaryObjective(settings, target, k))
  return {
    classes: settings.numClass,
    constantHessian: false,
    kernelLosses: parts.flatMap((part) => part.kernelLosses!),
    needsTrees: (k) => parts[k]!.needsTrees(0),
    initScore: (k) => parts[k]!.initScore(0),
    writeGradients(scores, gradients, hessians) {
      parts.forEach((part, k) => {
        const from = k * rows
        const to = from + rows
        part.writeGradients(scores.subarray(from, to), gradients.subarray(from, to), hessians.subarray(from, to))
      })
    },
  }
}

/** Log loss of the softmax; labels 0 … classes − 1. */
export function multiclassObjective(classes: number, target: Target): Objective {
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
    constantHessian: false,
    kernelLosses: [{ kind: 'softmax', classes }],
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
