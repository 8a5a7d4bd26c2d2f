import * as z from 'zod'
import { checkClassWeight } from '../class-weight.js'
import { readParams, type Spelled } from '../parameter-names.js'

function buildSchema() {
  return z.strictObject({
    /** Inverse strength of the L2 penalty: the loss, summed over the rows, is multiplied by it. */
    C: z.number().gt(0).default(1),
    /** Fit an intercept, which is not penalised. */
    fitIntercept: z.boolean().default(true),
    /** Weights of classes by name (1 where not named); `balanced` makes all classes weigh the same. */
    classWeight: z
      .union(
        [z.literal('balanced'), z.record(z.string(), z.number().min(0)), z.null()],
        "must be 'balanced', weights of at least 0 by class name, or null",
      )
      .default(null),
    /** Iterations at most. */
    maxIter: z.int().min(1).default(100),
    /** Largest component of the gradient of the mean loss at which training counts as converged. It goes on beyond that. */
    tol: z.number().gt(0).default(1e-4),
    /** Accepted for scikit-learn's sake; results never depend on it. */
    randomState: z.int().nullable().optional(),
    /** Accepted for scikit-learn's sake; results never depend on it. */
    nJobs: z.int().nullable().optional(),
    /** Accepted for scikit-learn's sake; results never depend on it. */
    verbose: z.union([z.int(), z.boolean()]).optional(),
  })
}

let schema: ReturnType<typeof buildSchema> | undefined

/** Checked parameters with every default filled in. */
export type RegressionSettings = Omit<z.output<ReturnType<typeof buildSchema>>, 'randomState' | 'nJobs' | 'verbose'>

/** The parameters of scikit-learn's `LogisticRegression` under its names (`max_iter`) or in camelCase, with its defaults and meanings. */
export type LogisticRegressionParams = Spelled<z.input<ReturnType<typeof buildSchema>>>

/**
 * @throws BarcastError `models/unknown-parameter`, `models/parameter-conflict`, `models/parameter-range`, `models/unknown-class` (a class weight for
 * a class that there is not).
 */
export function parseRegressionParams(params: LogisticRegressionParams, classNames: readonly string[]): RegressionSettings {
  schema ??= buildSchema()
  const { randomState: _, nJobs: __, verbose: ___, ...settings } = readParams(params, schema)
  const { classWeight } = settings
  if (typeof classWeight === 'object' && classWeight !== null) checkClassWeight(classWeight, classNames)
  return settings
}
