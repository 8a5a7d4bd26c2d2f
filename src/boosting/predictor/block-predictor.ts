import type { RowReader } from '../matrix.js'
import type { CodePlan, NodeCodes } from './code-plan.js'
import { addCodeTables, type CodeTables } from './code-tables.js'
import { type KernelMemory, PlacedTables } from './kernel-memory.js'
import { Layout } from './layout.js'
import type { PredictedModel } from './plain-predictor.js'
import { isClear, type Rounds } from './rounds.js'
import { byClass, shapeOf, type TreeShape } from './tree-shape.js'

/** Rows that are coded and sent through the trees together; the kernel counts on it. */
const BLOCK = 256
const CHUNK = 128
const GROUP = 8
const TREE_BYTES = 16
const NODE_BYTES = 8
const MOST_LEAVES = 256
const MOST_COLUMNS = 65535

/** Wider rows would make a block of them large. */
const MOST_FEATURES = 50_000

/** Whether the block kernel can hold a model: codes and leaf numbers must be bytes. */
export function fitsBlock({ trees, features }: PredictedModel, { columns, categories, highestCode }: CodePlan): boolean {
  if (features > MOST_FEATURES) return false
  if (!categories.fits || highestCode > 255 || columns.length + categories.sets.length > MOST_COLUMNS) return false
  return trees.every((tree) => tree.leaves <= MOST_LEAVES && tree.linear === undefined)
}

/** The kernel's nodes of one tree: first those whose answer others depend on. */
function writeNodes(view: DataView, at: number, shape: TreeShape, { column, limit }: NodeCodes, rightChild: Int32Array): number {
  const kept = shape.nodes.filter((node) => rightChild[node]! >= 0)
  const ends = shape.nodes.filter((node) => rightChild[node]! < 0)
  const answerOf = new Map<number, number>([[-1, 0]])
  for (const [k, node] of kept.entries()) answerOf.set(node, k + 1)
  for (const node of [...kept, ...ends]) {
    view.setUint16(at, column[node]!, true)
    view.setInt8(at + 2, limit[node]! - 128)
    view.setUint8(at + 3, shape.split[node]!)
    view.setUint16(at + 4, answerOf.get(shape.guard[node]!)!, true)
    at += NODE_BYTES
  }
  return kept.length
}

interface Places {
  tables: CodeTables
  directory: number
  nodes: number
  leafValues: number
  values: number
  codes: number
  places: number
  answers: number
  leaves: number
  scores: number
}

/** Predicts 256 rows at a time with the block kernel. */
export class BlockPredictor {
  private readonly placed: PlacedTables
  private readonly layout = new Layout()
  private readonly at: Places
  /** Leaf numbers of each tree from left to right. */
  private readonly leafNumbers: readonly Int32Array[]
  private readonly columns: number
  private base = 0
  private values = new Float64Array(0)
  private scores = new Float64Array(0)
  private leaves = new Uint8Array(0)

  constructor(
    private readonly model: PredictedModel,
    private readonly plan: CodePlan,
    private readonly space: KernelMemory,
  ) {
    const shapes = model.trees.map(shapeOf)
    this.leafNumbers = shapes.map((shape) => shape.leaves)
    this.columns = plan.columns.length + plan.categories.sets.length
    this.at = this.addTables(shapes)
    const valueCount = BLOCK * model.features
    this.placed = new PlacedTables(space, this.layout, (base, buffer) => {
      this.base = base
      this.values = new Float64Array(buffer, base + this.at.values, valueCount)
      this.scores = new Float64Array(buffer, base + this.at.scores, BLOCK * model.classes)
      this.leaves = new Uint8Array(buffer, base + this.at.leaves, BLOCK * GROUP)
      new Uint8Array(buffer, base + this.at.answers, CHUNK).fill(255)
    })
  }

  private addTables(shapes: readonly TreeShape[]): Places {
    const { layout, model, plan } = this
    const tables = addCodeTables(layout, plan)
    const program = this.makeProgram(shapes)
    return {
      tables,
      directory: layout.add(program.directory),
      nodes: layout.add(program.nodes),
      leafValues: layout.add(program.leafValues),
      // One row more than a block: an odd number of rows is rounded up.
      values: layout.reserve((BLOCK + 1) * model.features * 8),
      codes: layout.reserve(BLOCK * this.columns),
      places: layout.reserve(BLOCK * 2 * plan.categories.inputs.length),
      answers: layout.reserve(CHUNK * MOST_LEAVES),
      leaves: layout.reserve(BLOCK * GROUP),
      scores: layout.reserve(BLOCK * 8 * model.classes),
    }
  }

  private makeProgram(shapes: readonly TreeShape[]): { directory: Uint32Array; nodes: Uint8Array; leafValues: Float64Array } {
    const { trees, classes } = this.model
    const leafCount = trees.reduce((sum, tree) => sum + tree.leaves, 0)
    const nodes = new Uint8Array((leafCount - trees.length) * NODE_BYTES)
    const view = new DataView(nodes.buffer)
    const leafValues = new Float64Array(leafCount)
    const directory = new Uint32Array((trees.length * TREE_BYTES) / 4)
    let node = 0
    let leaf = 0
    byClass(trees, classes).forEach(([tree, t], place) => {
      const kept = writeNodes(view, node * NODE_BYTES, shapes[t]!, this.plan.trees[t]!, tree.rightChild)
      directory.set([node, kept, tree.leaves - 1, leaf], (place * TREE_BYTES) / 4)
      shapes[t]!.leaves.forEach((number, k) => {
        leafValues[leaf + k] = tree.leafValue[number]!
      })
      node += tree.leaves - 1
      leaf += tree.leaves
    })
    return { directory, nodes, leafValues }
  }

  /** Codes a block of rows. */
  private code(reader: RowReader, first: number, count: number): void {
    const { base, at, plan, space, model } = this
    const { tables } = at
    const { isRowMajor } = reader
    reader.fillBlock(first, count, this.values, plan.used, BLOCK)
    const source = isRowMajor ? 1 : 0
    const columnStride = isRowMajor ? 8 : BLOCK * 8
    const rowStride = isRowMajor ? model.features * 8 : 8
    const values = base + at.values
    const { inputs, sets } = plan.categories
    const columnSource = 40 + 4 * source
    const { block } = space
    block.codeColumns(
      base,
      base + tables.columns,
      plan.columns.length,
      columnSource,
      values,
      columnStride,
      rowStride,
      count,
      base + at.codes,
    )
    if (sets.length === 0) return
    const above = model.float32 === undefined ? -1 : -Number.MIN_VALUE
    const places = base + at.places
    block.codeCategories(base, base + tables.inputs, inputs.length, 4 * source, values, columnStride, rowStride, count, above, places)
    block.testSets(base, base + tables.sets, sets.length, places, count, base + at.codes + BLOCK * plan.columns.length)
  }

  /** Adds the trees of rounds `first` to `end − 1` to the block's scores, class by class. */
  private addTrees(first: number, end: number, count: number): void {
    const { base, at, model, space } = this
    const rounds = model.trees.length / model.classes
    for (let k = 0; k < model.classes; k++) {
      const trees = base + at.directory + TREE_BYTES * (k * rounds + first)
      space.block.addTrees(
        trees,
        end - first,
        base + at.nodes,
        base + at.leafValues,
        base + at.codes,
        base + at.answers,
        base + at.leaves,
        count,
        base + at.scores + k * BLOCK * 8,
        model.float32 === undefined ? 0 : 1,
      )
    }
  }

  private startScores(): void {
    const { classes, float32 } = this.model
    for (let k = 0; k < classes; k++) this.scores.fill(float32 === undefined ? 0 : float32.startScores[k]!, k * BLOCK, (k + 1) * BLOCK)
  }

  /** Copies one row's scores to `out[at …]`. */
  private copyRow(row: number, out: Float64Array, at: number): void {
    for (let k = 0; k < this.model.classes; k++) out[at + k] = this.scores[k * BLOCK + row]!
  }

  /** Raw scores of all rows, row-major. */
  writeScores(reader: RowReader, rounds: Rounds, out: Float64Array): void {
    const { classes } = this.model
    this.placed.ready()
    for (let first = 0; first < reader.rows; first += BLOCK) {
      const count = Math.min(BLOCK, reader.rows - first)
      this.code(reader, first, count)
      this.startScores()
      if (rounds.earlyStop !== undefined) this.stopEarly(rounds, rounds.earlyStop, first, count, out)
      else {
        this.addTrees(rounds.first, rounds.end, count)
        if (classes === 1) out.set(this.scores.subarray(0, count), first)
        else for (let row = 0; row < count; row++) this.copyRow(row, out, (first + row) * classes)
      }
    }
  }

  /** Rows whose class is clear keep the scores they have then; the trees go on until no row needs them. */
  private stopEarly(
    rounds: Rounds,
    { freq, margin }: { freq: number; margin: number },
    first: number,
    count: number,
    out: Float64Array,
  ): void {
    const { classes } = this.model
    const open = new Set(Array.from({ length: count }, (_, row) => row))
    for (let round = rounds.first; round < rounds.end && open.size > 0; round += freq) {
      const next = Math.min(rounds.end, round + freq)
      this.addTrees(round, next, count)
      for (const row of open) {
        const at = (first + row) * classes
        this.copyRow(row, out, at)
        if (next - round === freq && isClear(out, at, classes, margin)) open.delete(row)
      }
    }
  }

  /** The leaf numbers of all rows in the trees of these rounds, row-major. */
  writeLeaves(reader: RowReader, { first, end }: Rounds, out: Float64Array): void {
    const { classes, trees } = this.model
    const rounds = trees.length / classes
    const width = (end - first) * classes
    this.placed.ready()
    for (let start = 0; start < reader.rows; start += BLOCK) {
      const count = Math.min(BLOCK, reader.rows - start)
      this.code(reader, start, count)
      for (let k = 0; k < classes; k++) {
        for (let round = first; round < end; round++) {
          this.findLeaves(k * rounds + round, count)
          const numbers = this.leafNumbers[round * classes + k]!
          const at = start * width + (round - first) * classes + k
          for (let row = 0; row < count; row++) out[at + row * width] = numbers[this.leaves[row]!]!
        }
      }
    }
  }

  private findLeaves(place: number, count: number): void {
    const { base, at, space } = this
    const trees = base + at.directory + TREE_BYTES * place
    space.block.findBlock(trees, 1, base + at.nodes, base + at.codes, base + at.answers, count, base + at.leaves)
  }
}
