import { LightgbmRandom } from '../lightgbm-random.js'

/** Draws the one threshold that extremely randomised trees look at; every feature has its own generator, as in LightGBM. */
export class RandomThresholds {
  private readonly generators: LightgbmRandom[]

  constructor(features: number, seed: number) {
    this.generators = Array.from({ length: features }, (_, position) => new LightgbmRandom(seed + position))
  }

  /** A number from 0 to `count − 1`; 0 without a draw if there is no choice. */
  draw(position: number, count: number): number {
    return count > 0 ? this.generators[position]!.int32() % count : 0
  }
}
