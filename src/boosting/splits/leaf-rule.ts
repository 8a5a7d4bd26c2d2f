import { EPSILON } from '../constants.js'
import { softThreshold } from '../split.js'

/** The settings that decide what a leaf's output and gain are. */
export interface LeafRuleSettings {
  lambdaL1: number
  lambdaL2: number
  maxDeltaStep: number
  pathSmooth: number
}

/**
 * What a leaf outputs, and what it takes off the loss, with every option that bends the plain −G / (H + λ): a limit of size, and a pull
 * towards the parent's output that is the stronger the fewer rows the leaf has. LightGBM's order of operations.
 */
export class LeafRule {
  private readonly lambdaL1: number
  private readonly maxDeltaStep: number
  private readonly pathSmooth: number
  private readonly smooths: boolean
  private readonly bends: boolean

  constructor(
    { lambdaL1, lambdaL2, maxDeltaStep, pathSmooth }: LeafRuleSettings,
    private readonly lambda = lambdaL2,
  ) {
    this.lambdaL1 = lambdaL1
    this.maxDeltaStep = maxDeltaStep
    this.pathSmooth = pathSmooth
    this.smooths = pathSmooth > EPSILON
    this.bends = this.smooths || maxDeltaStep > 0
  }

  /** The output of a leaf of these sums below a leaf that put out `parentOutput`. */
  output(gradient: number, hessian: number, rows: number, parentOutput: number): number {
    let output = -(this.lambdaL1 > 0 ? softThreshold(gradient, this.lambdaL1) : gradient) / (hessian + this.lambda)
    if (this.maxDeltaStep > 0 && Math.abs(output) > this.maxDeltaStep) output = output > 0 ? this.maxDeltaStep : -this.maxDeltaStep
    if (!this.smooths) return output
    const share = rows / this.pathSmooth
    return (output * share) / (share + 1) + parentOutput / (share + 1)
  }

  /** Twice the loss that a leaf of these sums takes away. */
  gain(gradient: number, hessian: number, rows: number, parentOutput: number): number {
    if (this.bends) return this.gainOf(gradient, hessian, this.output(gradient, hessian, rows, parentOutput))
    const g = this.lambdaL1 > 0 ? softThreshold(gradient, this.lambdaL1) : gradient
    return (g * g) / (hessian + this.lambda)
  }

  /** The same, if the leaf put out `output`. */
  gainOf(gradient: number, hessian: number, output: number): number {
    const g = this.lambdaL1 > 0 ? softThreshold(gradient, this.lambdaL1) : gradient
    return -(2 * g * output + (hessian + this.lambda) * output * output)
  }

  /** What the split of a leaf is measured against where its children are sets of categories. */
  gainBeforeCategories(gradient: number, hessian: number, rows: number, parentOutput: number): number {
    return this.smooths ? this.gainOf(gradient, hessian, parentOutput) : this.gain(gradient, hessian, rows, 0)
  }
}
