import type { RowReader } from '../matrix.js'
import { nodeTestsOf } from '../predictor/node-tests.js'
import type { PredictedModel } from '../predictor/plain-predictor.js'
import type { Rounds } from '../predictor/rounds.js'
import { sideOf } from './decision.js'
import { InteractionBlock } from './interaction-block.js'
import { KernelWalk } from './kernel-walk.js'
import { PlainWalk } from './plain-walk.js'
import { type TreeEdges, treeEdges, type Walk } from './tree-edges.js'
import { type ExplainedTree, treePaths, weightsOf } from './tree-paths.js'

/** Rows that go through a tree before the next tree's tables are taken up. */
const BLOCK = 256

/** @see PlainWalk for the parameters */
export type CreateWalk = (rows: number, nodes: number, points: number) => Walk

const createFastWalk: CreateWalk = (rows, nodes, points) => KernelWalk.create(rows, nodes, points) ?? new PlainWalk(rows, nodes, points)

/**
 * Exact SHAP values of tree ensembles, by the rows that went each way in training (the "path dependent" kind, as LightGBM's and XGBoost's
 * own). What depends on the trees alone is prepared once, at the first call.
 */
export class Explainer {
  private readonly explained: (ExplainedTree | undefined)[]
  private readonly edges: (TreeEdges | undefined)[]

  constructor(
    private readonly model: PredictedModel,
    private readonly action: string,
    private readonly createWalk: CreateWalk = createFastWalk,
  ) {
    this.explained = new Array<undefined>(model.trees.length).fill(undefined)
    this.edges = new Array<undefined>(model.trees.length).fill(undefined)
  }

  private get isFloat32(): boolean {
    return this.model.float32 !== undefined
  }

  private treesOf({ first, end }: Rounds): ExplainedTree[] {
    const { classes, trees } = this.model
    return Array.from({ length: (end - first) * classes }, (_, i) => {
      const t = first * classes + i
      const tree = trees[t]!
      this.explained[t] ??= { tree, tests: nodeTestsOf(tree, this.isFloat32), paths: treePaths(tree, t, this.isFloat32, this.action) }
      return this.explained[t]
    })
  }

  private edgesOf(t: number, { tree, paths }: ExplainedTree): TreeEdges {
    this.edges[t] ??= treeEdges(tree, paths, weightsOf(tree, this.isFloat32))
    return this.edges[t]
  }

  /** Per row and class `features + 1` numbers, the expected value last. */
  contributions(reader: RowReader, rounds: Rounds): Float64Array {
    const { classes, features } = this.model
    const width = features + 1
    const perRow = classes * width
    const trees = this.treesOf(rounds)
    const edges = trees.map((tree, i) => this.edgesOf(rounds.first * classes + i, tree))
    const nodes = trees.reduce((most, { tree }) => Math.max(most, tree.leaves - 1), 0)
    const points = edges.reduce((most, table) => Math.max(most, table.points), 0)
    const atOnce = Math.min(BLOCK, reader.rows)
    const walk = this.createWalk(atOnce, nodes, points)
    const out = new Float64Array(reader.rows * perRow)
    const values = new Float64Array(atOnce * features)
    for (let from = 0; from < reader.rows; from += BLOCK) {
      const rows = Math.min(BLOCK, reader.rows - from)
      for (let row = 0; row < rows; row++) reader.fill(from + row, values.subarray(row * features, (row + 1) * features))
      trees.forEach((tree, i) => {
        if (tree.tree.leaves === 1) return
        walk.load(edges[i]!)
        this.addTree(walk, tree, edges[i]!, values, rows, out, from * perRow + (i % classes) * width, perRow)
      })
    }
    this.addExpected(trees, out, width)
    return out
  }

  /** Adds a tree's contributions for `rows` rows of `values` to `out[at + row · stride + …]`. */
  private addTree(
    walk: Walk,
    explained: ExplainedTree,
    edges: TreeEdges,
    values: Float64Array,
    rows: number,
    out: Float64Array,
    at: number,
    stride: number,
  ): void {
    const { tree, tests } = explained
    const { features } = this.model
    const { sides, results } = walk
    const count = edges.nodes.length
    for (let place = 0; place < count; place++) {
      const node = edges.nodes[place]!
      const column = tree.splitFeature[node]!
      for (let row = 0; row < rows; row++)
        sides[row * count + place] = sideOf(tree, tests, node, values[row * features + column]!, this.isFloat32)
    }
    walk.explain(rows)
    for (let place = 0; place < count; place++) {
      const column = at + tree.splitFeature[edges.nodes[place]!]!
      for (let row = 0; row < rows; row++) out[column + row * stride]! += results[row * count + place]!
    }
  }

  /** Per row and class `(features + 1)²` numbers, the expected value last. */
  interactions(reader: RowReader, rounds: Rounds): Float64Array {
    const { classes, features } = this.model
    const square = (features + 1) ** 2
    const perRow = classes * square
    const trees = this.treesOf(rounds)
    const out = new Float64Array(reader.rows * perRow)
    const block = new InteractionBlock(features, trees, this.isFloat32)
    for (let from = 0; from < reader.rows; from += InteractionBlock.rows) {
      block.load(reader, from)
      trees.forEach((tree, i) => {
        block.addTree(tree, out, from * perRow + (i % classes) * square, perRow)
      })
    }
    this.addExpected(trees, out, square)
    return out
  }

  /** Adds each class's expected value to the last of its `perClass` numbers. */
  private addExpected(trees: readonly ExplainedTree[], out: Float64Array, perClass: number): void {
    const { classes, float32 } = this.model
    const expected = Float64Array.from({ length: classes }, (_, k) => float32?.startScores[k] ?? 0)
    trees.forEach(({ paths }, i) => {
      expected[i % classes]! += paths.expected
    })
    for (let at = perClass - 1, i = 0; at < out.length; at += perClass, i++) out[at]! += expected[i % classes]!
  }
}
