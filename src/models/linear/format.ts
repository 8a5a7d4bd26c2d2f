import * as z from 'zod'

const numbers = z.array(z.number()).min(1)

/** What a stored logistic regression holds besides what all models have. */
export const logisticRegressionPayload = z.strictObject({
  regression: z.strictObject({
    /** The classes that were fitted, ascending indices into `classNames`; the others have probability 0. */
    fittedClasses: z.array(z.int().min(0)).min(2),
    /** One row per fitted class, one number per feature; a single row, for the second class, when two were fitted. */
    coefficients: z.array(numbers).min(1),
    /** One number per row of `coefficients`. */
    intercepts: numbers,
  }),
})

export type LogisticRegressionPayload = z.output<typeof logisticRegressionPayload>
