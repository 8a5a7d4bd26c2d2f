import { BarcastError } from '../../core/index.js'
import type { Objective } from '../objective.js'
import { meanLabel, type Target } from './target.js'

const { fround } = Math

/** Labels as signed square roots, which `regSqrt` learns instead. */
export function withRoots(target: Target): Target {
  return { ...target, labels: target.labels.map((label) => Math.sign(label) * fround(Math.sqrt(Math.abs(label)))) }
}

/** Scores that outgrow float32 gradients would end in a model of NaN. */
function checkFinite(gradients: Float32Array, hessians: Float32Array): void {
  let sum = 0
  for (let i = 0; i < gradients.length; i++) sum += Math.abs(gradients[i]!) + Math.abs(hessians[i]!)
  if (Number.isFinite(sum)) return
  const row = gradients.findIndex((gradient, i) => !Number.isFinite(gradient + hessians[i]!))
  throw new BarcastError(
    'boosting/overflow',
    `Train booster: gradients must stay finite (scale the labels or lower learningRate), found ${gradients[row]} and hessian ${hessians[row]} at row ${row}`,
    { value: gradients[row], where: { row } },
  )
}

/** What losses of one score have in common that need no more than gradients. */
export function pointwise(
  target: Target,
  constantHessian: boolean,
  writeGradients: Objective['writeGradients'],
  initScore: () => number = () => meanLabel(target),
): Objective {
  return {
    classes: 1,
    constantHessian: constantHessian && target.weights === undefined,
    needsTrees: () => true,
    initScore,
    writeGradients(scores, gradients, hessians) {
      writeGradients(scores, gradients, hessians)
      checkFinite(gradients, hessians)
    },
  }
}

/** Half the squared error. */
export function squaredErrorObjective(target: Target): Objective {
  const { labels, weights } = target
  return pointwise(target, true, (scores, gradients, hessians) => {
    for (let i = 0; i < labels.length; i++) {
      const residual = scores[i]! - labels[i]!
      gradients[i] = weights === undefined ? residual : fround(residual) * weights[i]!
      hessians[i] = weights === undefined ? 1 : weights[i]!
    }
  })
}

/** Huber's loss: squared up to `alpha`, linear beyond. */
export function huberObjective(alpha: number, target: Target): Objective {
  const { labels, weights } = target
  return pointwise(target, true, (scores, gradients, hessians) => {
    for (let i = 0; i < labels.length; i++) {
      const residual = scores[i]! - labels[i]!
      const weight = weights === undefined ? 1 : weights[i]!
      gradients[i] = Math.abs(residual) <= alpha ? residual * weight : Math.sign(residual) * weight * alpha
      hessians[i] = weight
    }
  })
}

/** The fair loss c² (|x|/c − ln(1 + |x|/c)) of residuals x. */
export function fairObjective(c: number, target: Target): Objective {
  const { labels, weights } = target
  return pointwise(target, false, (scores, gradients, hessians) => {
    for (let i = 0; i < labels.length; i++) {
      const residual = scores[i]! - labels[i]!
      const weight = weights === undefined ? 1 : weights[i]!
      const size = Math.abs(residual) + c
      gradients[i] = ((c * residual) / size) * weight
      hessians[i] = ((c * c) / (size * size)) * weight
    }
  })
}
