import { exp, logExact } from '../../core/index.js'
import type { BoosterSettings } from '../config.js'
import type { Objective } from '../objective.js'
import { pointwise } from './regression.js'
import { meanLabel, type Target } from './target.js'

/** Losses of positive means, whose scores are the means' logarithms. */
function logarithmic(target: Target, writeGradients: Objective['writeGradients']): Objective {
  return pointwise(target, false, writeGradients, () => logExact(meanLabel(target)))
}

/** The Poisson deviance; hessians are enlarged by e ** poissonMaxDeltaStep, which keeps steps short. */
export function poissonObjective({ poissonMaxDeltaStep }: BoosterSettings, target: Target): Objective {
  const { labels, weights } = target
  const safeguard = exp(poissonMaxDeltaStep)
  return logarithmic(target, (scores, gradients, hessians) => {
    for (let i = 0; i < labels.length; i++) {
      const mean = exp(scores[i]!)
      const weight = weights === undefined ? 1 : weights[i]!
      gradients[i] = (mean - labels[i]!) * weight
      hessians[i] = mean * safeguard * weight
    }
  })
}

/** The gamma deviance. */
export function gammaObjective(target: Target): Objective {
  const { labels, weights } = target
  return logarithmic(target, (scores, gradients, hessians) => {
    for (let i = 0; i < labels.length; i++) {
      const ratio = labels[i]! * exp(-scores[i]!)
      const weight = weights === undefined ? 1 : weights[i]!
      gradients[i] = (1 - ratio) * weight
      hessians[i] = ratio * weight
    }
  })
}

/** The Tweedie deviance of a variance that grows with the mean's power `tweedieVariancePower`. */
export function tweedieObjective({ tweedieVariancePower: power }: BoosterSettings, target: Target): Objective {
  const { labels, weights } = target
  return logarithmic(target, (scores, gradients, hessians) => {
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i]!
      const first = exp((1 - power) * scores[i]!)
      const second = exp((2 - power) * scores[i]!)
      const weight = weights === undefined ? 1 : weights[i]!
      gradients[i] = (-label * first + second) * weight
      hessians[i] = (-label * (1 - power) * first + (2 - power) * second) * weight
    }
  })
}
