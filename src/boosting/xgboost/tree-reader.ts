import { CATEGORICAL, type CategorySets, DEFAULT_LEFT, emptyTree, MISSING_NAN, type Tree } from '../tree.js'
import { refuseKind, refuseModel, type Section } from './document.js'
import { thresholdBelow } from './float32.js'

/** XGBoost refuses categories from here on. */
const MOST_CATEGORIES = 2 ** 24
/** Words of category sets in a model at most, 128 MB: a short file may name high categories in many nodes. */
const MOST_WORDS = 2 ** 25
const MOST_NODES = 2 ** 31 - 1

/** A tree's columns as the file has them, checked one by one. */
interface Nodes {
  count: number
  left: ArrayLike<number>
  right: ArrayLike<number>
  feature: ArrayLike<number>
  condition: ArrayLike<number>
  defaultLeft: ArrayLike<number>
  gain: ArrayLike<number>
  hessian: ArrayLike<number>
  weight: ArrayLike<number>
  /** The categories of each node that asks for some. */
  categories: ReadonlyMap<number, Uint32Array>
}

/** Counts what the category sets of all trees take. */
export interface WordCount {
  words: number
}

function readNodes(tree: Section, features: number, budget: WordCount): Nodes {
  const param = tree.section('tree_param')
  const vector = param.integer('size_leaf_vector', 0, MOST_NODES, 0)
  if (vector > 1)
    refuseKind(param.pathOf('size_leaf_vector'), 'trees with vectors in their leaves (multi_output_tree) are not supported', vector)
  const count = param.integer('num_nodes', 1, MOST_NODES)
  return {
    count,
    left: tree.integers('left_children', -1, count - 1, count),
    right: tree.integers('right_children', -1, count - 1, count),
    feature: tree.integers('split_indices', 0, MOST_NODES, count),
    // Older versions write NaN for a categorical node.
    condition: tree.numbers('split_conditions', count, true),
    defaultLeft: tree.integers('default_left', 0, 1, count),
    gain: tree.numbers('loss_changes', count),
    hessian: tree.numbers('sum_hessian', count),
    weight: tree.numbers('base_weights', count),
    categories: readCategories(tree, count, features, budget),
  }
}

function readCategories(tree: Section, count: number, features: number, budget: WordCount): Map<number, Uint32Array> {
  const sets = new Map<number, Uint32Array>()
  // Files before version 1.3 have none of these.
  if (features === 0 || tree.get('split_type') === undefined) return sets
  const types = tree.integers('split_type', 0, 1, count)
  const nodes = tree.integers('categories_nodes', 0, count - 1)
  const listed = tree.integers('categories', 0, MOST_CATEGORIES - 1)
  const from = tree.integers('categories_segments', 0, listed.length, nodes.length)
  const sizes = tree.integers('categories_sizes', 1, listed.length, nodes.length)
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k]!
    const to = from[k]! + sizes[k]!
    if (to > listed.length || types[node] !== 1 || sets.has(node))
      refuseModel(`${tree.pathOf('categories_nodes')}[${k}]`, 'must be a categorical node with its own categories', node)
    let highest = 0
    for (let i = from[k]!; i < to; i++) highest = Math.max(highest, listed[i]!)
    const words = new Uint32Array(spend(budget, (highest >> 5) + 1, tree))
    for (let i = from[k]!; i < to; i++) words[listed[i]! >> 5]! |= 1 << (listed[i]! & 31)
    sets.set(node, words)
  }
  for (let node = 0; node < count; node++)
    if (types[node] === 1 && !sets.has(node))
      refuseModel(`${tree.pathOf('split_type')}[${node}]`, 'a categorical node must have categories', 1)
  return sets
}

function spend(budget: WordCount, words: number, tree: Section): number {
  budget.words += words
  if (budget.words > MOST_WORDS) refuseKind(tree.pathOf('categories'), `sets must take ${MOST_WORDS} words at most`, budget.words)
  return words
}

/** The nodes that can be reached, level by level; every one from one parent only. */
function orderNodes({ count, left, right }: Nodes, tree: Section): number[] {
  const order = [0]
  const seen = new Uint8Array(count)
  seen[0] = 1
  for (let i = 0; i < order.length; i++) {
    const node = order[i]!
    if (left[node] === -1) continue
    for (const [key, child] of [
      ['left_children', left[node]!],
      ['right_children', right[node]!],
    ] as const) {
      if (child < 0 || seen[child] === 1) refuseModel(`${tree.pathOf(key)}[${node}]`, 'must be a node without another parent', child)
      seen[child] = 1
      order.push(child)
    }
  }
  return order
}

/**
 * One tree of the file. Nodes and leaves are numbered level by level; nodes that a pruning cut off are left out. XGBoost sends a category of
 * the set to the right, so the sides of categorical nodes are exchanged here.
 *
 * @param weight factor on its outputs (`dart`)
 */
export function readTree(source: Section, features: number, weight: number, budget: WordCount): Tree {
  const nodes = readNodes(source, features, budget)
  const order = orderNodes(nodes, source)
  const tree = emptyTree((order.length + 1) / 2)
  /** A node's number, or `~leaf`. */
  const number = new Int32Array(nodes.count)
  let inner = 0
  let leaf = 0
  for (const node of order) number[node] = nodes.left[node] === -1 ? ~leaf++ : inner++
  const sets: Uint32Array[] = []
  for (const node of order) {
    const at = number[node]!
    if (at < 0) {
      tree.leafValue[~at] = outputOf(nodes.condition[node]!, weight, source, node)
      tree.leafWeight[~at] = Math.fround(nodes.hessian[node]!)
      continue
    }
    const feature = nodes.feature[node]!
    if (feature >= features) refuseModel(`${source.pathOf('split_indices')}[${node}]`, `must be below num_feature ${features}`, feature)
    tree.splitFeature[at] = feature
    tree.splitGain[at] = Math.fround(nodes.gain[node]!)
    tree.nodeWeight[at] = Math.fround(nodes.hessian[node]!)
    tree.nodeValue[at] = Math.fround(Math.fround(nodes.weight[node]!) * weight)
    const set = nodes.categories.get(node)
    const [left, right] = [number[nodes.left[node]!]!, number[nodes.right[node]!]!]
    const missingLeft = (nodes.defaultLeft[node] === 1) === (set === undefined)
    tree.decisionType[at] = (MISSING_NAN << 2) | (missingLeft ? DEFAULT_LEFT : 0) | (set === undefined ? 0 : CATEGORICAL)
    tree.threshold[at] = set === undefined ? thresholdAt(nodes, node, source) : sets.push(set) - 1
    tree.leftChild[at] = set === undefined ? left : right
    tree.rightChild[at] = set === undefined ? right : left
  }
  if (weight !== 1) tree.shrinkage = weight
  if (sets.length > 0) tree.categories = joinSets(sets)
  return tree
}

function outputOf(value: number, weight: number, source: Section, node: number): number {
  const output = Math.fround(Math.fround(value) * weight)
  return Number.isFinite(output)
    ? output
    : refuseModel(`${source.pathOf('split_conditions')}[${node}]`, 'a leaf value must be finite', value)
}

function thresholdAt({ condition }: Nodes, node: number, source: Section): number {
  const cut = Math.fround(condition[node]!)
  return cut > -Infinity
    ? thresholdBelow(cut)
    : refuseModel(`${source.pathOf('split_conditions')}[${node}]`, 'must be above −Infinity', cut)
}

function joinSets(sets: readonly Uint32Array[]): CategorySets {
  const boundaries = new Int32Array(sets.length + 1)
  sets.forEach((set, k) => {
    boundaries[k + 1] = boundaries[k]! + set.length
  })
  const words = new Uint32Array(boundaries[sets.length]!)
  sets.forEach((set, k) => {
    words.set(set, boundaries[k])
  })
  return { boundaries, words }
}
