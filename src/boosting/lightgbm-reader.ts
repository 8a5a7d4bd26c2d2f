import { BarcastError } from '../core/index.js'
import type { Booster } from './booster.js'
import { createBooster } from './booster.js'
import { parseNumber } from './c-format.js'
import { classesOf, type Link } from './link.js'
import { emptyTree, MISSING_NAN, type Tree } from './tree.js'

const ACTION = 'Read LightGBM model'
const SHOWN = 60

/** Walks through the text line by line and knows where it is, for errors. */
class LineReader {
  private readonly lines: string[]
  private index = 0
  /** Characters of the lines read so far. */
  offset = 0

  constructor(text: string) {
    this.lines = text.split('\n')
  }

  /** Number of the line that {@link next} returned last, from 1. */
  get line(): number {
    return this.index
  }

  peek(): string | undefined {
    return this.lines[this.index]
  }

  next(expected: string): string {
    const line = this.lines[this.index]
    if (line === undefined) this.refuse(`text must go on with ${expected}, found its end`, undefined)
    this.index += 1
    this.offset += line.length + 1
    return line
  }

  refuse(message: string, value: unknown, code = 'boosting/model-text'): never {
    const line = Math.max(1, this.index)
    throw new BarcastError(code, `${ACTION}: line ${line}: ${message}`, { value, where: { line } })
  }
}

/** One `key=value` line. */
interface Field {
  value: string
  line: number
}

type Fields = ReadonlyMap<string, Field>

function shorten(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

function refuseField(field: Field, message: string, code = 'boosting/model-text'): never {
  throw new BarcastError(code, `${ACTION}: line ${field.line}: ${message}`, { value: shorten(field.value), where: { line: field.line } })
}

/** Reads `key=value` lines up to an empty one, which is consumed. */
function readFields(reader: LineReader, known: ReadonlySet<string>): Map<string, Field> {
  const fields = new Map<string, Field>()
  for (;;) {
    const line = reader.next('a field or an empty line')
    if (line === '') return fields
    const cut = line.indexOf('=')
    const key = cut < 0 ? line : line.slice(0, cut)
    if (!known.has(key)) reader.refuse(`unknown field "${shorten(key)}"`, shorten(key))
    if (fields.has(key)) reader.refuse(`field ${key} must stand once, found it again`, key)
    fields.set(key, { value: cut < 0 ? '' : line.slice(cut + 1), line: reader.line })
  }
}

function need(fields: Fields, key: string, reader: LineReader): Field {
  return fields.get(key) ?? reader.refuse(`field ${key} is missing above`, key)
}

function toInteger(text: string, field: Field, low: number, high: number, what: string): number {
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN
  if (!(value >= low && value <= high)) refuseField(field, `${what} must be a whole number in ${low} … ${high}, found "${shorten(text)}"`)
  return value
}

function splitList(field: Field, length: number, key: string): string[] {
  const parts = field.value === '' ? [] : field.value.split(' ')
  if (parts.length !== length) refuseField(field, `${key} must have ${length} entries, found ${parts.length}`)
  return parts
}

const INTEGER_LIMIT = 2 ** 31 - 1

function integersInto(target: Int32Array | Uint8Array, fields: Fields, key: string, reader: LineReader, low: number, high: number): void {
  const field = need(fields, key, reader)
  splitList(field, target.length, key).forEach((text, i) => {
    target[i] = toInteger(text, field, low, high, key)
  })
}

/** Numbers of one array; missing optional arrays stay zero, as in LightGBM. NaN is never one of them. */
function numbersInto(target: Float64Array, fields: Fields, key: string, reader: LineReader, optional: boolean, finite: boolean): void {
  const field = optional ? fields.get(key) : need(fields, key, reader)
  if (field === undefined) return
  splitList(field, target.length, key).forEach((text, i) => {
    const value = parseNumber(text)
    if (value === undefined || Number.isNaN(value) || (finite && !Number.isFinite(value)))
      refuseField(field, `${key} must be ${finite ? 'finite ' : ''}numbers, found "${shorten(text)}"`)
    target[i] = value
  })
}

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

function refuseUnsupportedTree(fields: Fields, reader: LineReader): void {
  const categories = need(fields, 'num_cat', reader)
  if (categories.value !== '0')
    refuseField(categories, `categorical splits are not supported, found num_cat=${categories.value}`, 'boosting/unsupported-model')
  const linear = fields.get('is_linear')
  if (linear !== undefined && linear.value !== '0')
    refuseField(linear, `linear trees are not supported, found is_linear=${linear.value}`, 'boosting/unsupported-model')
}

/** The fields of a tree, up to the empty line after them. */
function readTree(reader: LineReader, features: number): Tree {
  const fields = readFields(reader, TREE_FIELDS)
  refuseUnsupportedTree(fields, reader)
  const count = need(fields, 'num_leaves', reader)
  // Every leaf takes at least two characters of text, so a huge count cannot make us allocate more than the text is long.
  const values = need(fields, 'leaf_value', reader)
  const leaves = toInteger(count.value, count, 1, Math.max(1, values.value.length), 'num_leaves')
  splitList(values, leaves, 'leaf_value')
  const tree = emptyTree(leaves)
  numbersInto(tree.leafValue, fields, 'leaf_value', reader, false, true)
  if (leaves > 1) numbersInto(tree.leafWeight, fields, 'leaf_weight', reader, true, true)
  if (fields.has('leaf_count')) integersInto(tree.leafCount, fields, 'leaf_count', reader, 0, INTEGER_LIMIT)
  const shrinkage = fields.get('shrinkage')
  if (shrinkage !== undefined) {
    const rate = parseNumber(shrinkage.value)
    if (rate === undefined || !Number.isFinite(rate))
      refuseField(shrinkage, `shrinkage must be a number, found "${shorten(shrinkage.value)}"`)
    tree.shrinkage = rate
  }
  if (leaves > 1) readNodes(tree, fields, reader, features)
  return tree
}

function readNodes(tree: Tree, fields: Fields, reader: LineReader, features: number): void {
  integersInto(tree.splitFeature, fields, 'split_feature', reader, 0, features - 1)
  numbersInto(tree.threshold, fields, 'threshold', reader, false, false)
  integersInto(tree.leftChild, fields, 'left_child', reader, -tree.leaves, tree.leaves - 2)
  integersInto(tree.rightChild, fields, 'right_child', reader, -tree.leaves, tree.leaves - 2)
  numbersInto(tree.splitGain, fields, 'split_gain', reader, true, false)
  for (let i = 0; i < tree.splitGain.length; i++) tree.splitGain[i] = Math.fround(tree.splitGain[i]!)
  numbersInto(tree.nodeValue, fields, 'internal_value', reader, true, true)
  numbersInto(tree.nodeWeight, fields, 'internal_weight', reader, true, true)
  if (fields.has('internal_count')) integersInto(tree.nodeCount, fields, 'internal_count', reader, 0, INTEGER_LIMIT)
  const types = fields.get('decision_type')
  if (types !== undefined) {
    integersInto(tree.decisionType, fields, 'decision_type', reader, 0, 127)
    tree.decisionType.forEach((type) => {
      if ((type & 1) !== 0)
        refuseField(types, `categorical splits are not supported, found decision_type ${type}`, 'boosting/unsupported-model')
      if (type >> 2 > MISSING_NAN) refuseField(types, `decision_type must name a known kind of missing values, found ${type}`)
    })
  }
  checkShape(tree, need(fields, 'left_child', reader))
}

/** Every node and leaf must be reached from the root exactly once: no cycles, no orphans. */
function checkShape(tree: Tree, field: Field): void {
  const nodeSeen = new Uint8Array(tree.leaves - 1)
  const leafSeen = new Uint8Array(tree.leaves)
  const open = [0]
  nodeSeen[0] = 1
  let reached = 1
  while (open.length > 0) {
    const node = open.pop()!
    for (const child of [tree.leftChild[node]!, tree.rightChild[node]!]) {
      const seen = child >= 0 ? nodeSeen : leafSeen
      const at = child >= 0 ? child : ~child
      if (seen[at] === 1)
        refuseField(field, `every node and leaf must have one parent, found ${child >= 0 ? `node ${at}` : `leaf ${at}`} twice`)
      seen[at] = 1
      reached += 1
      if (child >= 0) open.push(child)
    }
  }
  if (reached !== 2 * tree.leaves - 1)
    refuseField(field, `all ${2 * tree.leaves - 1} nodes and leaves must hang on the root, found ${reached}`)
}

const HEADER_FIELDS = new Set([
  'tree',
  'version',
  'num_class',
  'num_tree_per_iteration',
  'label_index',
  'max_feature_idx',
  'objective',
  'average_output',
  'feature_names',
  'monotone_constraints',
  'feature_infos',
  'tree_sizes',
])

function readLink(fields: Fields, reader: LineReader): Link {
  const field = fields.get('objective')
  if (field === undefined) return reader.refuse('models without an objective are not supported', undefined, 'boosting/unsupported-model')
  const [name, ...options] = field.value.split(' ')
  const option = (key: string): string | undefined => options.find((text) => text.startsWith(`${key}:`))?.slice(key.length + 1)
  if (name === 'regression' && options.length === 0) return { objective: 'regression' }
  if (name === 'binary') {
    const sigmoid = parseNumber(option('sigmoid') ?? '')
    if (sigmoid === undefined || !(sigmoid > 0) || sigmoid === Infinity)
      return refuseField(field, `sigmoid must be a positive number, found "${shorten(field.value)}"`)
    return { objective: 'binary', sigmoid }
  }
  if (name === 'multiclass')
    return { objective: 'multiclass', classes: toInteger(option('num_class') ?? '', field, 2, 1_000_000, 'num_class') }
  return refuseField(
    field,
    `objective must be binary, multiclass or regression, found "${shorten(field.value)}"`,
    'boosting/unsupported-model',
  )
}

function checkHeader(fields: Fields, reader: LineReader, link: Link): void {
  const version = need(fields, 'version', reader)
  if (!/^v[234]$/.test(version.value))
    refuseField(version, `version must be v2, v3 or v4, found "${shorten(version.value)}"`, 'boosting/unsupported-model')
  const average = fields.get('average_output')
  if (average !== undefined) refuseField(average, 'averaged forests are not supported', 'boosting/unsupported-model')
  for (const key of ['num_class', 'num_tree_per_iteration']) {
    const field = need(fields, key, reader)
    const found = toInteger(field.value, field, 1, 1_000_000, key)
    if (found !== classesOf(link)) refuseField(field, `${key} must fit the objective's ${classesOf(link)}, found ${found}`)
  }
}

function readNames(fields: Fields, reader: LineReader): { featureNames: string[]; featureInfos: string[] } {
  const highest = need(fields, 'max_feature_idx', reader)
  const names = need(fields, 'feature_names', reader)
  const features = toInteger(highest.value, highest, 0, names.value.length, 'max_feature_idx') + 1
  const featureNames = splitList(names, features, 'feature_names')
  if (new Set(featureNames).size !== features) refuseField(names, 'feature_names must be unique, found one twice')
  return { featureNames, featureInfos: splitList(need(fields, 'feature_infos', reader), features, 'feature_infos') }
}

/** The trees, up to and with the line `end of trees`. */
function readTrees(reader: LineReader, features: number, sizes: Field | undefined): Tree[] {
  const trees: Tree[] = []
  const expected = sizes === undefined || sizes.value === '' ? [] : sizes.value.split(' ')
  for (;;) {
    const line = reader.next('a tree or "end of trees"')
    if (line === 'end of trees') break
    const start = reader.offset - line.length - 1
    if (line !== `Tree=${trees.length}`)
      reader.refuse(`Tree=${trees.length} or "end of trees" must follow, found "${shorten(line)}"`, shorten(line))
    trees.push(readTree(reader, features))
    if (reader.next('an empty line') !== '') reader.refuse('a tree must end with two empty lines, found one', undefined)
    const size = reader.offset - start
    const stated = expected[trees.length - 1]
    if (sizes !== undefined && stated !== String(size))
      refuseField(sizes, `tree_sizes must state the ${size} characters of tree ${trees.length - 1}, found ${stated}`)
  }
  if (sizes !== undefined && expected.length !== trees.length)
    refuseField(sizes, `tree_sizes must have one entry per tree, found ${expected.length} for ${trees.length} trees`)
  return trees
}

/** Lines between `parameters:` and `end of parameters`; importances before them are recomputed, not read. */
function readParameters(reader: LineReader): string[] {
  const parameters: string[] = []
  let inside = false
  for (let line = reader.peek(); line !== undefined; line = reader.peek()) {
    reader.next('')
    if (line === 'end of parameters') inside = false
    else if (line === 'parameters:') inside = true
    else if (inside && line !== '') parameters.push(line)
    else if (line.startsWith('pandas_categorical:') && !/^pandas_categorical:(null|\[\])$/.test(line))
      reader.refuse('pandas categories are not supported', shorten(line), 'boosting/unsupported-model')
  }
  if (inside) reader.refuse('parameters must end with "end of parameters", found the end of the text', undefined)
  return parameters
}

/**
 * Reads a model in LightGBM's text format (versions 2 to 4), as Python's `model_to_string` or `save_model` and
 * {@link Booster.toLightgbmText} write it. Numeric splits with every kind of missing value; objectives binary, multiclass and regression.
 *
 * @throws BarcastError `boosting/model-text` with the line and the reason for malformed text, `boosting/unsupported-model` for
 * categorical splits, linear trees, averaged forests, other objectives or a newer version.
 */
export function parseLightgbm(text: string): Booster {
  if (typeof text !== 'string') throw new BarcastError('boosting/model-text', `${ACTION}: text must be a string, found ${typeof text}`)
  const reader = new LineReader(text)
  if (reader.next('"tree"') !== 'tree') reader.refuse(`text must begin with "tree", found "${shorten(text.split('\n', 1)[0]!)}"`, undefined)
  const fields = readFields(reader, HEADER_FIELDS)
  const link = readLink(fields, reader)
  checkHeader(fields, reader, link)
  const { featureNames, featureInfos } = readNames(fields, reader)
  const trees = readTrees(reader, featureNames.length, fields.get('tree_sizes'))
  if (trees.length % classesOf(link) !== 0)
    reader.refuse(`the number of trees must be a multiple of ${classesOf(link)} classes, found ${trees.length}`, trees.length)
  return createBooster({ link, featureNames, featureInfos, trees, parameters: readParameters(reader) })
}
