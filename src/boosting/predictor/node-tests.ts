import { nextUp } from '../bin-mapper.js'
import { ZERO_THRESHOLD } from '../constants.js'
import { CATEGORICAL, type CategorySets, DEFAULT_LEFT, MISSING_NONE, MISSING_ZERO, type Tree } from '../tree.js'

/** `value ≤ limit` goes left; NaN goes where `missingLeft` says. */
export const NUMBER = 0
/** The same, and NaN is read as 0, which `missingLeft` agrees with. */
export const NUMBER_NAN_IS_ZERO = 1
/** A number, but 0 is missing too. */
export const NUMBER_OR_ZERO = 2
/** Categories of the set go left; NaN goes where `missingLeft` says. */
export const CATEGORY = 3

/** The questions of a tree's nodes, with everything that depends on the kind of model settled. */
export interface NodeTests {
  /** {@link NUMBER} … */
  readonly kind: Uint8Array
  readonly limit: Float64Array
  /** 1 where missing values go left. */
  readonly missingLeft: Uint8Array
}

const BELOW_ZERO = -nextUp(ZERO_THRESHOLD)

/**
 * LightGBM reads predicted values of at most 1e-35 as 0 before it compares them. The limit that decides unread values the same way: all of
 * that band is on the side of 0.
 */
function limitOf(threshold: number): number {
  if (threshold < -ZERO_THRESHOLD || threshold > ZERO_THRESHOLD) return threshold
  return threshold < 0 ? BELOW_ZERO : ZERO_THRESHOLD
}

function kindOfMissing(missing: number): number {
  if (missing === MISSING_ZERO) return NUMBER_OR_ZERO
  return missing === MISSING_NONE ? NUMBER_NAN_IS_ZERO : NUMBER
}

/**
 * What the nodes of a tree ask. Models with XGBoost's semantics (`float32`) have limits that decide doubles as their float32 would be, and
 * may send missing categories left; LightGBM never does.
 */
export function nodeTestsOf(tree: Tree, float32: boolean): NodeTests {
  const nodes = tree.leaves - 1
  const tests = { kind: new Uint8Array(nodes), limit: new Float64Array(nodes), missingLeft: new Uint8Array(nodes) }
  for (let node = 0; node < nodes; node++) {
    const type = tree.decisionType[node]!
    const threshold = tree.threshold[node]!
    const defaultLeft = (type & DEFAULT_LEFT) !== 0
    const missing = (type >> 2) & 3
    const isCategory = (type & CATEGORICAL) !== 0
    tests.kind[node] = isCategory ? CATEGORY : kindOfMissing(missing)
    tests.limit[node] = float32 || isCategory ? threshold : limitOf(threshold)
    tests.missingLeft[node] = Number(isCategory ? float32 && defaultLeft : missing === MISSING_NONE ? threshold >= 0 : defaultLeft)
  }
  return tests
}

/**
 * The number of a category; −1 for NaN and what can be none. Fractions are cut off; LightGBM takes −0.5 for 0, XGBoost reads the value as
 * float32 and refuses everything below 0.
 */
export function categoryOf(value: number, float32: boolean): number {
  if (float32) {
    const rounded = Math.fround(value)
    return rounded >= 0 && rounded < 16777216 ? rounded | 0 : -1
  }
  return value > -1 && value < 2147483648 ? value | 0 : -1
}

export function isInSet(sets: CategorySets, set: number, category: number): boolean {
  if (category < 0) return false
  const word = sets.boundaries[set]! + (category >> 5)
  return word < sets.boundaries[set + 1]! && ((sets.words[word]! >>> (category & 31)) & 1) === 1
}
