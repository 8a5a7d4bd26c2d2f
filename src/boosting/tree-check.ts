import { CATEGORICAL, type CategorySets, MISSING_NAN, type Tree } from './tree.js'

/** What is wrong with a tree: the part of it, under its name in LightGBM's text, and the rule it breaks. */
export interface TreeFault {
  readonly part: string
  readonly reason: string
}

type Numbers = ArrayLike<number>

function firstFault(part: string, values: Numbers, rule: string, holds: (value: number, i: number) => boolean): TreeFault | undefined {
  for (let i = 0; i < values.length; i++)
    if (!holds(values[i]!, i)) return { part, reason: `${part} must be ${rule}, found ${values[i]} at ${i}` }
  return undefined
}

const wholeIn = (part: string, values: Numbers, low: number, high: number): TreeFault | undefined =>
  firstFault(part, values, `a whole number in ${low} … ${high}`, (value) => Number.isInteger(value) && value >= low && value <= high)

const finite = (part: string, values: Numbers): TreeFault | undefined => firstFault(part, values, 'finite numbers', Number.isFinite)

const numbers = (part: string, values: Numbers): TreeFault | undefined =>
  firstFault(part, values, 'numbers', (value) => !Number.isNaN(value))

/**
 * The first fault of a tree from a file: something that could send a row to no leaf, to another model's columns, around in circles, or to an
 * output that is no number. Undefined if prediction is safe. The arrays must have the lengths that `leaves` asks for.
 *
 * @param features number of the model's columns
 */
export function treeFault(tree: Tree, features: number): TreeFault | undefined {
  return (
    wholeIn('split_feature', tree.splitFeature, 0, features - 1) ??
    numbers('threshold', tree.threshold) ??
    firstFault('decision_type', tree.decisionType, 'a known kind of missing values', (type) => type >> 2 <= MISSING_NAN) ??
    wholeIn('left_child', tree.leftChild, -tree.leaves, tree.leaves - 2) ??
    wholeIn('right_child', tree.rightChild, -tree.leaves, tree.leaves - 2) ??
    numbers('split_gain', tree.splitGain) ??
    finite('leaf_value', tree.leafValue) ??
    finite('leaf_weight', tree.leafWeight) ??
    finite('internal_value', tree.nodeValue) ??
    finite('internal_weight', tree.nodeWeight) ??
    wholeIn('leaf_count', tree.leafCount, 0, 2147483647) ??
    wholeIn('internal_count', tree.nodeCount, 0, 2147483647) ??
    finite('shrinkage', [tree.shrinkage]) ??
    categoryFault(tree) ??
    linearFault(tree, features) ??
    shapeFault(tree)
  )
}

function categoryFault({ threshold, decisionType, categories }: Tree): TreeFault | undefined {
  const sets = categories === undefined ? 0 : categories.boundaries.length - 1
  const bounds = categories === undefined ? undefined : boundaryFault(categories)
  if (bounds !== undefined) return bounds
  for (let node = 0; node < threshold.length; node++) {
    if ((decisionType[node]! & CATEGORICAL) === 0) continue
    const set = threshold[node]!
    if (!Number.isInteger(set) || set < 0 || set >= sets)
      return { part: 'threshold', reason: `threshold must name one of ${sets} sets of categories at node ${node}, found ${set}` }
  }
  return undefined
}

function boundaryFault({ boundaries, words }: CategorySets): TreeFault | undefined {
  const part = 'cat_boundaries'
  const last = boundaries.length - 1
  if (boundaries[0] !== 0) return { part, reason: `${part} must begin with 0, found ${boundaries[0]}` }
  for (let set = 0; set < last; set++)
    if (boundaries[set + 1]! < boundaries[set]!)
      return { part, reason: `${part} must not fall, found ${boundaries[set + 1]} after ${boundaries[set]}` }
  if (boundaries[last] !== words.length)
    return { part, reason: `${part} must end with the ${words.length} words, found ${boundaries[last]}` }
  return undefined
}

function linearFault({ linear }: Tree, features: number): TreeFault | undefined {
  if (linear === undefined) return undefined
  const constants = finite('leaf_const', linear.constants)
  if (constants !== undefined) return constants
  for (let leaf = 0; leaf < linear.constants.length; leaf++) {
    const used = linear.features[leaf]!
    const fault = wholeIn('leaf_features', used, 0, features - 1) ?? finite('leaf_coeff', linear.coefficients[leaf]!)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Every node and leaf must be reached from the root exactly once: no cycles, no orphans. */
function shapeFault({ leaves, leftChild, rightChild }: Tree): TreeFault | undefined {
  if (leaves === 1) return undefined
  const part = 'left_child'
  const nodeSeen = new Uint8Array(leaves - 1)
  const leafSeen = new Uint8Array(leaves)
  const open = [0]
  nodeSeen[0] = 1
  let reached = 1
  while (open.length > 0) {
    const node = open.pop()!
    for (const child of [leftChild[node]!, rightChild[node]!]) {
      const seen = child >= 0 ? nodeSeen : leafSeen
      const at = child >= 0 ? child : ~child
      if (seen[at] === 1)
        return { part, reason: `every node and leaf must have one parent, found ${child >= 0 ? `node ${at}` : `leaf ${at}`} twice` }
      seen[at] = 1
      reached += 1
      if (child >= 0) open.push(child)
    }
  }
  if (reached === 2 * leaves - 1) return undefined
  return { part, reason: `all ${2 * leaves - 1} nodes and leaves must hang on the root, found ${reached}` }
}
