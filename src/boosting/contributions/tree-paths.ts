import { BarcastError } from '../../core/index.js'
import type { NodeTests } from '../predictor/node-tests.js'
import type { Tree } from '../tree.js'

/**
 * The way to every leaf of a tree, by features: a feature that is asked several times on the way is one step. Leaf `l` has the steps
 * `steps[l]` … `steps[l + 1] − 1`, step `s` the questions `questions[s]` … `questions[s + 1] − 1`.
 */
export interface TreePaths {
  readonly steps: Int32Array
  readonly feature: Int32Array
  /** The share of training rows that goes on along this step's questions, whatever their other features. */
  readonly share: Float64Array
  readonly questions: Int32Array
  /** `2 · node`, + 1 where the way goes left. */
  readonly answers: Int32Array
  /** The longest way's steps. */
  readonly most: number
  /** The mean output of training rows. */
  readonly expected: number
}

/** A tree prepared for explanations. */
export interface ExplainedTree {
  readonly tree: Tree
  readonly tests: NodeTests
  readonly paths: TreePaths
}

interface Step {
  readonly feature: number
  readonly share: number
  readonly answers: readonly number[]
}

/** How far the rows of the leaves may be from the root's: float32 sums of hessians do not add up exactly. */
const WEIGHT_TOLERANCE = 0.01

function extend(path: readonly Step[], feature: number, share: number, answer: number): readonly Step[] {
  const at = path.findIndex((step) => step.feature === feature)
  if (at < 0) return [...path, { feature, share, answers: [answer] }]
  const step = path[at]!
  return path.with(at, { feature, share: step.share * share, answers: [...step.answers, answer] })
}

function waysOf(tree: Tree, weightOf: (child: number) => number): (readonly Step[])[] {
  const ways: (readonly Step[])[] = Array.from({ length: tree.leaves }, () => [])
  const open: { readonly at: number; readonly path: readonly Step[] }[] = tree.leaves === 1 ? [] : [{ at: 0, path: [] }]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { at, path } = place
    if (at < 0) {
      ways[~at] = path
      continue
    }
    const feature = tree.splitFeature[at]!
    for (const isLeft of [true, false]) {
      const child = isLeft ? tree.leftChild[at]! : tree.rightChild[at]!
      open.push({ at: child, path: extend(path, feature, weightOf(child) / weightOf(at), 2 * at + Number(isLeft)) })
    }
  }
  return ways
}

/** Rows must be known at every node; old files and other programs leave them out. */
function checkWeights(tree: Tree, index: number, weightOf: (child: number) => number, action: string): void {
  let rows = 0
  for (let leaf = 0; leaf < tree.leaves; leaf++) rows += weightOf(~leaf)
  for (let node = 0; node < tree.leaves - 1; node++)
    if (!(weightOf(node) > 0)) refuseWeights(index, `node ${node} must have training rows, found ${weightOf(node)}`, action)
  const root = weightOf(0)
  if (!(Math.abs(rows - root) <= WEIGHT_TOLERANCE * root))
    refuseWeights(index, `the leaves must have the ${root} training rows of the root, found ${rows}`, action)
}

function refuseWeights(index: number, message: string, action: string): never {
  throw new BarcastError('boosting/node-weights', `${action}: tree ${index}: ${message}`, {
    value: index,
    where: { path: `trees[${index}]` },
  })
}

/**
 * The training rows at a node or, for negative numbers, in a leaf.
 *
 * @param byHessian what counts as a row: its hessian (XGBoost), or 1 (LightGBM)
 */
export function weightsOf(tree: Tree, byHessian: boolean): (child: number) => number {
  const nodes = byHessian ? tree.nodeWeight : tree.nodeCount
  const leaves = byHessian ? tree.leafWeight : tree.leafCount
  return (child) => (child >= 0 ? nodes[child]! : leaves[~child]!)
}

/**
 * @param byHessian what counts as a row: its hessian (XGBoost), or 1 (LightGBM)
 * @throws BarcastError `boosting/node-weights` when the rows of the nodes are unknown, `boosting/linear-contributions` for linear leaves.
 */
export function treePaths(tree: Tree, index: number, byHessian: boolean, action: string): TreePaths {
  if (tree.linear !== undefined)
    throw new BarcastError('boosting/linear-contributions', `${action}: leaves must be constant, found linear models in tree ${index}`, {
      value: index,
    })
  const weightOf = weightsOf(tree, byHessian)
  if (tree.leaves > 1) checkWeights(tree, index, weightOf, action)
  const ways = waysOf(tree, weightOf)
  const steps = ways.flat()
  let expected = tree.leaves === 1 ? tree.leafValue[0]! : 0
  for (let leaf = 0; leaf < tree.leaves && tree.leaves > 1; leaf++) expected += (weightOf(~leaf) / weightOf(0)) * tree.leafValue[leaf]!
  return {
    steps: ends(ways.map((way) => way.length)),
    feature: Int32Array.from(steps, (step) => step.feature),
    share: Float64Array.from(steps, (step) => step.share),
    questions: ends(steps.map((step) => step.answers.length)),
    answers: Int32Array.from(steps.flatMap((step) => step.answers)),
    most: ways.reduce((most, way) => Math.max(most, way.length), 0),
    expected,
  }
}

/** 0 and the running sums. */
function ends(lengths: readonly number[]): Int32Array {
  const sums = new Int32Array(lengths.length + 1)
  for (let i = 0; i < lengths.length; i++) sums[i + 1] = sums[i]! + lengths[i]!
  return sums
}
