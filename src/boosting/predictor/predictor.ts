import type { RowReader } from '../matrix.js'
import { BlockPredictor, fitsBlock } from './block-predictor.js'
import { type CodePlan, planCodes } from './code-plan.js'
import { type KernelMemory, kernelMemory } from './kernel-memory.js'
import { PlainPredictor, type PredictedModel } from './plain-predictor.js'
import type { Rounds } from './rounds.js'
import { fitsRow, RowPredictor } from './row-predictor.js'

/** How rows are predicted: in blocks, one by one with the masks of small trees or walking through nodes, or without kernels. */
export type PredictPath = 'block' | 'masks' | 'walk' | 'plain'

/** Fewer rows are predicted one by one. */
const FEWEST_BLOCK_ROWS = 16

/** Predicts with the fastest path that can hold the model. Every path gives the same bits; tables are made when a path is first used. */
export class Predictor {
  private plan: CodePlan | undefined
  private plain: PlainPredictor | undefined
  private block: BlockPredictor | undefined
  private row: RowPredictor | undefined
  private readonly space: KernelMemory | undefined

  constructor(
    private readonly model: PredictedModel,
    hasKernels = true,
  ) {
    this.space = hasKernels && model.trees.every((tree) => tree.linear === undefined) ? kernelMemory() : undefined
  }

  private planned(): CodePlan {
    this.plan ??= planCodes(this.model.trees, this.model.float32 !== undefined)
    return this.plan
  }

  private plainly(): PlainPredictor {
    this.plain ??= new PlainPredictor(this.model)
    return this.plain
  }

  private inBlocks(): BlockPredictor | undefined {
    if (this.block === undefined && this.space !== undefined && fitsBlock(this.model, this.planned()))
      this.block = new BlockPredictor(this.model, this.planned(), this.space)
    return this.block
  }

  private byRow(): RowPredictor | undefined {
    if (this.row === undefined && this.space !== undefined && fitsRow(this.model, this.planned()))
      this.row = new RowPredictor(this.model, this.planned(), this.space)
    return this.row
  }

  /** The path that so many rows take. */
  pathFor(rows: number): PredictPath {
    if (rows >= FEWEST_BLOCK_ROWS && this.inBlocks() !== undefined) return 'block'
    return this.byRow()?.method ?? 'plain'
  }

  /** Raw scores of all rows, row-major. */
  writeScores(reader: RowReader, rounds: Rounds, out: Float64Array): void {
    const block = reader.rows >= FEWEST_BLOCK_ROWS ? this.inBlocks() : undefined
    const one = block === undefined && rounds.earlyStop === undefined ? this.byRow() : undefined
    ;(block ?? one ?? this.plainly()).writeScores(reader, rounds, out)
  }

  /** Raw scores of one row to `out[at …]`. */
  scoreRow(values: Float64Array, rounds: Rounds, out: Float64Array, at: number): void {
    ;(this.row ?? this.byRow() ?? this.plainly()).scoreRow(values, rounds, out, at)
  }

  /** The leaf numbers of all rows in the trees of these rounds, row-major. */
  writeLeaves(reader: RowReader, rounds: Rounds, out: Float64Array): void {
    const block = reader.rows >= FEWEST_BLOCK_ROWS ? this.inBlocks() : undefined
    ;(block ?? this.plainly()).writeLeaves(reader, rounds, out)
  }
}
