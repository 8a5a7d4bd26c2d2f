import type { BinnedFeature } from '../binned-data.js'

/**
 * Which features a leaf may split on: those that its branch has used, and those of every group that holds all of them.
 *
 * @param groups columns that may meet in one branch
 * @param branch columns that the branch has used
 * @returns a 1 for each feature that is allowed
 */
export function allowedFeatures(
  groups: readonly (readonly number[])[],
  branch: readonly number[],
  features: readonly BinnedFeature[],
): Uint8Array {
  const allowed = new Set(branch)
  for (const group of groups) if (branch.every((column) => group.includes(column))) for (const column of group) allowed.add(column)
  return Uint8Array.from(features, ({ column }) => (allowed.has(column) ? 1 : 0))
}
