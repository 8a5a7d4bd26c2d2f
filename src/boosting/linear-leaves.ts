import type { TreeBackend } from './backend.js'
import type { BoosterSettings } from './config.js'
import { roundToZero, ZERO_THRESHOLD } from './constants.js'
import type { MonotoneConstraints } from './constraints/split-bounds.js'
import { LeafWiseGrower } from './grower.js'
import { type NormalEquations, solveNegative } from './linear-solve.js'
import type { ColumnDraws } from './sampling.js'
import type { LinearLeaves, Tree } from './tree.js'

interface LeafModel {
  constant: number
  features: Int32Array
  coefficients: Float64Array
}

/** Column numbers of the numeric splits above each leaf, ascending. */
function branchColumns(tree: Tree, isNumeric: (column: number) => boolean): number[][] {
  const branches: number[][] = Array.from({ length: tree.leaves }, () => [])
  const visit = (node: number, above: readonly number[]): void => {
    if (node < 0) {
      branches[~node] = above.toSorted((a, b) => a - b)
      return
    }
    const column = tree.splitFeature[node]!
    const columns = above.includes(column) || !isNumeric(column) ? above : [...above, column]
    visit(tree.leftChild[node]!, columns)
    visit(tree.rightChild[node]!, columns)
  }
  visit(0, [])
  return branches
}

/**
 * Grows trees whose leaves are linear models of the numeric features above them, as LightGBM's `linear_tree`: one Newton step over the leaf's
 * rows on float32 values, the coefficients held back by `linearLambda`. Rows with a missing value among those features get the leaf's plain
 * value, as do all rows of a leaf with too few others. The first tree's leaves are constants.
 */
export class LinearGrower extends LeafWiseGrower {
  private readonly values = new Map<number, Float32Array>()
  /** Numeric columns with NaN. */
  private readonly withNan = new Set<number>()
  private readonly linearLambda: number

  /** @param x every column's values for the training rows */
  constructor(
    backend: TreeBackend,
    settings: BoosterSettings,
    columns: ColumnDraws,
    mostLeaves: number,
    constraints: MonotoneConstraints | undefined,
    x: readonly Float64Array[],
  ) {
    super(backend, settings, columns, mostLeaves, constraints)
    this.linearLambda = settings.linearLambda
    for (const { column, mapper } of backend.features) {
      if (mapper.categories !== undefined) continue
      this.values.set(column, Float32Array.from(x[column]!))
      if (x[column]!.some(Number.isNaN)) this.withNan.add(column)
    }
  }

  override grow(gradients: Float32Array, hessians: Float32Array, bag: Int32Array | undefined, isFirst: boolean): Tree {
    const tree = super.grow(gradients, hessians, bag, isFirst)
    if (tree.leaves === 1) return tree
    // LightGBM gives the root of such a tree no value.
    tree.nodeValue[0] = 0
    const branches = isFirst ? [] : branchColumns(tree, (column) => this.values.has(column))
    const hasNan = tree.splitFeature.some((column) => this.withNan.has(column))
    const models = Array.from({ length: tree.leaves }, (_, leaf): LeafModel => {
      const model = isFirst ? undefined : this.fit(branches[leaf]!, this.backend.rowsOf(leaf), gradients, hessians, hasNan)
      return model ?? { constant: roundToZero(tree.leafValue[leaf]!), features: new Int32Array(0), coefficients: new Float64Array(0) }
    })
    tree.linear = toLinearLeaves(models)
    return tree
  }

  /** The linear model of one leaf; undefined if its rows do not determine one. */
  private fit(
    columns: readonly number[],
    rows: Int32Array,
    gradients: Float32Array,
    hessians: Float32Array,
    hasNan: boolean,
  ): LeafModel | undefined {
    const { equations, seen } = this.addUp(columns, rows, gradients, hessians)
    // Where NaN may occur, LightGBM counts the values that are none instead of the rows.
    if ((hasNan ? seen : rows.length) < columns.length + 1) return undefined
    const solution = solveNegative(equations)
    if (!solution.every(Number.isFinite)) return undefined
    const kept = columns.flatMap((_, i) => (Math.abs(solution[i]!) > ZERO_THRESHOLD ? [i] : []))
    return {
      constant: roundToZero(solution[columns.length]!),
      features: Int32Array.from(kept, (i) => columns[i]!),
      coefficients: Float64Array.from(kept, (i) => solution[i]!),
    }
  }

  /** Xᵀ H X + λ and Xᵀ g over the rows without NaN, where the last column of X is 1. */
  private addUp(
    columns: readonly number[],
    rows: Int32Array,
    gradients: Float32Array,
    hessians: Float32Array,
  ): { equations: NormalEquations; seen: number } {
    const size = columns.length + 1
    const values = columns.map((column) => this.values.get(column)!)
    const matrix = new Float64Array(size * size)
    const right = new Float64Array(size)
    const x = new Float64Array(size).fill(1)
    let seen = 0
    for (const row of rows) {
      const found = this.readRow(values, row, x)
      seen += found
      if (found < values.length) continue
      for (let i = 0; i < size; i++) {
        right[i]! += x[i]! * gradients[row]!
        const weighted = x[i]! * hessians[row]!
        for (let j = i; j < size; j++) matrix[i * size + j]! += weighted * x[j]!
      }
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) matrix[i * size + j] = matrix[j * size + i]!
      if (i < size - 1) matrix[i * size + i]! += this.linearLambda
    }
    return { equations: { size, matrix, right }, seen }
  }

  /** Copies a row's values into `x` up to the first NaN; how many there were. */
  private readRow(values: readonly Float32Array[], row: number, x: Float64Array): number {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]![row]!
      if (Number.isNaN(value)) return i
      x[i] = value
    }
    return values.length
  }

  override addToScores(tree: Tree, scores: Float64Array | Float32Array, rest: Int32Array | undefined): void {
    for (let leaf = 0; leaf < tree.leaves; leaf++)
      for (const row of this.backend.rowsOf(leaf)) scores[row]! += this.outputOf(tree, leaf, row)
    for (const row of rest ?? []) scores[row]! += this.outputOf(tree, this.leafOfRow(tree, row), row)
  }

  private outputOf(tree: Tree, leaf: number, row: number): number {
    const { constants, features, coefficients } = tree.linear!
    let output = constants[leaf]!
    for (let i = 0; i < features[leaf]!.length; i++) {
      const value = this.values.get(features[leaf]![i]!)![row]!
      if (Number.isNaN(value)) return tree.leafValue[leaf]!
      output += value * coefficients[leaf]![i]!
    }
    return output
  }
}

function toLinearLeaves(models: readonly LeafModel[]): LinearLeaves {
  return {
    constants: Float64Array.from(models, ({ constant }) => constant),
    features: models.map(({ features }) => features),
    coefficients: models.map(({ coefficients }) => coefficients),
  }
}
