import { ZERO_THRESHOLD } from '../constants.js'
import { CATEGORY, categoryOf, isInSet, type NodeTests, NUMBER_OR_ZERO } from '../predictor/node-tests.js'
import type { Tree } from '../tree.js'

/** 1 where a value goes left at a node, as prediction sends it. */
export function sideOf(tree: Tree, { kind, limit, missingLeft }: NodeTests, node: number, value: number, isFloat32: boolean): number {
  if (Number.isNaN(value)) return missingLeft[node]!
  if (kind[node] === CATEGORY) return Number(isInSet(tree.categories!, limit[node]!, categoryOf(value, isFloat32)))
  if (kind[node] === NUMBER_OR_ZERO && Math.abs(value) <= ZERO_THRESHOLD) return missingLeft[node]!
  return value <= limit[node]! ? 1 : 0
}
