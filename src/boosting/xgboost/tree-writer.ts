import { BarcastError } from '../../core/index.js'
import { ZERO_THRESHOLD } from '../constants.js'
import { CATEGORY, type NodeTests, NUMBER_OR_ZERO, nodeTestsOf } from '../predictor/node-tests.js'
import type { Tree } from '../tree.js'
import type { Content } from './document-writer.js'
import { cutAbove } from './float32.js'

const ACTION = 'Write XGBoost model'
const NO_PARENT = 2147483647
const MOST_CATEGORIES = 2 ** 24
/** What XGBoost writes as the condition of a categorical node. */
const LEAST_FLOAT = Math.fround(1.4e-45)

/** @throws BarcastError `boosting/unsupported-model`: XGBoost's trees cannot say this. */
export function refuseTree(message: string, value: unknown, tree: number, node?: number): never {
  throw new BarcastError('boosting/unsupported-model', `${ACTION}: tree ${tree}: ${message}`, {
    value,
    where: { path: node === undefined ? `trees[${tree}]` : `trees[${tree}].nodes[${node}]` },
  })
}

/** The columns of the file's tree while its nodes are written. */
class Columns {
  readonly left: Int32Array<ArrayBuffer>
  readonly right: Int32Array<ArrayBuffer>
  readonly parent: Int32Array<ArrayBuffer>
  readonly feature: Int32Array<ArrayBuffer>
  readonly condition: Float32Array<ArrayBuffer>
  readonly defaultLeft: Uint8Array<ArrayBuffer>
  readonly gain: Float32Array<ArrayBuffer>
  readonly hessian: Float32Array<ArrayBuffer>
  readonly weight: Float32Array<ArrayBuffer>
  readonly type: Uint8Array<ArrayBuffer>
  readonly categoryNodes: number[] = []
  readonly categories: number[] = []
  readonly segments: number[] = []
  readonly sizes: number[] = []

  constructor(readonly count: number) {
    this.left = new Int32Array(count).fill(-1)
    this.right = new Int32Array(count).fill(-1)
    this.parent = new Int32Array(count).fill(NO_PARENT)
    this.feature = new Int32Array(count)
    this.condition = new Float32Array(count)
    this.defaultLeft = new Uint8Array(count)
    this.gain = new Float32Array(count)
    this.hessian = new Float32Array(count)
    this.weight = new Float32Array(count)
    this.type = new Uint8Array(count)
  }

  describe(index: number, features: number): Content {
    return {
      base_weights: this.weight,
      categories: Int32Array.from(this.categories),
      categories_nodes: Int32Array.from(this.categoryNodes),
      categories_segments: Float64Array.from(this.segments),
      categories_sizes: Float64Array.from(this.sizes),
      default_left: this.defaultLeft,
      id: index,
      left_children: this.left,
      loss_changes: this.gain,
      parents: this.parent,
      right_children: this.right,
      split_conditions: this.condition,
      split_indices: this.feature,
      split_type: this.type,
      sum_hessian: this.hessian,
      tree_param: { num_deleted: '0', num_feature: String(features), num_nodes: String(this.count), size_leaf_vector: '1' },
    }
  }
}

/** The categories of a node's set, ascending. */
function categoriesOf({ categories, threshold }: Tree, node: number, index: number): number[] {
  const { boundaries, words } = categories!
  const found: number[] = []
  const from = boundaries[threshold[node]!]!
  for (let word = from; word < boundaries[threshold[node]! + 1]!; word++)
    for (let bit = 0; bit < 32; bit++) if (((words[word]! >>> bit) & 1) === 1) found.push((word - from) * 32 + bit)
  if (found.length === 0) refuseTree('a set of categories must not be empty', 0, index, node)
  if (found.at(-1)! >= MOST_CATEGORIES)
    refuseTree(`categories must be below ${MOST_CATEGORIES} in XGBoost, found ${found.at(-1)}`, found.at(-1), index, node)
  return found
}

/** A node that takes 0 for missing can be written only if zeros go the same way by their value. */
function checkZeros(tests: NodeTests, node: number, index: number): void {
  if (tests.kind[node] !== NUMBER_OR_ZERO) return
  const limit = tests.limit[node]!
  if (tests.missingLeft[node] === 1 ? limit < ZERO_THRESHOLD : limit >= -ZERO_THRESHOLD)
    refuseTree('zero_as_missing has no counterpart in XGBoost, found a node that sends zeros elsewhere', limit, index, node)
}

function writeNode(tree: Tree, tests: NodeTests, node: number, at: number, columns: Columns, index: number): void {
  const isCategorical = tests.kind[node] === CATEGORY
  const missingLeft = tests.missingLeft[node] === 1
  checkZeros(tests, node, index)
  columns.feature[at] = tree.splitFeature[node]!
  columns.gain[at] = tree.splitGain[node]!
  columns.hessian[at] = tree.nodeWeight[node]!
  columns.weight[at] = tree.nodeValue[node]!
  columns.defaultLeft[at] = Number(missingLeft !== isCategorical)
  columns.condition[at] = isCategorical ? LEAST_FLOAT : cutAbove(tests.limit[node]!)
  if (columns.condition[at] === -Infinity) refuseTree('thresholds must fit float32, found −Infinity', tree.threshold[node], index, node)
  if (!isCategorical) return
  const found = categoriesOf(tree, node, index)
  columns.type[at] = 1
  columns.categoryNodes.push(at)
  columns.segments.push(columns.categories.length)
  columns.sizes.push(found.length)
  for (const category of found) columns.categories.push(category)
}

/**
 * A tree as XGBoost stores it, nodes level by level. XGBoost sends a category of the set to the right: the sides of categorical nodes are
 * exchanged.
 *
 * @param factor on its outputs
 * @param float32 whether the tree has XGBoost's semantics
 */
export function describeTree(tree: Tree, index: number, features: number, factor: number, float32: boolean): Content {
  if (tree.linear !== undefined) refuseTree('linear leaves have no counterpart in XGBoost', undefined, index)
  const columns = new Columns(2 * tree.leaves - 1)
  const tests = nodeTestsOf(tree, float32)
  /** Nodes and `~leaves` in the order of the file. */
  const order = [tree.leaves === 1 ? ~0 : 0]
  for (let at = 0; at < order.length; at++) {
    const node = order[at]!
    if (node < 0) {
      const value = Math.fround(tree.leafValue[~node]! * factor)
      if (!Number.isFinite(value)) refuseTree(`leaf values must fit float32, found ${tree.leafValue[~node]}`, tree.leafValue[~node], index)
      columns.condition[at] = value
      columns.weight[at] = value
      columns.hessian[at] = tree.leafWeight[~node]!
      continue
    }
    writeNode(tree, tests, node, at, columns, index)
    const exchanged = columns.type[at] === 1
    columns.left[at] = order.push(exchanged ? tree.rightChild[node]! : tree.leftChild[node]!) - 1
    columns.right[at] = order.push(exchanged ? tree.leftChild[node]! : tree.rightChild[node]!) - 1
    columns.parent[columns.left[at]!] = at
    columns.parent[columns.right[at]!] = at
  }
  return columns.describe(index, features)
}
