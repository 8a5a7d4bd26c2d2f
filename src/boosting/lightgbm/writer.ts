import { BarcastError } from '../../core/index.js'
import type { BoosterParts } from '../booster.js'
import { formatDouble, formatFloat, formatShort } from '../c-format.js'
import { featureImportance } from '../importance.js'
import { classesOf, describeLink } from '../link.js'
import type { LinearLeaves, Tree } from '../tree.js'
import { describePandasCategories } from './pandas-categories.js'

const join = (numbers: Iterable<number>, format: (value: number) => string = String): string => Array.from(numbers, format).join(' ')

/** The leaves' lists one after the other; LightGBM ends each with a blank, and one with numbers with two. */
const joinLists = (lists: readonly Iterable<number>[], format: (value: number) => string = String): string =>
  lists.map((list) => `${join(list, format)} `.replace(/^(.+) $/, '$1  ')).join('')

function describeLinear({ constants, features, coefficients }: LinearLeaves): string[] {
  return [
    `leaf_const=${join(constants, formatDouble)}`,
    `num_features=${features.map((columns) => columns.length).join(' ')}`,
    `leaf_features=${joinLists(features)}`,
    `leaf_coeff=${joinLists(coefficients, formatDouble)}`,
  ]
}

/**
 * One tree. Thresholds, leaf values and leaf weights have 17 digits like LightGBM's; the fields that LightGBM cuts to 6 digits have as
 * many as it takes to read back the same number. A tree of one leaf has no weight, as in the files Python writes; if it is linear,
 * LightGBM insists on one.
 */
function describeTree(tree: Tree, index: number): string {
  const { categories, linear } = tree
  return [
    `Tree=${index}`,
    `num_leaves=${tree.leaves}`,
    `num_cat=${categories === undefined ? 0 : categories.boundaries.length - 1}`,
    `split_feature=${join(tree.splitFeature)}`,
    `split_gain=${join(tree.splitGain, formatFloat)}`,
    `threshold=${join(tree.threshold, formatDouble)}`,
    `decision_type=${join(tree.decisionType)}`,
    `left_child=${join(tree.leftChild)}`,
    `right_child=${join(tree.rightChild)}`,
    `leaf_value=${join(tree.leafValue, formatDouble)}`,
    `leaf_weight=${tree.leaves === 1 && linear === undefined ? '' : join(tree.leafWeight, formatDouble)}`,
    `leaf_count=${join(tree.leafCount)}`,
    `internal_value=${join(tree.nodeValue, formatShort)}`,
    `internal_weight=${join(tree.nodeWeight, formatShort)}`,
    `internal_count=${join(tree.nodeCount)}`,
    ...(categories === undefined ? [] : [`cat_boundaries=${join(categories.boundaries)}`, `cat_threshold=${join(categories.words)}`]),
    `is_linear=${linear === undefined ? 0 : 1}`,
    ...(linear === undefined ? [] : describeLinear(linear)),
    `shrinkage=${formatShort(tree.shrinkage)}`,
    '',
    '',
    '',
  ].join('\n')
}

/** Features by falling number of splits; equal ones in column order. */
function describeImportances({ featureNames, trees }: BoosterParts): string[] {
  const splits = featureImportance(trees, featureNames.length, 'split')
  return featureNames
    .map((name, j) => ({ name, splits: splits[j]! }))
    .filter((entry) => entry.splits > 0)
    .sort((a, b) => b.splits - a.splits)
    .map((entry) => `${entry.name}=${entry.splits}`)
}

function checkWritable({ featureNames, float32 }: BoosterParts): void {
  const refuse = (message: string, value: unknown): never => {
    throw new BarcastError('boosting/unsupported-model', `Write LightGBM model: ${message}`, { value })
  }
  if (float32 !== undefined) refuse("a model that sums in float32 (XGBoost's) has no place in LightGBM's text, found one", 'float32')
  for (const name of featureNames)
    if (name === '' || /\s/.test(name)) refuse(`feature names must have no blanks, found ${JSON.stringify(name)}`, name)
}

/**
 * The model in LightGBM's text format, version 4.
 * @throws BarcastError `boosting/unsupported-model` for models that sum in float32 and for feature names with blanks.
 */
export function writeLightgbm(parts: BoosterParts): string {
  checkWritable(parts)
  const { link, averaged, monotoneConstraints } = parts
  const classes = classesOf(link)
  const objective = describeLink(link)
  const trees = parts.trees.map(describeTree)
  return [
    'tree',
    'version=v4',
    `num_class=${classes}`,
    `num_tree_per_iteration=${classes}`,
    'label_index=0',
    `max_feature_idx=${parts.featureNames.length - 1}`,
    ...(objective === undefined ? [] : [`objective=${objective}`]),
    ...(averaged === true ? ['average_output'] : []),
    `feature_names=${parts.featureNames.join(' ')}`,
    ...(monotoneConstraints === undefined ? [] : [`monotone_constraints=${monotoneConstraints.join(' ')}`]),
    `feature_infos=${parts.featureInfos.join(' ')}`,
    `tree_sizes=${trees.map((text) => text.length).join(' ')}`,
    '',
    `${trees.join('')}end of trees`,
    '',
    'feature_importances:',
    ...describeImportances(parts),
    '',
    'parameters:',
    ...parts.parameters,
    '',
    'end of parameters',
    '',
    // Python takes a missing line for null.
    ...(parts.pandasCategories === undefined ? [] : [`pandas_categorical:${describePandasCategories(parts.pandasCategories)}`, '']),
  ].join('\n')
}
