import type { BoosterParts } from './booster.js'
import { formatDouble, formatFloat, formatShort } from './c-format.js'
import { featureImportance } from './importance.js'
import { classesOf, describeLink } from './link.js'
import type { Tree } from './tree.js'

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
  const objective = describeLink(parts.link)
  const trees = parts.trees.map(describeTree)
  return [
    'tree',
    'version=v4',
    `num_class=${classes}`,
    `num_tree_per_iteration=${classes}`,
    'label_index=0',
    `max_feature_idx=${parts.featureNames.length - 1}`,
    ...(objective === undefined ? [] : [`objective=${objective}`]),
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
