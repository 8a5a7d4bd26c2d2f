import { createRandom } from '../../core/index.js'
import { balancedFactors, weighClasses } from '../class-weight.js'
import { binForestColumns } from './bins.js'
import { Bootstrap, bootstrapSize } from './bootstrap.js'
import type { ForestSettings } from './config.js'
import { type GrowthLimits, TreeGrower } from './grower.js'
import { createEntropy, gini } from './impurity.js'
import { OutOfBag } from './out-of-bag.js'
import { joinTrees, type Trees } from './trees.js'

/** Rows to learn from, all of weight above 0. */
export interface ForestRows {
  columns: readonly Float64Array[]
  value: Int32Array
  classes: number
  /** All 1 when undefined. */
  weights: Float64Array | undefined
}

export interface GrownForest {
  trees: Trees
  /** Mean decrease of impurity by each column, adding up to 1; zeros if no tree has a split. */
  importance: Float64Array
  /** With `oobScore`: accuracy on rows by the trees that did not see them; null if every tree saw every row. */
  oobScore?: number | null
}

const MOST_LOGARITHMS = 100_000

/** scikit-learn's readings of counts, shares and names. */
function limitsOf(settings: ForestSettings, rows: number, columns: number): GrowthLimits {
  const { maxFeatures, minSamplesSplit, minSamplesLeaf, maxDepth, maxLeafNodes, minWeightFractionLeaf, minImpurityDecrease } = settings
  const countOf = (limit: number): number => (limit < 1 ? Math.ceil(limit * rows) : limit)
  return {
    maxDepth: maxDepth ?? Infinity,
    minSamplesSplit: Math.max(2, countOf(minSamplesSplit)),
    minSamplesLeaf: countOf(minSamplesLeaf),
    minWeightFractionLeaf,
    maxFeatures: featuresPerNode(maxFeatures, columns),
    maxLeafNodes: maxLeafNodes ?? Infinity,
    minImpurityDecrease,
  }
}

function featuresPerNode(maxFeatures: ForestSettings['maxFeatures'], columns: number): number {
  if (maxFeatures === null) return columns
  if (maxFeatures === 'sqrt') return Math.floor(Math.sqrt(columns))
  if (maxFeatures === 'log2') return Math.max(1, 31 - Math.clz32(columns))
  return maxFeatures < 1 ? Math.max(1, Math.floor(maxFeatures * columns)) : Math.min(maxFeatures, columns)
}

/** Fills in the weights of each tree's rows. */
function createSampler(settings: ForestSettings, { value, classes, weights }: ForestRows) {
  const rows = value.length
  if (!settings.bootstrap) return (_: unknown, ofTree: Float64Array) => void (weights === undefined ? ofTree.fill(1) : ofTree.set(weights))
  const bootstrap = new Bootstrap(rows, bootstrapSize(rows, settings.maxSamples, weights), weights)
  return (random: ReturnType<typeof createRandom>, ofTree: Float64Array): void => {
    bootstrap.draw(random, ofTree)
    if (settings.classWeight !== 'balanced_subsample') return
    const factors = balancedFactors(weighClasses(value, classes, ofTree))
    for (let i = 0; i < rows; i++) ofTree[i]! *= factors[value[i]!]!
  }
}

/** Adds a tree's share of the decrease of impurity by each column; true if the tree has a split. */
function addImportance(decreases: Float64Array, importance: Float64Array): void {
  const sum = decreases.reduce((a, b) => a + b, 0)
  if (sum > 0) for (let j = 0; j < importance.length; j++) importance[j]! += decreases[j]! / sum
}

/**
 * Grows a forest; yields now and then. Each tree has a generator of its own, seeded by the forest's, so it depends on its number only.
 *
 * @param onTree called after each tree with their number so far
 */
export function* growForest(rows: ForestRows, settings: ForestSettings, onTree: (done: number) => void): Generator<void, GrownForest> {
  const { columns, value, classes, weights } = rows
  const data = yield* binForestColumns(columns, weights)
  const grower = new TreeGrower(
    data,
    value,
    classes,
    limitsOf(settings, value.length, columns.length),
    settings.criterion === 'gini' ? gini : createEntropy(Math.min(value.length, MOST_LOGARITHMS)),
  )
  const sample = createSampler(settings, rows)
  const seeds = createRandom(settings.randomState)
  const outOfBag = settings.oobScore ? new OutOfBag(columns, value, classes) : undefined
  const importance = new Float64Array(columns.length)
  const decreases = new Float64Array(columns.length)
  const ofTree = new Float64Array(value.length)
  const trees: Trees[] = []
  for (let done = 1; done <= settings.nEstimators; done++) {
    const random = createRandom(seeds.integer(0, 2 ** 32))
    sample(random, ofTree)
    const tree = yield* grower.grow(ofTree, random, decreases)
    trees.push(tree)
    addImportance(decreases, importance)
    outOfBag?.add(tree, ofTree)
    onTree(done)
    yield
  }
  const sum = importance.reduce((a, b) => a + b, 0)
  return {
    trees: joinTrees(trees, classes),
    importance: sum > 0 ? importance.map((share) => share / sum) : importance,
    ...(outOfBag === undefined ? {} : { oobScore: outOfBag.accuracy() }),
  }
}
