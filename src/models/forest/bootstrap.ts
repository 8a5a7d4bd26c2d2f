import type { Random } from '../../core/index.js'

/** How many rows scikit-learn draws per tree: a share counts in rows, or in weight where rows have weights. */
export function bootstrapSize(rows: number, maxSamples: number | null, weights: Float64Array | undefined): number {
  if (maxSamples === null) return rows
  if (maxSamples >= 1) return maxSamples
  const whole = weights === undefined ? rows : weights.reduce((sum, weight) => sum + weight, 0)
  return Math.max(1, Math.floor(maxSamples * whole))
}

/** Draws rows with replacement: all equally likely, or in proportion to their weights. */
export class Bootstrap {
  /** Weight of the rows up to each one. */
  private readonly upTo: Float64Array | undefined

  constructor(
    private readonly rows: number,
    private readonly size: number,
    weights: Float64Array | undefined,
  ) {
    if (weights === undefined) return
    this.upTo = new Float64Array(rows)
    let sum = 0
    for (let i = 0; i < rows; i++) {
      sum += weights[i]!
      this.upTo[i] = sum
    }
  }

  /** Writes how often each row is drawn. */
  draw(random: Random, counts: Float64Array): void {
    counts.fill(0)
    for (let n = 0; n < this.size; n++) {
      const row = this.upTo === undefined ? random.integer(0, this.rows) : this.rowAt(random.uniform(), this.upTo)
      counts[row]! += 1
    }
  }

  /** The first row up to which more than this share of the weight lies. */
  private rowAt(share: number, upTo: Float64Array): number {
    const target = share * upTo[this.rows - 1]!
    let low = 0
    let high = this.rows - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (upTo[middle]! > target) high = middle
      else low = middle + 1
    }
    return low
  }
}
