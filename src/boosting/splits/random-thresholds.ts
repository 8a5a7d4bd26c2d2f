import { LightgbmRandom } from '../lightgbm-random.js'

/**
 * The numbers that LightGBM gives the features where it looks for columns to bundle, which is its default: shuffled by the number of rows.
 * Where a column is 0 in more than 60 % of the rows, it sorts them before, and the numbers are others.
 */
export function shuffledNumbers(features: number, rows: number): Int32Array {
  const order = Array.from({ length: features }, (_, position) => position)
  const random = new LightgbmRandom(rows)
  for (let i = 0; i < features - 1; i++) {
    const j = i + 1 + (random.int16() % (features - i - 1))
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
  const numbers = new Int32Array(features)
  order.forEach((position, number) => {
    numbers[position] = number
  })
  return numbers
}

/** Draws the one threshold that extremely randomised trees look at; every feature has its own generator, as in LightGBM. */
export class RandomThresholds {
  private readonly generators: LightgbmRandom[]

  /** @param numbers LightGBM's number of each feature */
  constructor(numbers: Int32Array, seed: number) {
    this.generators = Array.from(numbers, (number) => new LightgbmRandom(seed + number))
  }

  /** A number from 0 to `count − 1`; 0 without a draw if there is no choice. */
  draw(position: number, count: number): number {
    return count > 0 ? this.generators[position]!.int32() % count : 0
  }
}
