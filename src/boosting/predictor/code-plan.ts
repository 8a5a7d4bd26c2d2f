import { ZERO_THRESHOLD } from '../constants.js'
import type { Tree } from '../tree.js'
import { type CategoryPlan, planCategories } from './category-plan.js'
import { type Grid, gridOf } from './grid.js'
import { CATEGORY, type NodeTests, NUMBER_NAN_IS_ZERO, NUMBER_OR_ZERO, nodeTestsOf } from './node-tests.js'

/** The codes of one feature's numbers, for nodes that treat missing values alike. */
export interface NumberColumn {
  readonly feature: number
  readonly limits: Float64Array
  readonly grid: Grid
  /** Values of at most this size are missing; −1 if only NaN is. */
  readonly band: number
  /** The code of missing values. */
  readonly missing: number
}

/**
 * Codes of values such that every node of a model asks whether a code is above a small number: of a number, how many of the model's limits
 * lie below it; of a category, whether it is outside a set. Numbers come first, one column per feature and kind of missing value.
 */
export interface CodePlan {
  readonly columns: readonly NumberColumn[]
  readonly categories: CategoryPlan
  readonly trees: readonly NodeCodes[]
  /** Features that any node asks about, ascending. */
  readonly used: readonly number[]
  readonly highestCode: number
}

/** Per node of a tree: its column, and the highest code that goes left. */
export interface NodeCodes {
  readonly column: Int32Array
  readonly limit: Int32Array
}

/** The limits of each feature, ascending, each once; Infinity, which only missing values are not below, is left out. */
function collectLimits(trees: readonly Tree[], tests: readonly NodeTests[]): Map<number, { limits: Float64Array; isOpen: boolean }> {
  const found = new Map<number, Set<number>>()
  trees.forEach((tree, t) => {
    tree.splitFeature.forEach((feature, node) => {
      if (tests[t]!.kind[node] === CATEGORY) return
      const limits = found.get(feature) ?? new Set()
      found.set(feature, limits.add(tests[t]!.limit[node]! + 0))
    })
  })
  const sorted = [...found].map(([feature, limits]): [number, { limits: Float64Array; isOpen: boolean }] => {
    const isOpen = limits.delete(Infinity)
    return [feature, { limits: Float64Array.from(limits).sort(), isOpen }]
  })
  return new Map(sorted)
}

/** How many of `limits` are below `value`. */
function countBelow(limits: Float64Array, value: number): number {
  let low = 0
  let high = limits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (limits[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Finds the columns that nodes need, each once. */
class Columns {
  readonly list: NumberColumn[] = []
  private readonly indices = new Map<number, number>()
  private readonly grids = new Map<number, Grid>()

  indexOf(feature: number, kind: number, missingLeft: number, limits: Float64Array, isOpen: boolean): number {
    const key = feature * 8 + kind * 2 + (kind === NUMBER_NAN_IS_ZERO ? 0 : missingLeft)
    const known = this.indices.get(key)
    if (known !== undefined) return known
    const grid = this.grids.get(feature) ?? gridOf(limits)
    this.grids.set(feature, grid)
    const right = limits.length + Number(isOpen)
    const missing = kind === NUMBER_NAN_IS_ZERO ? countBelow(limits, 0) : missingLeft === 1 ? 0 : right
    this.list.push({ feature, limits, grid, band: kind === NUMBER_OR_ZERO ? ZERO_THRESHOLD : -1, missing })
    this.indices.set(key, this.list.length - 1)
    return this.list.length - 1
  }
}

export function planCodes(trees: readonly Tree[], float32: boolean): CodePlan {
  const tests = trees.map((tree) => nodeTestsOf(tree, float32))
  const limitsOf = collectLimits(trees, tests)
  const columns = new Columns()
  const codes = trees.map((tree, t): NodeCodes => {
    const { kind, limit, missingLeft } = tests[t]!
    const nodes = { column: new Int32Array(kind.length), limit: new Int32Array(kind.length) }
    tree.splitFeature.forEach((feature, node) => {
      if (kind[node] === CATEGORY) return
      const { limits, isOpen } = limitsOf.get(feature)!
      nodes.column[node] = columns.indexOf(feature, kind[node]!, missingLeft[node]!, limits, isOpen)
      nodes.limit[node] = countBelow(limits, limit[node]!)
    })
    return nodes
  })
  const categories = planCategories(trees, tests)
  categories.nodes.forEach(({ tree, node, set }) => {
    codes[tree]!.column[node] = columns.list.length + set
  })
  const used = new Set([...limitsOf.keys(), ...categories.inputs.map(({ feature }) => feature)])
  return {
    columns: columns.list,
    categories,
    trees: codes,
    used: [...used].sort((a, b) => a - b),
    highestCode: [...limitsOf.values()].reduce((high, { limits, isOpen }) => Math.max(high, limits.length + Number(isOpen)), 1),
  }
}
