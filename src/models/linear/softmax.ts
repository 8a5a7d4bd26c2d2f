import { exp, log1p } from '../../core/index.js'

/**
 * Replaces scores by probabilities, exp(z) / Σ exp(z), without overflow.
 *
 * @returns the cross-entropy of class `label`, −log of its probability, also where that is next to 1
 */
export function softmax(scores: Float64Array, label: number): number {
  let top = 0
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[top]!) top = k
  const highest = scores[top]!
  const margin = highest - scores[label]!
  let others = 0
  for (let k = 0; k < scores.length; k++) {
    if (k === top) continue
    const power = exp(scores[k]! - highest)
    scores[k] = power
    others += power
  }
  scores[top] = 1
  const sum = 1 + others
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum
  return margin + log1p(others)
}
