import type { SplitBounds } from '../constraints/split-bounds.js'
import type { LeafRule } from './leaf-rule.js'

/** The sums of one side of a split. */
export interface Side {
  gradient: number
  hessian: number
  /** As estimated from hessians. */
  rows: number
}

export function clip(value: number, least: number, most: number): number {
  if (value < least) return least
  return value > most ? most : value
}

/** What a split gains if both outputs must keep within bounds, and in the order that `direction` asks for: 0 if they do not. */
export function boundedGain(rule: LeafRule, left: Side, right: Side, parentOutput: number, bounds: SplitBounds, direction: number): number {
  const leftOutput = clip(rule.output(left.gradient, left.hessian, left.rows, parentOutput), bounds.leftMin, bounds.leftMax)
  const rightOutput = clip(rule.output(right.gradient, right.hessian, right.rows, parentOutput), bounds.rightMin, bounds.rightMax)
  if ((direction > 0 && leftOutput > rightOutput) || (direction < 0 && leftOutput < rightOutput)) return 0
  return rule.gainOf(left.gradient, left.hessian, leftOutput) + rule.gainOf(right.gradient, right.hessian, rightOutput)
}
