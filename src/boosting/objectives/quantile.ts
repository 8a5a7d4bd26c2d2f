import type { Objective } from '../objective.js'
import { labelPercentile, residualPercentile } from './percentile.js'
import { pointwise } from './regression.js'
import type { Target } from './target.js'

const { fround } = Math

/** A loss whose leaves take a percentile of their rows' residuals, by weight, once their tree is grown. */
function renewed(
  { labels }: Target,
  weights: Float32Array | undefined,
  share: number,
  objective: (initScore: () => number) => Objective,
): Objective {
  return {
    ...objective(() => labelPercentile(labels, weights, share)),
    renewLeaf: (rows, scores) => residualPercentile(rows, scores, labels, weights, share),
  }
}

/** The absolute error; leaves hold medians. */
export function absoluteErrorObjective(target: Target): Objective {
  const { labels, weights } = target
  return renewed(target, weights, 0.5, (initScore) =>
    pointwise(
      target,
      true,
      (scores, gradients, hessians) => {
        for (let i = 0; i < labels.length; i++) {
          const weight = weights === undefined ? 1 : weights[i]!
          gradients[i] = Math.sign(scores[i]! - labels[i]!) * weight
          hessians[i] = weight
        }
      },
      initScore,
    ),
  )
}

/** The pinball loss of the quantile `alpha`, a float32 number as LightGBM keeps it. */
export function quantileObjective(alpha: number, target: Target): Objective {
  const { labels, weights } = target
  const share = fround(alpha)
  const above = fround(1 - share)
  return renewed(target, weights, share, (initScore) =>
    pointwise(
      target,
      true,
      (scores, gradients, hessians) => {
        for (let i = 0; i < labels.length; i++) {
          const weight = weights === undefined ? 1 : weights[i]!
          gradients[i] = (fround(scores[i]! - labels[i]!) >= 0 ? above : -share) * weight
          hessians[i] = weight
        }
      },
      initScore,
    ),
  )
}

/** The absolute error relative to the label, whose size counts as 1 at least; leaves hold medians weighted by 1 / label. */
export function percentageErrorObjective(target: Target): Objective {
  const { labels, weights } = target
  const relative = labels.map((label, i) => {
    const share = fround(1 / Math.max(1, Math.abs(label)))
    return weights === undefined ? share : share * weights[i]!
  })
  return renewed(target, relative, 0.5, (initScore) =>
    pointwise(
      target,
      true,
      (scores, gradients, hessians) => {
        for (let i = 0; i < labels.length; i++) {
          gradients[i] = Math.sign(scores[i]! - labels[i]!) * relative[i]!
          hessians[i] = weights === undefined ? 1 : weights[i]!
        }
      },
      initScore,
    ),
  )
}
