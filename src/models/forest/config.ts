import * as z from 'zod'
import { checkClassWeight } from '../class-weight.js'
import { readParams, refuseParameter, type Spelled } from '../parameter-names.js'

/** A count from `least`, or a share of the whole below 1. */
const countOrShare = (least: number) =>
  z.union([z.int().min(least), z.number().gt(0).lt(1)], `must be a whole number from ${least}, or a share below 1`)

function buildSchema() {
  return z.strictObject({
    /** Number of trees. */
    nEstimators: z.int().min(1).default(100),
    /** Impurity that splits reduce; `log_loss` is another name of `entropy` (in bits). */
    criterion: z.enum(['gini', 'entropy', 'log_loss']).default('gini'),
    /** Levels below the root at most; null for as many as it takes. */
    maxDepth: z.int().min(1).nullable().default(null),
    /** Rows (distinct rows of the bootstrap sample) that a node needs to be split, or a share of all rows. */
    minSamplesSplit: countOrShare(2).default(2),
    /** Rows that each child must have, or a share of all rows. */
    minSamplesLeaf: countOrShare(1).default(1),
    /** Share of the tree's whole weight that each child must have. */
    minWeightFractionLeaf: z.number().min(0).max(0.5).default(0),
    /** Columns that each node looks at, drawn anew: √, log₂, a count from 2, a share below 1, or null for all. */
    maxFeatures: z
      .union(
        [z.enum(['sqrt', 'log2']), countOrShare(2), z.null()],
        "must be 'sqrt', 'log2', a count from 2, a share below 1 or null for all",
      )
      .default('sqrt'),
    /** Leaves at most, grown best node first; null for no limit. */
    maxLeafNodes: z.int().min(2).nullable().default(null),
    /** Least weighted decrease of impurity that a split must bring. */
    minImpurityDecrease: z.number().min(0).default(0),
    /** Learn each tree from rows drawn with replacement (in proportion to their weights, where there are any). */
    bootstrap: z.boolean().default(true),
    /** Rows to draw per tree: a count from 2, a share below 1 (of the rows, or of their weights' sum), or null for as many as there are. */
    maxSamples: countOrShare(2).nullable().default(null),
    /** Weights of classes by name (1 where not named); `balanced` makes all classes weigh the same, `balanced_subsample` in each tree's sample. */
    classWeight: z
      .union(
        [z.enum(['balanced', 'balanced_subsample']), z.record(z.string(), z.number().min(0)), z.null()],
        "must be 'balanced', 'balanced_subsample', weights of at least 0 by class name, or null",
      )
      .default(null),
    /** Seed; equal seeds give equal forests. */
    randomState: z.int().default(0),
    /** Report the accuracy on rows that trees did not see, as `params.outcome.oob_score`. */
    oobScore: z.boolean().default(false),
    /** Accepted for scikit-learn's sake; results never depend on it. */
    nJobs: z.int().nullable().optional(),
    /** Accepted for scikit-learn's sake; results never depend on it. */
    verbose: z.union([z.int(), z.boolean()]).optional(),
  })
}

let schema: ReturnType<typeof buildSchema> | undefined

/** Checked parameters with every default filled in. */
export type ForestSettings = Omit<z.output<ReturnType<typeof buildSchema>>, 'nJobs' | 'verbose'>

/**
 * The parameters of scikit-learn's `RandomForestClassifier` under its names (`n_estimators`) or in camelCase, with its defaults and meanings.
 * JSON does not tell 1 from 1.0, which mean "one" and "all" for `max_features` and `max_samples`: 1 is refused there, null means all.
 */
export type RandomForestParams = Spelled<z.input<ReturnType<typeof buildSchema>>>

/**
 * @throws BarcastError `models/unknown-parameter`, `models/parameter-conflict`, `models/parameter-range`, `models/unknown-class` (a class weight for
 * a class that there is not).
 */
export function parseForestParams(params: RandomForestParams, classNames: readonly string[]): ForestSettings {
  schema ??= buildSchema()
  const { nJobs: _, verbose: __, ...settings } = readParams(params, schema)
  const { bootstrap, maxSamples, oobScore, classWeight } = settings
  if (!bootstrap && maxSamples !== null)
    refuseParameter('parameter-conflict', `max_samples needs bootstrap, found ${maxSamples} without`, maxSamples, 'max_samples')
  if (!bootstrap && oobScore) refuseParameter('parameter-conflict', 'oob_score needs bootstrap, found it without', oobScore, 'oob_score')
  if (typeof classWeight === 'object' && classWeight !== null) checkClassWeight(classWeight, classNames)
  return settings
}
