import { exp, expm1, log1p, logExact } from '../../core/index.js'
import type { Objective } from '../objective.js'
import { logOdds } from './classes.js'
import { pointwise } from './regression.js'
import { meanLabel, type Target } from './target.js'

/** From here on down e ** −score would lose the gradient's digits. */
const LOWEST_SCORE = -37

/** Cross entropy of a probability and labels between 0 and 1. */
export function crossEntropyObjective(target: Target): Objective {
  const { labels, weights } = target
  return pointwise(
    target,
    false,
    (scores, gradients, hessians) => {
      for (let i = 0; i < labels.length; i++) {
        const label = labels[i]!
        const score = scores[i]!
        const weight = weights === undefined ? 1 : weights[i]!
        if (score > LOWEST_SCORE) {
          const power = exp(-score)
          gradients[i] = ((Math.fround(1 - label) - label * power) / (1 + power)) * weight
          hessians[i] = (power / ((1 + power) * (1 + power))) * weight
        } else {
          const power = exp(score)
          gradients[i] = (power - label) * weight
          hessians[i] = power * weight
        }
      }
    },
    () => logOdds(meanLabel(target)),
  )
}

/**
 * Cross entropy of labels between 0 and 1 and the probability 1 − e ** (−λ·weight), where λ = ln(1 + e ** score): weights are numbers of
 * trials, not factors of the loss.
 */
export function crossEntropyLambdaObjective(target: Target): Objective {
  const { labels, weights } = target
  return pointwise(
    target,
    false,
    (scores, gradients, hessians) => {
      for (let i = 0; i < labels.length; i++) {
        const label = labels[i]!
        const score = scores[i]!
        if (weights === undefined) {
          const p = 1 / (1 + exp(-score))
          gradients[i] = p - label
          hessians[i] = p * (1 - p)
        } else writeTrials(score, label, weights[i]!, gradients, hessians, i)
      }
    },
    () => logExact(expm1(meanLabel(target))),
  )
}

function writeTrials(score: number, label: number, weight: number, gradients: Float32Array, hessians: Float32Array, at: number): void {
  const power = exp(score)
  const p = 1 - exp(-weight * log1p(power))
  const c = 1 / (1 - p)
  const above = c - 1
  const slope = (weight * power) / ((1 + power) * (1 + power))
  if (p > 0 && p < 1 && above > 0) {
    gradients[at] = ((1 - label / p) * weight) / (1 + 1 / power)
    const bend = (c / (above * above)) * (1 + weight * power - c)
    hessians[at] = slope * (1 + label * bend)
  } else if (p < 0.5) {
    // Where p rounds to 0, LightGBM divides by it; these are the limits.
    gradients[at] = weight * power - label
    hessians[at] = weight * power * (1 - label * (0.5 - 0.5 / weight))
  } else {
    gradients[at] = ((1 - label) * weight) / (1 + 1 / power)
    hessians[at] = power < Infinity ? slope * (1 - label) : 0
  }
}
