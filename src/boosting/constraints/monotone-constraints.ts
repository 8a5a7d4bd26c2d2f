import { exp } from '../../core/index.js'
import type { BinnedFeature } from '../binned-data.js'
import { EPSILON } from '../constants.js'
import { AdvancedBounds } from './advanced-bounds.js'
import { BasicConstraints } from './basic-constraints.js'
import { NeighbourConstraints, SingleBounds } from './intermediate-constraints.js'
import type { MonotoneConstraints } from './split-bounds.js'

export interface MonotoneSettings {
  monotoneConstraints?: readonly number[] | undefined
  monotoneConstraintsMethod: 'basic' | 'intermediate' | 'advanced'
  featureFractionBynode: number
}

/** The constraints that `settings` ask for; undefined if none were given. Columns drawn node by node leave only the basic method, as in LightGBM. */
export function createMonotoneConstraints(features: readonly BinnedFeature[], settings: MonotoneSettings): MonotoneConstraints | undefined {
  const { monotoneConstraints, monotoneConstraintsMethod, featureFractionBynode } = settings
  if (monotoneConstraints === undefined || monotoneConstraints.length === 0) return undefined
  const directions = Int8Array.from(features, ({ column }) => monotoneConstraints[column]!)
  if (monotoneConstraintsMethod === 'basic' || featureFractionBynode !== 1) return new BasicConstraints(directions)
  if (monotoneConstraintsMethod === 'intermediate') return new NeighbourConstraints(directions, () => new SingleBounds())
  return new NeighbourConstraints(directions, (leaf, climb) => new AdvancedBounds(leaf, features, directions, climb))
}

/** 2 ** x; exact for whole numbers. */
function powerOfTwo(x: number): number {
  const whole = Math.floor(x)
  const scale = 2 ** whole
  return x === whole ? scale : scale * exp((x - whole) * Math.LN2)
}

/** The factor on the gain of a split by a monotone feature at `depth`: next to nothing in the first `penalty` levels, then rising to 1. */
export function monotonePenalty(depth: number, penalty: number): number {
  if (penalty >= depth + 1) return EPSILON
  if (penalty <= 1) return 1 - penalty / powerOfTwo(depth) + EPSILON
  return 1 - powerOfTwo(penalty - 1 - depth) + EPSILON
}
