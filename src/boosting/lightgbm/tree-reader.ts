import { parseNumber } from '../c-format.js'
import { type CategorySets, emptyTree, type LinearLeaves, type Tree } from '../tree.js'
import { treeFault } from '../tree-check.js'
import { type Field, Fields, type LineReader, refuseField, shorten, toInteger } from './line-reader.js'

const TREE_FIELDS = new Set([
  'num_leaves',
  'num_cat',
  'split_feature',
  'split_gain',
  'threshold',
  'decision_type',
  'left_child',
  'right_child',
  'leaf_value',
  'leaf_weight',
  'leaf_count',
  'internal_value',
  'internal_weight',
  'internal_count',
  'cat_boundaries',
  'cat_threshold',
  'is_linear',
  'leaf_const',
  'num_features',
  'leaf_features',
  'leaf_coeff',
  'shrinkage',
])

/** A count of things that take at least a character each of `field`, so that a huge count cannot make us allocate more than the text is long. */
function countWithin(count: Field, field: Field, least: number): number {
  return toInteger(count.value, count, least, Math.max(1, field.value.length))
}

/** The fields of a tree, up to the empty line after them. */
export function readTree(reader: LineReader, features: number): Tree {
  const fields = new Fields(reader, TREE_FIELDS)
  const leaves = countWithin(fields.need('num_leaves'), fields.need('leaf_value'), 1)
  fields.words('leaf_value', leaves)
  const tree = emptyTree(leaves)
  fields.numbersInto(tree.leafValue, 'leaf_value')
  // Versions differ in what they write for a tree of one leaf: nothing, an empty line, or the number.
  const given = (key: string): boolean => (fields.get(key)?.value ?? '') !== ''
  if (given('leaf_weight') || (leaves > 1 && fields.get('leaf_weight') !== undefined)) fields.numbersInto(tree.leafWeight, 'leaf_weight')
  if (given('leaf_count') || (leaves > 1 && fields.get('leaf_count') !== undefined)) fields.integersInto(tree.leafCount, 'leaf_count')
  const shrinkage = fields.get('shrinkage')
  if (shrinkage !== undefined)
    tree.shrinkage =
      parseNumber(shrinkage.value) ?? refuseField(shrinkage, `shrinkage must be a number, found "${shorten(shrinkage.value)}"`)
  if (leaves > 1) readNodes(tree, fields)
  const linear = readLinear(fields, leaves)
  if (linear !== undefined) tree.linear = linear
  const categories = readCategories(fields)
  if (categories !== undefined) tree.categories = categories
  const fault = treeFault(tree, features)
  if (fault !== undefined) refuseField(fields.get(fault.part) ?? fields.need('num_leaves'), fault.reason)
  return tree
}

function readNodes(tree: Tree, fields: Fields): void {
  fields.integersInto(tree.splitFeature, 'split_feature')
  fields.numbersInto(tree.threshold, 'threshold')
  fields.integersInto(tree.leftChild, 'left_child')
  fields.integersInto(tree.rightChild, 'right_child')
  if (fields.get('decision_type') !== undefined) fields.integersInto(tree.decisionType, 'decision_type')
  // What prediction does not need may be missing in old files; it stays 0, as in LightGBM.
  if (fields.get('split_gain') !== undefined) fields.numbersInto(tree.splitGain, 'split_gain')
  for (let i = 0; i < tree.splitGain.length; i++) tree.splitGain[i] = Math.fround(tree.splitGain[i]!)
  if (fields.get('internal_value') !== undefined) fields.numbersInto(tree.nodeValue, 'internal_value')
  if (fields.get('internal_weight') !== undefined) fields.numbersInto(tree.nodeWeight, 'internal_weight')
  if (fields.get('internal_count') !== undefined) fields.integersInto(tree.nodeCount, 'internal_count')
}

function readCategories(fields: Fields): CategorySets | undefined {
  const count = fields.need('num_cat')
  if (count.value === '0') return undefined
  const bounds = fields.need('cat_boundaries')
  const boundaries = new Int32Array(countWithin(count, bounds, 1) + 1)
  fields.integersInto(boundaries, 'cat_boundaries')
  const text = fields.need('cat_threshold')
  const words = new Uint32Array(toInteger(String(boundaries.at(-1)!), bounds, 0, text.value.length))
  fields.integersInto(words, 'cat_threshold')
  return { boundaries, words }
}

/** LightGBM parts the leaves' lists by one blank more than the numbers, so only the words count. */
function wordsOf(field: Field, length: number): string[] {
  const words = field.value.split(' ').filter((word) => word !== '')
  if (words.length !== length) refuseField(field, `${field.key} must have ${length} entries, found ${words.length}`)
  return words
}

function readLinear(fields: Fields, leaves: number): LinearLeaves | undefined {
  const flag = fields.get('is_linear')
  if (flag === undefined || toInteger(flag.value, flag, 0, 1) === 0) return undefined
  const constants = new Float64Array(leaves)
  fields.numbersInto(constants, 'leaf_const')
  const [used, terms] = [fields.need('leaf_features'), fields.need('leaf_coeff')]
  const count = fields.need('num_features')
  const sizes = fields.words('num_features', leaves).map((text) => toInteger(text, count, 0, used.value.length))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const columns = Int32Array.from(wordsOf(used, total), (text) => toInteger(text, used, 0, 2147483647))
  const factors = Float64Array.from(
    wordsOf(terms, total),
    (text) => parseNumber(text) ?? refuseField(terms, `leaf_coeff must be numbers, found "${shorten(text)}"`),
  )
  const ends = Array.from(sizes)
  for (let leaf = 1; leaf < leaves; leaf++) ends[leaf]! += ends[leaf - 1]!
  return {
    constants,
    features: ends.map((end, leaf) => columns.slice(end - sizes[leaf]!, end)),
    coefficients: ends.map((end, leaf) => factors.slice(end - sizes[leaf]!, end)),
  }
}
