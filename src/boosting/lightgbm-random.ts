import { log } from '../core/index.js'

/**
 * LightGBM's generator (`random.h`): a linear congruential one whose state is one 32-bit word. Bagging, column sampling and
 * the sample for binning draw from it, so equal seeds give LightGBM's draws.
 */
export class LightgbmRandom {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  private next(): number {
    this.state = (Math.imul(214013, this.state) + 2531011) >>> 0
    return this.state
  }

  /** 15 bits. */
  int16(): number {
    return (this.next() >>> 16) & 0x7fff
  }

  /** 31 bits. */
  int32(): number {
    return this.next() & 0x7fffffff
  }

  /** Uniform in [0, 1), a multiple of 2 ** −15. */
  float(): number {
    return this.int16() / 32768
  }

  /** `count` of the numbers 0 … total − 1, ascending. Taking all of them draws nothing. */
  sample(total: number, count: number): Int32Array {
    if (count > total || count <= 0) return new Int32Array(0)
    if (count === total) return Int32Array.from({ length: total }, (_, i) => i)
    return count > 1 && count > total / log2(count) ? this.sampleByWalk(total, count) : this.sampleByFloyd(total, count)
  }

  private sampleByWalk(total: number, count: number): Int32Array {
    const taken = new Int32Array(count)
    let size = 0
    for (let i = 0; i < total; i++) {
      if (this.float() < (count - size) / (total - i)) taken[size++] = i
    }
    return taken.subarray(0, size)
  }

  private sampleByFloyd(total: number, count: number): Int32Array {
    const taken = new Set<number>()
    for (let r = total - count; r < total; r++) {
      const drawn = this.int32() % (r + 1)
      taken.add(taken.has(drawn) ? r : drawn)
    }
    return Int32Array.from(taken).sort()
  }
}

/** Exact where the result is whole; elsewhere the comparison it serves cannot be that close. */
function log2(count: number): number {
  const whole = 31 - Math.clz32(count)
  return count === 2 ** whole ? whole : log(count) / Math.LN2
}

/** The seeds that LightGBM derives from its one `seed`, drawn in its order. */
export function drawSeeds(seed: number) {
  const random = new LightgbmRandom(seed)
  const draw = (): number => random.int16() % 32767
  const dataRandomSeed = draw()
  const baggingSeed = draw()
  const dropSeed = draw()
  const featureFractionSeed = draw()
  const objectiveSeed = draw()
  return { dataRandomSeed, baggingSeed, dropSeed, featureFractionSeed, objectiveSeed, extraSeed: draw() }
}
