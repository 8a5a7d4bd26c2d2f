import { BarcastError } from '../../core/index.js'
import { type Booster, type BoosterParts, createBooster } from '../booster.js'
import { classesOf, type Link, parseLink } from '../link.js'
import type { Tree } from '../tree.js'
import { type Field, Fields, LineReader, refuseField, shorten, toInteger } from './line-reader.js'
import { parsePandasCategories } from './pandas-categories.js'
import { readTree } from './tree-reader.js'

const HEADER_FIELDS = new Set([
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
const MOST_CLASSES = 1_000_000

function readLink(fields: Fields): Link {
  const version = fields.need('version')
  if (!/^v[234]$/.test(version.value))
    refuseField(version, `version must be v2, v3 or v4, found "${shorten(version.value)}"`, 'boosting/unsupported-model')
  const classes = fields.need('num_tree_per_iteration')
  const field = fields.get('objective')
  const link = parseLink(field?.value, toInteger(classes.value, classes, 1, MOST_CLASSES), (rule) =>
    refuseField(
      field!,
      `${rule}, found "${shorten(field!.value)}"`,
      rule.startsWith('objective') ? 'boosting/unsupported-model' : undefined,
    ),
  )
  for (const count of [fields.need('num_class'), classes]) {
    const found = toInteger(count.value, count, 1, MOST_CLASSES)
    if (found !== classesOf(link)) refuseField(count, `${count.key} must fit the objective's ${classesOf(link)}, found ${found}`)
  }
  return link
}

function readColumns(fields: Fields): Pick<BoosterParts, 'featureNames' | 'featureInfos' | 'monotoneConstraints'> {
  const highest = fields.need('max_feature_idx')
  const names = fields.need('feature_names')
  const features = toInteger(highest.value, highest, 0, names.value.length) + 1
  const featureNames = fields.words('feature_names', features)
  if (new Set(featureNames).size !== features) refuseField(names, 'feature_names must be unique, found one twice')
  const featureInfos = fields.words('feature_infos', features)
  const monotone = fields.get('monotone_constraints')
  if (monotone === undefined) return { featureNames, featureInfos }
  const monotoneConstraints = fields.words(monotone.key, features).map((text) => toInteger(text, monotone, -1, 1))
  return { featureNames, featureInfos, monotoneConstraints }
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

const PANDAS = 'pandas_categorical:'

/** What follows the trees. Importances are recomputed, not read; `parameters` are kept as they are. */
function readRest(reader: LineReader): Pick<BoosterParts, 'parameters' | 'pandasCategories'> {
  const parameters: string[] = []
  let inside = false
  let pandasCategories: BoosterParts['pandasCategories']
  for (let line = reader.peek(); line !== undefined; line = reader.peek()) {
    reader.next('')
    if (line === 'end of parameters') inside = false
    else if (line === 'parameters:') inside = true
    else if (inside && line !== '') parameters.push(line)
    else if (line.startsWith(PANDAS))
      pandasCategories = parsePandasCategories(line.slice(PANDAS.length), (rule, value) =>
        reader.refuse(`${rule}, found ${shorten(JSON.stringify(value))}`, value),
      )
  }
  if (inside) reader.refuse('parameters must end with "end of parameters", found the end of the text', undefined)
  return pandasCategories === undefined ? { parameters } : { parameters, pandasCategories }
}

/**
 * Reads a model in LightGBM's text format (versions 2 to 4), as Python's `model_to_string` or `save_model` and
 * {@link Booster.toLightgbmText} write it: numeric and categorical splits, linear trees, averaged forests, every objective of LightGBM,
 * custom ones (whose predictions are the raw scores), pandas categories. Raw scores are the same bits as LightGBM's.
 *
 * @throws BarcastError `boosting/model-text` with the line and the reason for malformed text, `boosting/unsupported-model` for an unknown
 * objective or a newer version.
 */
export function parseLightgbm(text: string): Booster {
  if (typeof text !== 'string')
    throw new BarcastError('boosting/model-text', `Read LightGBM model: text must be a string, found ${typeof text}`)
  const reader = new LineReader(text)
  const first = reader.next('"tree"')
  if (first !== 'tree') reader.refuse(`text must begin with "tree", found ${JSON.stringify(shorten(first))}`, undefined)
  const fields = new Fields(reader, HEADER_FIELDS)
  const link = readLink(fields)
  const columns = readColumns(fields)
  const trees = readTrees(reader, columns.featureNames.length, fields.get('tree_sizes'))
  if (trees.length % classesOf(link) !== 0)
    reader.refuse(`the number of trees must be a multiple of ${classesOf(link)} classes, found ${trees.length}`, trees.length)
  const averaged = fields.get('average_output') !== undefined
  return createBooster({ link, ...columns, trees, ...readRest(reader), ...(averaged ? { averaged } : {}) })
}
