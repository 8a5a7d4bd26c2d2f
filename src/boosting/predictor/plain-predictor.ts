import { Forest } from '../forest.js'
import type { RowReader } from '../matrix.js'
import type { Tree } from '../tree.js'
import { isClear, type Rounds } from './rounds.js'

/** What prediction needs of a model. */
export interface PredictedModel {
  readonly trees: readonly Tree[]
  readonly features: number
  /** Trees per round, and raw scores per row. */
  readonly classes: number
  /** XGBoost's semantics: float32 sums that begin at these. */
  readonly float32: { readonly startScores: Float32Array } | undefined
}

/** Prediction without kernels, row by row: the reference of the fast paths, and what runs where WebAssembly's SIMD is missing. */
export class PlainPredictor {
  private readonly forest: Forest
  private readonly row: Float64Array

  constructor(private readonly model: PredictedModel) {
    this.forest = new Forest(model.trees, model.float32 !== undefined)
    this.row = new Float64Array(model.features)
  }

  /** Raw scores of all rows, row-major. */
  writeScores(reader: RowReader, rounds: Rounds, out: Float64Array): void {
    const { classes } = this.model
    for (let row = 0; row < reader.rows; row++) {
      reader.fill(row, this.row)
      this.scoreRow(this.row, rounds, out, row * classes)
    }
  }

  /** Raw scores of one row to `out[at …]`. */
  scoreRow(values: Float64Array, { first, end, earlyStop }: Rounds, out: Float64Array, at: number): void {
    const { classes, float32 } = this.model
    for (let k = 0; k < classes; k++) out[at + k] = float32 === undefined ? 0 : float32.startScores[k]!
    if (earlyStop === undefined) {
      this.forest.addScores(values, first * classes, end * classes, out, at, classes)
      return
    }
    for (let round = first; round < end; round += earlyStop.freq) {
      const next = Math.min(end, round + earlyStop.freq)
      this.forest.addScores(values, round * classes, next * classes, out, at, classes)
      if (next - round === earlyStop.freq && isClear(out, at, classes, earlyStop.margin)) return
    }
  }

  /** The leaf numbers of all rows in the trees of these rounds, row-major. */
  writeLeaves(reader: RowReader, { first, end }: Rounds, out: Float64Array): void {
    const { classes } = this.model
    const width = (end - first) * classes
    for (let row = 0; row < reader.rows; row++) {
      reader.fill(row, this.row)
      this.forest.writeLeaves(this.row, first * classes, end * classes, out, row * width)
    }
  }
}
