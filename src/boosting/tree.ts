import { roundToZero, ZERO_THRESHOLD } from './constants.js'

/**
 * One decision tree in LightGBM's layout: `leaves − 1` nodes in the order they were split, node 0 the root. A child ≥ 0 is a node,
 * a negative child `c` is leaf `~c`. A tree of one leaf has no nodes.
 */
export interface Tree {
  readonly leaves: number
  readonly splitFeature: Int32Array
  /** Gains as LightGBM stores them: float32 values. */
  readonly splitGain: Float64Array
  /** A value goes left if it is ≤ the threshold. */
  readonly threshold: Float64Array
  /** Bit 0: a set of categories goes left. Bit 1: missing values go left. Bits 2–3: what counts as missing ({@link MISSING_NONE} …). */
  readonly decisionType: Uint8Array
  readonly leftChild: Int32Array
  readonly rightChild: Int32Array
  readonly leafValue: Float64Array
  /** Sum of hessians in each leaf. */
  readonly leafWeight: Float64Array
  /** Training rows in each leaf. */
  readonly leafCount: Int32Array
  readonly nodeValue: Float64Array
  readonly nodeWeight: Float64Array
  readonly nodeCount: Int32Array
  /** The learning rate in the leaf values; 1 where the initial score was added to them. */
  shrinkage: number
  /** The sets that categorical nodes ask for. */
  categories?: CategorySets
  /** Linear models in the leaves. */
  linear?: LinearLeaves
}

/**
 * Sets of category numbers as bits, one set after the other, as in LightGBM's text: set `s` is the 32-bit words `boundaries[s]` …
 * `boundaries[s + 1] − 1`, category `c` is bit `c & 31` of its word `c >> 5`. A categorical node holds its set's number as `threshold`; a
 * category of the set goes left, all others, NaN and negative numbers right.
 */
export interface CategorySets {
  readonly boundaries: Int32Array
  readonly words: Uint32Array
}

/** Per leaf, output = constant + Σ coefficient · feature; where one of those features is NaN, the leaf's plain value. */
export interface LinearLeaves {
  readonly constants: Float64Array
  readonly features: readonly Int32Array[]
  readonly coefficients: readonly Float64Array[]
}

/** Bit 0 of a decision type: the node asks for a set of categories. */
export const CATEGORICAL = 1
export const DEFAULT_LEFT = 2
export const MISSING_NONE = 0
export const MISSING_ZERO = 1
export const MISSING_NAN = 2

/** Arrays for a tree of `leaves` leaves. */
export function emptyTree(leaves: number): Tree {
  const nodes = leaves - 1
  return {
    leaves,
    splitFeature: new Int32Array(nodes),
    splitGain: new Float64Array(nodes),
    threshold: new Float64Array(nodes),
    decisionType: new Uint8Array(nodes),
    leftChild: new Int32Array(nodes),
    rightChild: new Int32Array(nodes),
    leafValue: new Float64Array(leaves),
    leafWeight: new Float64Array(leaves),
    leafCount: new Int32Array(leaves),
    nodeValue: new Float64Array(nodes),
    nodeWeight: new Float64Array(nodes),
    nodeCount: new Int32Array(nodes),
    shrinkage: 1,
  }
}

/** The tree that LightGBM keeps for a round in which nothing could be split. */
export function constantTree(value: number, rows: number): Tree {
  const tree = emptyTree(1)
  tree.leafValue[0] = value
  tree.leafCount[0] = rows
  return tree
}

/** The first `leaves` leaves of arrays that were made for more. */
export function trimTree(tree: Tree, leaves: number): Tree {
  const nodes = leaves - 1
  const { categories, linear } = tree
  return {
    leaves,
    splitFeature: tree.splitFeature.slice(0, nodes),
    splitGain: tree.splitGain.slice(0, nodes),
    threshold: tree.threshold.slice(0, nodes),
    decisionType: tree.decisionType.slice(0, nodes),
    leftChild: tree.leftChild.slice(0, nodes),
    rightChild: tree.rightChild.slice(0, nodes),
    leafValue: tree.leafValue.slice(0, leaves),
    leafWeight: tree.leafWeight.slice(0, leaves),
    leafCount: tree.leafCount.slice(0, leaves),
    nodeValue: tree.nodeValue.slice(0, nodes),
    nodeWeight: tree.nodeWeight.slice(0, nodes),
    nodeCount: tree.nodeCount.slice(0, nodes),
    shrinkage: tree.shrinkage,
    ...(categories === undefined ? {} : { categories }),
    ...(linear === undefined ? {} : { linear }),
  }
}

/** Multiplies every output by the learning rate. */
export function shrink(tree: Tree, rate: number): void {
  for (let i = 0; i < tree.leaves; i++) tree.leafValue[i] = roundToZero(tree.leafValue[i]! * rate)
  for (let i = 0; i < tree.leaves - 1; i++) tree.nodeValue[i] = roundToZero(tree.nodeValue[i]! * rate)
  if (tree.linear !== undefined) {
    const { constants, coefficients } = tree.linear
    for (const numbers of [constants, ...coefficients])
      for (let i = 0; i < numbers.length; i++) numbers[i] = roundToZero(numbers[i]! * rate)
  }
  tree.shrinkage *= rate
}

/** Adds the initial score to every output. */
export function addBias(tree: Tree, bias: number): void {
  for (let i = 0; i < tree.leaves; i++) tree.leafValue[i] = roundToZero(tree.leafValue[i]! + bias)
  for (let i = 0; i < tree.leaves - 1; i++) tree.nodeValue[i] = roundToZero(tree.nodeValue[i]! + bias)
  if (tree.linear !== undefined) {
    const { constants } = tree.linear
    for (let i = 0; i < tree.leaves; i++) constants[i] = roundToZero(constants[i]! + bias)
  }
  tree.shrinkage = 1
}

/** The leaf that the row `values[base …]` falls into. */
export function leafOf(tree: Tree, values: Float64Array, base: number): number {
  if (tree.leaves === 1) return 0
  const { splitFeature, leftChild, rightChild } = tree
  let node = 0
  while (node >= 0) node = nodeGoesLeft(tree, node, values[base + splitFeature[node]!]!) ? leftChild[node]! : rightChild[node]!
  return ~node
}

/** The output of leaf `leaf` for the row `values[base …]`: its value, or its linear model where the tree has them. */
export function outputOf(tree: Tree, leaf: number, values: Float64Array, base: number): number {
  if (tree.linear === undefined) return tree.leafValue[leaf]!
  const features = tree.linear.features[leaf]!
  const coefficients = tree.linear.coefficients[leaf]!
  let output = tree.linear.constants[leaf]!
  for (let i = 0; i < features.length; i++) {
    const value = values[base + features[i]!]!
    if (Number.isNaN(value)) return tree.leafValue[leaf]!
    output += coefficients[i]! * value
  }
  return output
}

/** The decision at any node of a tree. */
export function nodeGoesLeft(tree: Tree, node: number, value: number): boolean {
  const type = tree.decisionType[node]!
  const threshold = tree.threshold[node]!
  return (type & CATEGORICAL) === 0 ? goesLeft(value, threshold, type) : hasCategory(tree.categories!, threshold, value)
}

/** Whether set `set` holds the category `value`, which loses its fraction, as in LightGBM: −0.5 is category 0. */
export function hasCategory(sets: CategorySets, set: number, value: number): boolean {
  if (!(value > -1 && value < 2147483648)) return false
  const category = value | 0
  const word = sets.boundaries[set]! + (category >> 5)
  return word < sets.boundaries[set + 1]! && ((sets.words[word]! >>> (category & 31)) & 1) === 1
}

/** LightGBM's decision at a node with a numeric split: NaN is 0 where the training data had none. */
export function goesLeft(value: number, threshold: number, decisionType: number): boolean {
  const missing = (decisionType >> 2) & 3
  if (Number.isNaN(value)) {
    if (missing === MISSING_NAN) return (decisionType & DEFAULT_LEFT) !== 0
    if (missing === MISSING_ZERO) return (decisionType & DEFAULT_LEFT) !== 0
    return threshold >= 0
  }
  if (missing === MISSING_ZERO && value >= -ZERO_THRESHOLD && value <= ZERO_THRESHOLD) return (decisionType & DEFAULT_LEFT) !== 0
  return value <= threshold
}
