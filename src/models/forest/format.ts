import * as z from 'zod'

/**
 * What a stored random forest holds besides what all models have: all trees in flat arrays as base64 (`encodeIntegers`, `encodeFloats`). A child
 * ≥ 0 is a node; a negative one is `~leaf`. Nodes and leaves are numbered through all trees, children after their parents.
 */
export const randomForestPayload = z.strictObject({
  forest: z.strictObject({
    /** First node of each tree, or `~leaf` for a tree of one leaf. */
    root: z.string().min(1),
    feature: z.string(),
    threshold: z.string(),
    /** Two for each node. */
    children: z.string(),
    /** Class shares of each leaf, one class after the other. */
    leafShares: z.string().min(1),
  }),
})

export type RandomForestPayload = z.output<typeof randomForestPayload>
