import { BarcastError } from '../../core/index.js'
import type { BoosterParts } from '../booster.js'
import { classesOf, type Link } from '../link.js'
import { CATEGORICAL, type Tree } from '../tree.js'
import type { Content } from './document-writer.js'
import { writeJson, writeUbjson } from './document-writer.js'
import { floatAbove, floatBelow, formatFloat32 } from './float32.js'
import { isBaseScore, isXgboostLink, startScoreOf, type XgboostLink, type XgboostObjectiveName } from './link.js'
import { describeObjective } from './objective-params.js'
import { describeTree } from './tree-writer.js'

const ACTION = 'Write XGBoost model'

function refuse(message: string, value: unknown): never {
  throw new BarcastError('boosting/unsupported-model', `${ACTION}: ${message}`, { value })
}

/** XGBoost's objective whose predictions come from raw scores as the link's do. */
function toXgboostLink(link: Link): XgboostLink {
  if (isXgboostLink(link)) return link
  const named = (objective: XgboostObjectiveName): XgboostLink => ({ objective, classes: classesOf(link) })
  if ('sqrt' in link && link.sqrt) return refuse('scores that are square roots (reg_sqrt) have no counterpart', link.objective)
  switch (link.objective) {
    case 'binary':
      return named('binary:logistic')
    case 'multiclass':
      return named('multi:softprob')
    case 'cross_entropy':
      return named('reg:logistic')
    case 'poisson':
      return named('count:poisson')
    case 'gamma':
      return named('reg:gamma')
    case 'tweedie':
      return named('reg:tweedie')
    case 'lambdarank':
    case 'rank_xendcg':
      return named('rank:ndcg')
    case 'multiclassova':
    case 'cross_entropy_lambda':
      return refuse(`objective ${link.objective} has no counterpart`, link.objective)
    default:
      return named(link.objective === 'regression_l1' ? 'reg:absoluteerror' : 'reg:squarederror')
  }
}

/** Steps away from the first guess at which a `base_score` is looked for. */
const MOST_STEPS = 200

/** The `base_score` from which XGBoost starts at `score`. */
function baseScoreOf(objective: XgboostObjectiveName, score: number): number {
  const guess = guessBaseScore(objective, score)
  let [low, high] = [guess, guess]
  for (let step = 0; step < MOST_STEPS; step++) {
    for (const candidate of [low, high])
      if (isBaseScore(objective, candidate) && startScoreOf(objective, candidate) === score) return candidate
    low = floatBelow(low)
    high = floatAbove(high)
  }
  return refuse(`no base_score of ${objective} gives the start score ${score}`, score)
}

/** The inverse of the start score to a few float32 steps: by halving, for it rises with the base score. */
function guessBaseScore(objective: XgboostObjectiveName, score: number): number {
  if (startScoreOf(objective, 0.25) === 0.25) return score
  let [low, high] = isBaseScore(objective, 2) ? [1.2e-38, 3.4e38] : [1e-6, 1 - 1e-6]
  for (let i = 0; i < 400 && floatAbove(Math.fround(low)) < high; i++) {
    // Means of both kinds: magnitudes first, then digits.
    const middle = high / low > 4 ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2
    if (startScoreOf(objective, middle) < score) low = middle
    else high = middle
  }
  return Math.fround(low)
}

function describeBaseScore(objective: XgboostObjectiveName, startScores: Float32Array): string {
  const texts = Array.from(startScores, (score) => formatFloat32(baseScoreOf(objective, score)))
  // One number is read by every version, a list since 3.1.
  return texts.every((text) => text === texts[0]) ? texts[0]! : `[${texts.join(',')}]`
}

function isDefaultName(name: string, column: number): boolean {
  return name === `f${column}` || name === `Column_${column}`
}

function columnTypes({ trees, featureNames }: BoosterParts): string[] {
  const types: string[] = featureNames.map(() => 'float')
  for (const { splitFeature, decisionType } of trees)
    decisionType.forEach((type, node) => {
      if ((type & CATEGORICAL) !== 0) types[splitFeature[node]!] = 'c'
    })
  return types.includes('c') ? types : []
}

/** Trees in the file's order: round, class, parallel tree. */
function orderTrees(trees: readonly Tree[], classes: number, parallelTrees: number): { tree: Tree; owner: number }[] {
  const perRound = classes * parallelTrees
  return trees.map((_, t) => {
    const round = Math.floor(t / perRound) * perRound
    const owner = Math.floor((t - round) / parallelTrees)
    return { tree: trees[round + ((t - round) % parallelTrees) * classes + owner]!, owner }
  })
}

function describeModel(parts: BoosterParts): Content {
  const { featureNames, trees, parameters, bestIteration, float32, averaged, parallelTrees = 1 } = parts
  const { objective, classes } = toXgboostLink(parts.link)
  const features = featureNames.length
  const rounds = trees.length / (classes * parallelTrees)
  const slope = parts.link.objective === 'binary' ? parts.link.sigmoid : 1
  const factor = averaged === true ? slope / rounds : slope
  const ordered = orderTrees(trees, classes, parallelTrees)
  const names = featureNames.every(isDefaultName) ? [] : [...featureNames]
  const isMulticlass = objective.startsWith('multi:')
  return {
    learner: {
      attributes: bestIteration === undefined ? {} : { best_iteration: String(bestIteration - 1) },
      feature_names: names,
      feature_types: columnTypes(parts),
      gradient_booster: {
        model: {
          cats: { enc: [], feature_segments: new Int32Array(0), sorted_idx: new Int32Array(0) },
          gbtree_model_param: { num_parallel_tree: String(parallelTrees), num_trees: String(trees.length) },
          iteration_indptr: Array.from({ length: rounds + 1 }, (_, round) => round * classes * parallelTrees),
          tree_info: ordered.map(({ owner }) => owner),
          trees: ordered.map(({ tree }, index) => describeTree(tree, index, features, factor, float32 !== undefined)),
        },
        name: 'gbtree',
      },
      learner_model_param: {
        base_score: describeBaseScore(objective, float32?.startScores ?? new Float32Array(classes)),
        boost_from_average: '1',
        num_class: String(isMulticlass ? classes : 0),
        num_feature: String(features),
        num_target: String(isMulticlass ? 1 : classes),
      },
      objective: describeObjective(objective, classes, parameters),
    },
    version: [3, 2, 0],
  }
}

/** The model as XGBoost's JSON. */
export function writeXgboostJson(parts: BoosterParts): string {
  return writeJson(describeModel(parts))
}

/** The model as XGBoost's UBJSON. */
export function writeXgboostUbjson(parts: BoosterParts): Uint8Array<ArrayBuffer> {
  return writeUbjson(describeModel(parts))
}
