import type { CategorySets, LinearLeaves, Tree } from '../tree.js'
import { treeFault } from '../tree-check.js'
import type { ColumnReader, ColumnWriter } from './columns.js'

/** The arrays of a tree that have a number for each node or for each leaf, in the file's order. */
const PER_NODE = [
  'splitFeature',
  'splitGain',
  'threshold',
  'decisionType',
  'leftChild',
  'rightChild',
  'nodeValue',
  'nodeWeight',
  'nodeCount',
] as const
const PER_LEAF = ['leafValue', 'leafWeight', 'leafCount'] as const
function concatenate(lists: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}

/** Writes all trees, every array of all trees after one another. */
export function writeTrees(trees: readonly Tree[], writer: ColumnWriter): void {
  writer.add(trees.map((tree) => tree.leaves))
  writer.add(trees.map((tree) => tree.shrinkage))
  for (const key of [...PER_NODE, ...PER_LEAF]) writer.add(concatenate(trees.map((tree) => tree[key])))
  writer.add(trees.map(({ categories }) => (categories === undefined ? 0 : categories.boundaries.length - 1)))
  writer.add(concatenate(trees.map(({ categories }) => categories?.boundaries.subarray(1) ?? [])))
  writer.add(concatenate(trees.map(({ categories }) => categories?.words ?? [])))
  const linear = trees.flatMap((tree) => tree.linear ?? [])
  writer.add(trees.map((tree) => Number(tree.linear !== undefined)))
  writer.add(concatenate(linear.map(({ constants }) => constants)))
  writer.add(linear.flatMap(({ features }) => features.map((columns) => columns.length)))
  writer.add(concatenate(linear.flatMap(({ features }) => features)))
  writer.add(concatenate(linear.flatMap(({ coefficients }) => coefficients)))
}

const sum = (values: ArrayLike<number>): number =>
  Array.prototype.reduce.call(values, (total, value) => (total as number) + (value as number), 0) as number

/** Hands out a long array piece by piece. */
function dealer<T extends Float64Array | Int32Array | Uint8Array | Uint32Array>(all: T): (length: number) => T {
  let at = 0
  return (length) => {
    at += length
    return all.subarray(at - length, at) as T
  }
}

/**
 * Reads `count` trees of a model with this many columns; each is checked as text would be.
 * @throws BarcastError `boosting/model-bytes`.
 */
export function readTrees(reader: ColumnReader, count: number, features: number): Tree[] {
  const leaves = reader.read('leaves', Int32Array, count)
  for (const number of leaves) if (number < 1) reader.refuse('leaves', `a tree must have at least one leaf, found ${number}`, number)
  const shrinkage = reader.read('shrinkage', Float64Array, count)
  const leafTotal = sum(leaves)
  const nodeTotal = leafTotal - count
  // In the order of the file.
  const arrays = {
    splitFeature: reader.read('splitFeature', Int32Array, nodeTotal),
    splitGain: reader.read('splitGain', Float64Array, nodeTotal),
    threshold: reader.read('threshold', Float64Array, nodeTotal),
    decisionType: reader.read('decisionType', Uint8Array, nodeTotal),
    leftChild: reader.read('leftChild', Int32Array, nodeTotal),
    rightChild: reader.read('rightChild', Int32Array, nodeTotal),
    nodeValue: reader.read('nodeValue', Float64Array, nodeTotal),
    nodeWeight: reader.read('nodeWeight', Float64Array, nodeTotal),
    nodeCount: reader.read('nodeCount', Int32Array, nodeTotal),
    leafValue: reader.read('leafValue', Float64Array, leafTotal),
    leafWeight: reader.read('leafWeight', Float64Array, leafTotal),
    leafCount: reader.read('leafCount', Int32Array, leafTotal),
  }
  const categoriesOf = readCategories(reader, count)
  const linearOf = readLinear(reader, leaves)
  let leaf = 0
  return Array.from({ length: count }, (_, t) => {
    const size = leaves[t]!
    const node = leaf - t
    const nodes = <T extends Float64Array | Int32Array | Uint8Array>(all: T): T => all.subarray(node, node + size - 1) as T
    const ends = <T extends Float64Array | Int32Array>(all: T): T => all.subarray(leaf, leaf + size) as T
    const categories = categoriesOf(t)
    const linear = linearOf(t)
    const tree: Tree = {
      leaves: size,
      shrinkage: shrinkage[t]!,
      splitFeature: nodes(arrays.splitFeature),
      splitGain: nodes(arrays.splitGain),
      threshold: nodes(arrays.threshold),
      decisionType: nodes(arrays.decisionType),
      leftChild: nodes(arrays.leftChild),
      rightChild: nodes(arrays.rightChild),
      nodeValue: nodes(arrays.nodeValue),
      nodeWeight: nodes(arrays.nodeWeight),
      nodeCount: nodes(arrays.nodeCount),
      leafValue: ends(arrays.leafValue),
      leafWeight: ends(arrays.leafWeight),
      leafCount: ends(arrays.leafCount),
      ...(categories === undefined ? {} : { categories }),
      ...(linear === undefined ? {} : { linear }),
    }
    const fault = treeFault(tree, features)
    if (fault !== undefined) reader.refuse(`trees[${t}]`, fault.reason, fault.part)
    leaf += size
    return tree
  })
}

function readCategories(reader: ColumnReader, count: number): (tree: number) => CategorySets | undefined {
  const sets = reader.read('categorySets', Int32Array, count)
  const total = sum(sets)
  const ends = dealer(reader.read('categoryBoundaries', Int32Array, total))
  const all = reader.read('categoryWords', Uint32Array)
  const words = dealer(all)
  let left = all.length
  return (tree) => {
    if (sets[tree] === 0) return undefined
    if (sets[tree]! < 0) reader.refuse('categorySets', `must not be negative, found ${sets[tree]}`, sets[tree])
    const boundaries = Int32Array.of(0, ...ends(sets[tree]!))
    const size = boundaries.at(-1)!
    if (size < 0 || size > left) reader.refuse('categoryBoundaries', `must fit ${left} words, found ${size}`, size)
    left -= size
    return { boundaries, words: words(size) }
  }
}

function readLinear(reader: ColumnReader, leaves: Int32Array): (tree: number) => LinearLeaves | undefined {
  const flags = reader.read('linear', Uint8Array, leaves.length)
  const total = leaves.reduce((all, size, t) => all + (flags[t] === 1 ? size : 0), 0)
  const constants = dealer(reader.read('linearConstants', Float64Array, total))
  const allSizes = reader.read('linearSizes', Int32Array, total)
  for (const size of allSizes) if (size < 0) reader.refuse('linearSizes', `must not be negative, found ${size}`, size)
  const sizes = dealer(allSizes)
  const terms = sum(allSizes)
  const columns = dealer(reader.read('linearFeatures', Int32Array, terms))
  const factors = dealer(reader.read('linearCoefficients', Float64Array, terms))
  return (tree) => {
    if (flags[tree] !== 1) return undefined
    const lengths = [...sizes(leaves[tree]!)]
    return {
      constants: constants(leaves[tree]!),
      features: lengths.map((size) => columns(size)),
      coefficients: lengths.map((size) => factors(size)),
    }
  }
}
