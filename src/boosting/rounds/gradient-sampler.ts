import { LightgbmRandom } from '../lightgbm-random.js'
import { BLOCK_ROWS, type RowDraw } from '../sampling.js'

export interface GradientSamplerSettings {
  /** Share of rows with the largest gradients, which are kept. */
  topRate: number
  /** Share of all rows that is drawn from the others. */
  otherRate: number
  baggingSeed: number
}

/**
 * Gradient-based one-side sampling (GOSS): keeps the rows whose |gradient · hessian|, summed over the classes, is among the largest, draws
 * some of the others, and multiplies their gradients and hessians so that they stand for those left out. As LightGBM on one thread: sizes
 * are float32, the generators those of bagging.
 */
export class GradientSampler {
  private readonly generators: LightgbmRandom[] = []
  private readonly sizes: Float32Array

  constructor(
    private readonly rows: number,
    private readonly settings: GradientSamplerSettings,
  ) {
    this.sizes = new Float32Array(rows)
    for (let block = 0; block * BLOCK_ROWS < rows; block++) this.generators.push(new LightgbmRandom(settings.baggingSeed + block))
  }

  /** The rows of round `round` (from 0); undefined in the first 1 / learningRate rounds, which see all. Changes both arrays in place. */
  draw(round: number, learningRate: number, gradients: Float32Array, hessians: Float32Array): RowDraw | undefined {
    if (round < Math.trunc(1 / learningRate)) return undefined
    const { rows, sizes } = this
    const { topRate, otherRate } = this.settings
    this.measure(gradients, hessians)
    const top = Math.max(1, Math.trunc(rows * topRate))
    const others = Math.trunc(rows * otherRate)
    const threshold = sizes.slice().sort()[rows - top]!
    const factor = Math.fround((rows - top) / others)
    const bag = new Int32Array(rows)
    const rest = new Int32Array(rows)
    let bagged = 0
    let large = 0
    for (let row = 0; row < rows; row++) {
      if (sizes[row]! >= threshold) {
        bag[bagged++] = row
        large += 1
        continue
      }
      const chance = (others - (bagged - large)) / (rows - row - (top - large))
      if (this.generators[(row / BLOCK_ROWS) | 0]!.float() < chance) {
        bag[bagged++] = row
        for (let i = row; i < gradients.length; i += rows) {
          gradients[i]! *= factor
          hessians[i]! *= factor
        }
      } else rest[row - bagged] = row
    }
    return { bag: bag.subarray(0, bagged), rest: rest.subarray(0, rows - bagged) }
  }

  private measure(gradients: Float32Array, hessians: Float32Array): void {
    const { rows, sizes } = this
    sizes.fill(0)
    for (let from = 0; from < gradients.length; from += rows) {
      for (let row = 0; row < rows; row++) sizes[row]! += Math.abs(Math.fround(gradients[from + row]! * hessians[from + row]!))
    }
  }
}
