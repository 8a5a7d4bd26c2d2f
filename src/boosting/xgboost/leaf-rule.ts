import { softThreshold } from '../split.js'
import type { XgboostSettings } from './config.js'

const { fround } = Math

/** What a leaf of given sums puts out and gains: sums are float64, parameters and results float32, rounded where XGBoost rounds. */
export class LeafRule {
  readonly minChildWeight: number
  private readonly lambda: number
  private readonly alpha: number
  private readonly maxDeltaStep: number
  /** The loss that a leaf of its best weight takes away, without weighing it: what remains of the formula when nothing bounds the weight. */
  private readonly isFree: boolean

  constructor(settings: XgboostSettings) {
    this.minChildWeight = fround(settings.minChildWeight)
    this.lambda = fround(settings.regLambda)
    this.alpha = fround(settings.regAlpha)
    this.maxDeltaStep = fround(settings.maxDeltaStep)
    this.isFree = this.maxDeltaStep === 0 && settings.monotoneConstraints === undefined
  }

  /** The value that minimises the loss, no larger than `max_delta_step`; 0 in a leaf that may not be. */
  weight(gradient: number, hessian: number): number {
    if (hessian < this.minChildWeight || !(hessian > 0)) return 0
    const weight = -softThreshold(gradient, this.alpha) / (hessian + this.lambda)
    if (this.maxDeltaStep !== 0 && Math.abs(weight) > this.maxDeltaStep) return weight < 0 ? -this.maxDeltaStep : this.maxDeltaStep
    return fround(weight)
  }

  /** The same within bounds. */
  boundedWeight(gradient: number, hessian: number, least: number, greatest: number): number {
    const weight = this.weight(gradient, hessian)
    if (weight < least) return least
    return weight > greatest ? greatest : weight
  }

  /** Twice the loss that a leaf of these sums and this weight takes away. */
  gain(gradient: number, hessian: number, weight: number): number {
    if (!(hessian > 0)) return 0
    if (this.isFree) {
      const slope = softThreshold(gradient, this.alpha)
      return fround(fround(slope * slope) / fround(hessian + this.lambda))
    }
    const linear = fround(fround(2 * fround(gradient)) * weight)
    return -fround(linear + fround(fround(fround(hessian) + this.lambda) * fround(weight * weight)))
  }
}
