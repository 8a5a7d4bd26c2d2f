import type { RowReader } from '../matrix.js'
import type { Tree } from '../tree.js'
import type { CodePlan, NodeCodes } from './code-plan.js'
import { addCodeTables, type CodeTables } from './code-tables.js'
import { type KernelMemory, PlacedTables } from './kernel-memory.js'
import { Layout } from './layout.js'
import type { PredictedModel } from './plain-predictor.js'
import type { Rounds } from './rounds.js'
import { byClass, shapeOf } from './tree-shape.js'

const SMALL_LEAVES = 32
const SMALL_COLUMNS = 64
/** A small tree: 32 columns, 32 limits, 16 half words and 16 words of dependencies; its leaf values stand apart. */
const SMALL_BYTES = 160
const LEFT_CHAINS = 64
const RIGHT_CHAINS = 96
const MOST_COLUMNS = 32767
const MOST_CODES = 65534
const GROUP = 8
const LEAF_LIMIT = 0xffff

/** Whether the row kernel can hold a model: codes and the places of columns must fit two bytes. */
export function fitsRow({ trees }: PredictedModel, { columns, categories, highestCode }: CodePlan): boolean {
  if (!categories.fits || highestCode > MOST_CODES || columns.length + categories.sets.length > MOST_COLUMNS) return false
  return trees.every((tree) => tree.linear === undefined)
}

/** Nodes from left to right, so that a node's number is that of the last leaf on its left side. */
function writeSmallTree(view: DataView, at: number, values: Float64Array, tree: Tree, { column, limit }: NodeCodes): void {
  const { nodes, split, guard, leaves } = shapeOf(tree)
  const placeOf = (node: number): number => split[node]! - 1
  const setChain = (place: number, chain: number): void => {
    if (place < 16) view.setUint16(at + LEFT_CHAINS + 2 * place, chain, true)
    else view.setUint32(at + RIGHT_CHAINS + 4 * (place - 16), chain, true)
  }
  // Places without a node ask for the last node, which never answers there.
  for (let place = 0; place < SMALL_LEAVES; place++) {
    view.setInt8(at + SMALL_LEAVES + place, 127)
    setChain(place, place < 16 ? 1 << 15 : 1 << 31)
  }
  const chain = new Uint32Array(tree.leaves)
  for (const node of nodes) {
    const place = placeOf(node)
    chain[node] = (1 << place) | (guard[node]! >= 0 ? chain[guard[node]!]! : 0)
    view.setUint8(at + place, column[node]!)
    view.setInt8(at + SMALL_LEAVES + place, limit[node]! - 128)
    setChain(place, chain[node]!)
  }
  for (const [k, leaf] of leaves.entries()) values[k] = tree.leafValue[leaf]!
}

/** Nodes and leaves of all trees for the walk, eight bytes each; children stand in pairs. */
class WalkTables {
  readonly nodes: Uint32Array
  readonly values: Float64Array
  readonly roots: Uint32Array
  private next = 0

  constructor(model: PredictedModel, plan: CodePlan) {
    const ordered = byClass(model.trees, model.classes)
    const size = ordered.reduce((sum, [tree]) => sum + 2 * tree.leaves, 0)
    this.nodes = new Uint32Array(size * 2)
    this.values = new Float64Array(size)
    this.roots = new Uint32Array((ordered.length + GROUP) * 2)
    const depths = ordered.map(([tree]) => shapeOf(tree).depth)
    ordered.forEach(([tree, t], place) => {
      this.roots[2 * place] = this.add(tree, plan.trees[t]!) * 8
      this.roots[2 * place + 1] = Math.max(...depths.slice(place, place + GROUP))
    })
  }

  private setLeaf(place: number, value: number): void {
    this.nodes[2 * place] = LEAF_LIMIT << 16
    this.nodes[2 * place + 1] = place * 8
    this.values[place] = value
  }

  /** @returns the root's place */
  private add(tree: Tree, { column, limit }: NodeCodes): number {
    const root = this.next
    this.next += 2
    const open: [child: number, place: number][] = [[tree.leaves === 1 ? -1 : 0, root]]
    while (open.length > 0) {
      const [child, place] = open.pop()!
      if (child < 0) {
        this.setLeaf(place, tree.leafValue[~child]!)
        continue
      }
      const pair = this.next
      this.next += 2
      this.nodes[2 * place] = (column[child]! * 2) | (limit[child]! << 16)
      this.nodes[2 * place + 1] = pair * 8
      open.push([tree.leftChild[child]!, pair], [tree.rightChild[child]!, pair + 1])
    }
    return root
  }
}

/** Predicts one row with the row kernel. */
export class RowPredictor {
  /** How trees are passed: small ones as a whole, by masks; others node by node. */
  readonly method: 'masks' | 'walk'
  private readonly placed: PlacedTables
  private readonly layout = new Layout()
  private readonly tables: CodeTables
  private readonly trees: { small: number; nodes: number; values: number; roots: number }
  private readonly at: { values: number; codes: number; places: number }
  private readonly quarters: number
  private base = 0
  private values = new Float64Array(0)
  private readonly row: Float64Array

  constructor(
    private readonly model: PredictedModel,
    private readonly plan: CodePlan,
    private readonly space: KernelMemory,
  ) {
    const columns = plan.columns.length + plan.categories.sets.length
    const isSmall = columns <= SMALL_COLUMNS && plan.highestCode <= 255 && model.trees.every((tree) => tree.leaves <= SMALL_LEAVES)
    this.method = isSmall ? 'masks' : 'walk'
    this.quarters = Math.ceil(columns / 16)
    this.tables = addCodeTables(this.layout, plan)
    this.trees = isSmall ? this.addSmallTrees() : this.addWalkTables()
    this.at = {
      values: this.layout.reserve(8 * model.features),
      codes: this.layout.reserve(2 * Math.max(SMALL_COLUMNS, columns)),
      places: this.layout.reserve(plan.categories.inputs.length),
    }
    this.row = new Float64Array(model.features)
    this.placed = new PlacedTables(space, this.layout, (base, buffer) => {
      this.base = base
      this.values = new Float64Array(buffer, base + this.at.values, model.features)
    })
  }

  private addSmallTrees(): RowPredictor['trees'] {
    const { trees, classes } = this.model
    const bytes = new Uint8Array(trees.length * SMALL_BYTES)
    const values = new Float64Array(trees.length * SMALL_LEAVES)
    const view = new DataView(bytes.buffer)
    for (const [place, [tree, t]] of byClass(trees, classes).entries())
      writeSmallTree(view, place * SMALL_BYTES, values.subarray(place * SMALL_LEAVES), tree, this.plan.trees[t]!)
    return { small: this.layout.add(bytes), values: this.layout.add(values), nodes: 0, roots: 0 }
  }

  private addWalkTables(): RowPredictor['trees'] {
    const walk = new WalkTables(this.model, this.plan)
    return { small: 0, nodes: this.layout.add(walk.nodes), values: this.layout.add(walk.values), roots: this.layout.add(walk.roots) }
  }

  private code(): void {
    const { base, at, plan, space, tables, model } = this
    const { row } = space
    const values = base + at.values
    row.codeRow(base, base + tables.columns, plan.columns.length, values, base + at.codes)
    const { inputs, sets } = plan.categories
    if (sets.length === 0) return
    const above = model.float32 === undefined ? -1 : -Number.MIN_VALUE
    row.codeRowCategories(base, base + tables.inputs, inputs.length, values, above, base + at.places)
    row.testRowSets(base, base + tables.sets, sets.length, base + at.places, base + at.codes + 2 * plan.columns.length)
  }

  /** Raw scores of one row to `out[at …]`. */
  scoreRow(values: Float64Array, { first, end }: Rounds, out: Float64Array, to: number): void {
    this.placed.ready()
    this.values.set(values)
    this.code()
    const { base, model, trees } = this
    const { row } = this.space
    const { classes, float32 } = model
    const rounds = model.trees.length / classes
    const codes = base + this.at.codes
    const isFloat32 = float32 === undefined ? 0 : 1
    for (let k = 0; k < classes; k++) {
      const place = k * rounds + first
      const start = float32 === undefined ? 0 : float32.startScores[k]!
      out[to + k] =
        this.method === 'masks'
          ? row.addSmallTrees(
              base + trees.small + SMALL_BYTES * place,
              base + trees.values + 8 * SMALL_LEAVES * place,
              end - first,
              codes,
              this.quarters,
              start,
              isFloat32,
            )
          : row.addWalkedTrees(
              base + trees.nodes,
              base + trees.values,
              base + trees.roots + 8 * place,
              end - first,
              codes,
              start,
              isFloat32,
            )
    }
  }

  /** Raw scores of all rows, row-major. */
  writeScores(reader: RowReader, rounds: Rounds, out: Float64Array): void {
    for (let row = 0; row < reader.rows; row++) {
      reader.fill(row, this.row)
      this.scoreRow(this.row, rounds, out, row * this.model.classes)
    }
  }
}
