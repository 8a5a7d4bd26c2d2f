import { ZERO_THRESHOLD } from '../constants.js'
import type { RowReader } from '../matrix.js'
import { CATEGORY, categoryOf, isInSet, type NodeTests, NUMBER_OR_ZERO, nodeTestsOf } from '../predictor/node-tests.js'
import type { PredictedModel } from '../predictor/plain-predictor.js'
import type { Rounds } from '../predictor/rounds.js'
import type { Tree } from '../tree.js'
import { LeafShares } from './leaf-shares.js'
import { type TreePaths, treePaths } from './tree-paths.js'

/** Rows that are explained at a time. */
const BLOCK = 512
/** Ways up to this many steps remember what each pattern of taken steps contributes. */
const MOST_REMEMBERED = 10

interface ExplainedTree {
  readonly tree: Tree
  readonly tests: NodeTests
  readonly paths: TreePaths
}

/** Contributions or interactions: what a leaf gives for a pattern of taken steps, and where it goes. */
interface Kind {
  /** Numbers per leaf with `size` steps. */
  terms(size: number): number
  write(shares: LeafShares, taken: Uint8Array, out: Float64Array): void
  /** Offset of each of the leaf's numbers within the results of a row and class. */
  places(feature: Int32Array, from: number, size: number, width: number): Int32Array
}

const CONTRIBUTIONS: Kind = {
  terms: (size) => size,
  write: (shares, taken, out) => shares.writeContributions(taken, out),
  places: (feature, from, size) => feature.subarray(from, from + size),
}

const INTERACTIONS: Kind = {
  terms: (size) => size * size,
  write: (shares, taken, out) => shares.writeInteractions(taken, out),
  places: (feature, from, size, width) =>
    Int32Array.from({ length: size * size }, (_, at) => feature[from + Math.floor(at / size)]! * width + feature[from + (at % size)]!),
}

/**
 * Exact SHAP values of tree ensembles, by the rows that went each way in training (the "path dependent" kind, as LightGBM's and XGBoost's
 * own). Rows are explained in blocks; rows that take the same steps towards a leaf get the same from it, computed once.
 */
export class Explainer {
  private readonly explained: (ExplainedTree | undefined)[]

  constructor(
    private readonly model: PredictedModel,
    private readonly action: string,
  ) {
    this.explained = new Array<undefined>(model.trees.length).fill(undefined)
  }

  private treeAt(t: number): ExplainedTree {
    const tree = this.model.trees[t]!
    const isFloat32 = this.model.float32 !== undefined
    this.explained[t] ??= { tree, tests: nodeTestsOf(tree, isFloat32), paths: treePaths(tree, t, isFloat32, this.action) }
    return this.explained[t]
  }

  /** Per row and class `features + 1` numbers, the expected value last. */
  contributions(reader: RowReader, rounds: Rounds): Float64Array {
    const width = this.model.features + 1
    return this.explain(reader, rounds, CONTRIBUTIONS, width, width, width - 1)
  }

  /** Per row and class `(features + 1)²` numbers, the expected value last. */
  interactions(reader: RowReader, rounds: Rounds): Float64Array {
    const width = this.model.features + 1
    return this.explain(reader, rounds, INTERACTIONS, width, width * width, width * width - 1)
  }

  private explain(reader: RowReader, { first, end }: Rounds, kind: Kind, width: number, perClass: number, bias: number): Float64Array {
    const { classes, float32, features } = this.model
    const trees = Array.from({ length: (end - first) * classes }, (_, i) => this.treeAt(first * classes + i))
    const expected = Float64Array.from({ length: classes }, (_, k) => float32?.startScores[k] ?? 0)
    trees.forEach(({ paths }, i) => {
      expected[i % classes]! += paths.expected
    })
    const perRow = classes * perClass
    const out = new Float64Array(reader.rows * perRow)
    const block = new ExplainedBlock(features, trees, kind, width, float32 !== undefined)
    for (let from = 0; from < reader.rows; from += BLOCK) {
      const rows = Math.min(BLOCK, reader.rows - from)
      block.load(reader, from, rows)
      trees.forEach((tree, i) => {
        block.addTree(tree, out, from * perRow + (i % classes) * perClass, perRow)
      })
      for (let row = from; row < from + rows; row++)
        for (let k = 0; k < classes; k++) out[row * perRow + k * perClass + bias]! += expected[k]!
    }
    return out
  }
}

/** Up to {@link BLOCK} rows on their way through the trees. */
class ExplainedBlock {
  private rows = 0
  private readonly values: Float64Array
  private readonly row: Float64Array
  /** Per node and row 1 where the row goes left. */
  private readonly isLeft: Uint8Array
  /** Per row the steps that it takes, as bits. */
  private readonly pattern = new Int32Array(BLOCK)
  /** Per row the place of its numbers in `terms`. */
  private readonly place = new Int32Array(BLOCK)
  private readonly placeOf = new Int32Array(1 << MOST_REMEMBERED)
  private readonly taken: Uint8Array
  private readonly shares: LeafShares
  private readonly fresh: Float64Array
  private terms: Float64Array

  constructor(
    features: number,
    trees: readonly ExplainedTree[],
    private readonly kind: Kind,
    private readonly width: number,
    private readonly isFloat32: boolean,
  ) {
    const nodes = trees.reduce((most, { tree }) => Math.max(most, tree.leaves - 1), 0)
    const most = trees.reduce((all, { paths }) => Math.max(all, paths.most), 0)
    this.values = new Float64Array(features * BLOCK)
    this.row = new Float64Array(features)
    this.isLeft = new Uint8Array(nodes * BLOCK)
    this.taken = new Uint8Array(most)
    this.shares = new LeafShares(most)
    this.fresh = new Float64Array(kind.terms(most))
    this.terms = new Float64Array(kind.terms(Math.min(most, MOST_REMEMBERED)) * 64)
  }

  load(reader: RowReader, from: number, rows: number): void {
    this.rows = rows
    for (let r = 0; r < rows; r++) {
      reader.fill(from + r, this.row)
      for (let j = 0; j < this.row.length; j++) this.values[j * BLOCK + r] = this.row[j]!
    }
  }

  /** Adds what a tree gives to `out[at + row · stride + …]`. */
  addTree(explained: ExplainedTree, out: Float64Array, at: number, stride: number): void {
    const { tree, tests, paths } = explained
    for (let node = 0; node < tree.leaves - 1; node++) this.ask(tree, tests, node)
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const size = paths.steps[leaf + 1]! - paths.steps[leaf]!
      if (size === 0) continue
      if (size <= MOST_REMEMBERED) this.addLeaf(explained, leaf, size, out, at, stride)
      else this.addLongLeaf(explained, leaf, size, out, at, stride)
    }
  }

  private ask(tree: Tree, { kind, limit, missingLeft }: NodeTests, node: number): void {
    const { values, isLeft, rows, isFloat32 } = this
    const column = tree.splitFeature[node]! * BLOCK
    const to = node * BLOCK
    const most = limit[node]!
    const missing = missingLeft[node]!
    for (let r = 0; r < rows; r++) {
      const value = values[column + r]!
      if (Number.isNaN(value)) isLeft[to + r] = missing
      else if (kind[node] === CATEGORY) isLeft[to + r] = Number(isInSet(tree.categories!, most, categoryOf(value, isFloat32)))
      else if (kind[node] === NUMBER_OR_ZERO && Math.abs(value) <= ZERO_THRESHOLD) isLeft[to + r] = missing
      else isLeft[to + r] = value <= most ? 1 : 0
    }
  }

  private addLeaf({ tree, paths }: ExplainedTree, leaf: number, size: number, out: Float64Array, at: number, stride: number): void {
    const { rows, pattern, place, placeOf, taken, kind, fresh } = this
    const { questions, answers, feature } = paths
    const from = paths.steps[leaf]!
    const count = kind.terms(size)
    this.shares.enter(tree.leafValue[leaf]!, paths.share, from, size)
    this.findPatterns(from, size, questions, answers)
    placeOf.fill(-1, 0, 1 << size)
    let used = 0
    for (let r = 0; r < rows; r++) {
      let found = placeOf[pattern[r]!]!
      if (found < 0) {
        for (let k = 0; k < size; k++) taken[k] = (pattern[r]! >> k) & 1
        kind.write(this.shares, taken, fresh)
        found = used
        used += count
        if (used > this.terms.length) this.grow(used)
        for (let i = 0; i < count; i++) this.terms[found + i] = fresh[i]!
        placeOf[pattern[r]!] = found
      }
      place[r] = found
    }
    const { terms } = this
    const places = kind.places(feature, from, size, this.width)
    for (let i = 0; i < count; i++) {
      let to = at + places[i]!
      for (let r = 0; r < rows; r++) {
        out[to]! += terms[place[r]! + i]!
        to += stride
      }
    }
  }

  private grow(least: number): void {
    const larger = new Float64Array(Math.max(least, 2 * this.terms.length))
    larger.set(this.terms)
    this.terms = larger
  }

  private findPatterns(from: number, size: number, questions: Int32Array, answers: Int32Array): void {
    const { rows, pattern, isLeft } = this
    pattern.fill((1 << size) - 1, 0, rows)
    for (let k = 0; k < size; k++) {
      for (let q = questions[from + k]!; q < questions[from + k + 1]!; q++) {
        const node = (answers[q]! >> 1) * BLOCK
        const other = (answers[q]! & 1) ^ 1
        for (let r = 0; r < rows; r++) pattern[r]! &= ~(Number(isLeft[node + r] === other) << k)
      }
    }
  }

  /** A way too long to remember its patterns: each row by itself. */
  private addLongLeaf({ tree, paths }: ExplainedTree, leaf: number, size: number, out: Float64Array, at: number, stride: number): void {
    const { rows, taken, kind, fresh, isLeft } = this
    const from = paths.steps[leaf]!
    const places = kind.places(paths.feature, from, size, this.width)
    this.shares.enter(tree.leafValue[leaf]!, paths.share, from, size)
    for (let r = 0; r < rows; r++) {
      for (let k = 0; k < size; k++) {
        taken[k] = 1
        for (let q = paths.questions[from + k]!; q < paths.questions[from + k + 1]!; q++)
          if (isLeft[(paths.answers[q]! >> 1) * BLOCK + r] !== (paths.answers[q]! & 1)) taken[k] = 0
      }
      kind.write(this.shares, taken, fresh)
      for (let i = 0; i < places.length; i++) out[at + r * stride + places[i]!]! += fresh[i]!
    }
  }
}
