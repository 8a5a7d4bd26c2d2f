import type { BoosterParts } from './booster.js'
import { formatDouble, formatFloat, formatShort } from './c-format.js'
import { featureImportance } from './importance.js'
import { classesOf, type Link } from './link.js'
import type { Tree } from './tree.js'

/** LightGBM's words for an objective and its constants. */
function describeObjective(link: Link): string {
  if (link.objective === 'binary') return `binary sigmoid:${formatShort(link.sigmoid)}`
  return link.objective === 'multiclass' ? `multiclass num_class:${link.classes}` : 'regression'
}

const join = (numbers: Iterable<number>, format: (value: number) => string = String): string => Array.from(numbers, format).join(' ')

/**
 * One tree. Thresholds, leaf values and leaf weights have 17 digits like LightGBM's; the fields that LightGBM cuts to 6 digits have as
 * many as it takes to read back the same number. A tree of one leaf has no weight, as in the files Python writes.
 */
function describeTree(tree: Tree, index: number): string {
  return [
    `Tree=${index}`,
    `num_leaves=${tree.leaves}`,
    'num_cat=0',
    `split_feature=${join(tree.splitFeature)}`,
    `split_gain=${join(tree.splitGain, formatFloat)}`,
    `threshold=${join(tree.threshold, formatDouble)}`,
    `decision_type=${join(tree.decisionType)}`,
    `left_child=${join(tree.leftChild)}`,
    `right_child=${join(tree.rightChild)}`,
    `leaf_value=${join(tree.leafValue, formatDouble)}`,
    `leaf_weight=${tree.leaves === 1 ? '' : join(tree.leafWeight, formatDouble)}`,
    `leaf_count=${join(tree.leafCount)}`,
    `internal_value=${join(tree.nodeValue, formatShort)}`,
    `internal_weight=${join(tree.nodeWeight, formatShort)}`,
    `internal_count=${join(tree.nodeCount)}`,
    'is_linear=0',
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

/** The model in LightGBM's text format, version 4. */
export function writeLightgbm(parts: BoosterParts): string {
  const classes = classesOf(parts.link)
  const trees = parts.trees.map(describeTree)
  return [
    'tree',
    'version=v4',
    `num_class=${classes}`,
    `num_tree_per_iteration=${classes}`,
    'label_index=0',
    `max_feature_idx=${parts.featureNames.length - 1}`,
    `objective=${describeObjective(parts.link)}`,
    `feature_names=${parts.featureNames.join(' ')}`,
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
  ].join('\n')
}
