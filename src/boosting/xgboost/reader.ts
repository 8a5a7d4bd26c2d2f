import { BarcastError } from '../../core/index.js'
import { type Booster, createBooster } from '../booster.js'
import { CATEGORICAL, type Tree } from '../tree.js'
import { refuseKind, refuseModel, Section, type Value } from './document.js'
import { readJson } from './json-text.js'
import { isBaseScore, startScoreOf, XGBOOST_OBJECTIVES, type XgboostLink, type XgboostObjectiveName } from './link.js'
import { readParameters } from './objective-params.js'
import { readTree, type WordCount } from './tree-reader.js'
import { readUbjson } from './ubjson.js'

const MOST_CLASSES = 1_000_000
/** Columns that get names of their own: a count alone must not take all memory. */
const MOST_NAMELESS = 1_000_000
const MOST_FEATURES = 2 ** 31 - 1

function readDocument(model: string | Uint8Array): Value {
  if (typeof model === 'string') return readJson(model)
  if (!(model instanceof Uint8Array))
    throw new BarcastError('boosting/model-xgboost', `Read XGBoost model: model must be a JSON text or UBJSON bytes, found ${typeof model}`)
  // Every object of XGBoost's UBJSON begins with a length, every JSON one with a name.
  if (model[0] === 0x7b && 'iUIlL}'.includes(String.fromCharCode(model[1] ?? 0))) return readUbjson(model)
  if (model[0] === 0x62)
    refuseKind('byte 0', "XGBoost's old binary format is not read; load it in Python and save it as .json or .ubj", 'binary')
  return readJson(decode(model))
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refuseModel('bytes', 'must be UBJSON or text in UTF-8', bytes.length)
  }
}

function readObjective(learner: Section): XgboostObjectiveName {
  const section = learner.section('objective')
  const name = section.text('name')
  const found = name === 'reg:linear' ? 'reg:squarederror' : XGBOOST_OBJECTIVES.find((objective) => objective === name)
  return found ?? refuseKind(section.pathOf('name'), `objective must be one of ${XGBOOST_OBJECTIVES.join(', ')}`, name)
}

/** `base_score`: one number, or since version 3.1 `[…]` with one per class. */
function readStartScores(param: Section, { objective, classes }: XgboostLink): Float32Array {
  const path = param.pathOf('base_score')
  const text = param.text('base_score')
  const numbers = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1).split(',') : [text]
  if (numbers.length !== 1 && numbers.length !== classes) refuseModel(path, `must be one number or ${classes}`, text)
  const scores = numbers.map((number) => {
    const score = /^\s*-?\d+(\.\d*)?(e[+-]?\d+)?\s*$/i.test(number) ? Math.fround(Number(number)) : NaN
    return isBaseScore(objective, score) ? startScoreOf(objective, score) : refuseModel(path, `must be possible for ${objective}`, text)
  })
  return Float32Array.from({ length: classes }, (_, k) => scores[numbers.length === 1 ? 0 : k]!)
}

/** The part that holds the trees, and the factors on them (`dart`). */
function readBooster(learner: Section): { model: Section; weights: ArrayLike<number> | undefined } {
  const section = learner.section('gradient_booster')
  const name = section.text('name')
  if (name === 'gbtree') return { model: section.section('model'), weights: undefined }
  if (name === 'dart') return { model: section.section('gbtree').section('model'), weights: section.numbers('weight_drop') }
  return refuseKind(section.pathOf('name'), 'booster must be gbtree or dart', name)
}

interface Trees {
  trees: Tree[]
  parallelTrees: number
}

/** The trees, put into the order round, parallel tree, class; in the file it is round, class, parallel tree. */
function readTrees(learner: Section, features: number, classes: number): Trees {
  const { model, weights } = readBooster(learner)
  const param = model.section('gbtree_model_param')
  const sections = model.list('trees')
  const count = param.integer('num_trees', 0, MOST_FEATURES)
  if (sections.length !== count) refuseModel(model.pathOf('trees'), `must hold num_trees ${count} trees`, sections.length)
  if (weights !== undefined && weights.length !== count)
    refuseModel('learner.gradient_booster.weight_drop', `must have ${count} numbers`, weights.length)
  const classOf = model.integers('tree_info', 0, classes - 1, count)
  const byClass: Tree[][] = Array.from({ length: classes }, () => [])
  const budget: WordCount = { words: 0 }
  for (let t = 0; t < count; t++) {
    const section = Section.of(sections[t], `${model.pathOf('trees')}[${t}]`)
    section.integer('id', t, t, t)
    byClass[classOf[t]!]!.push(readTree(section, features, Math.fround(weights?.[t] ?? 1), budget))
  }
  const rounds = count / classes
  if (byClass.some((trees) => trees.length !== rounds))
    refuseKind(model.pathOf('tree_info'), 'every class must have as many trees', undefined)
  const parallelTrees = Math.max(1, param.integer('num_parallel_tree', 0, 1_000_000, 1))
  if (rounds % parallelTrees !== 0)
    refuseModel(param.pathOf('num_parallel_tree'), `must divide the ${rounds} trees of each class`, parallelTrees)
  return { trees: Array.from({ length: count }, (_, t) => byClass[t % classes]![Math.floor(t / classes)]!), parallelTrees }
}

function readNames(learner: Section, features: number): string[] {
  const names = learner.get('feature_names') === undefined ? [] : learner.texts('feature_names')
  if (names.length === 0 && features > MOST_NAMELESS)
    refuseModel(learner.pathOf('learner_model_param.num_feature'), `must be at most ${MOST_NAMELESS} without feature_names`, features)
  if (names.length === 0) return Array.from({ length: features }, (_, j) => `f${j}`)
  if (names.length !== features) refuseModel(learner.pathOf('feature_names'), `must have num_feature ${features} names`, names.length)
  if (new Set(names).size !== features)
    refuseModel(
      learner.pathOf('feature_names'),
      'must be unique',
      names.find((name, j) => names.indexOf(name) !== j),
    )
  return names
}

/** Columns as LightGBM's text describes them: their ranges are not known, but which are used and which hold categories. */
function describeColumns(trees: readonly Tree[], features: number): string[] {
  const infos: string[] = new Array<string>(features).fill('none')
  for (const { splitFeature, decisionType } of trees)
    splitFeature.forEach((feature, node) => {
      infos[feature] = (decisionType[node]! & CATEGORICAL) === 0 ? '[-inf:inf]' : '0'
    })
  return infos
}

function readBestIteration(learner: Section): number | undefined {
  if (learner.get('attributes') === undefined) return undefined
  const attributes = learner.section('attributes')
  return attributes.get('best_iteration') === undefined ? undefined : attributes.integer('best_iteration', 0, MOST_FEATURES) + 1
}

/**
 * Reads a model that XGBoost saved as JSON or UBJSON (`save_model('model.json')`, `save_raw('ubj')`; versions 1.0 to 3.x): trees of `gbtree`
 * and `dart`, forests (`num_parallel_tree`), one tree per class or target, categorical splits, and every objective of XGBoost 3.2. Raw
 * scores equal XGBoost's as float32 to the bit; values are compared as float32.
 *
 * Predictions take all trees of the file, as `Booster.predict` in Python, also after early stopping; `bestIteration` tells where it was.
 * Columns without names are called `f0`, `f1`, …
 *
 * @throws BarcastError `boosting/model-xgboost` with place and reason for malformed files, `boosting/unsupported-model` for linear boosters,
 * vectors in leaves, other objectives and the old binary format.
 */
export function parseXgboost(model: string | Uint8Array): Booster {
  const learner = Section.of(readDocument(model), '').section('learner')
  const param = learner.section('learner_model_param')
  const features = param.integer('num_feature', 1, MOST_FEATURES)
  const classes = Math.max(1, param.integer('num_class', 0, MOST_CLASSES, 0), param.integer('num_target', 0, MOST_CLASSES, 1))
  const link: XgboostLink = { objective: readObjective(learner), classes }
  const { trees, parallelTrees } = readTrees(learner, features, classes)
  const bestIteration = readBestIteration(learner)
  return createBooster({
    link,
    featureNames: readNames(learner, features),
    featureInfos: describeColumns(trees, features),
    trees,
    parameters: readParameters(learner.section('objective')),
    float32: { startScores: readStartScores(param, link) },
    ...(parallelTrees === 1 ? {} : { parallelTrees }),
    ...(bestIteration === undefined ? {} : { bestIteration }),
  })
}
