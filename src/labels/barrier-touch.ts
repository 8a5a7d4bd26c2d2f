import type { Bars } from '../core/index.js'

const FAN_OUT_BITS = 4
const FAN_OUT = 1 << FAN_OUT_BITS

/** Highest highs and lowest lows of blocks of 16ᵏ rows: level 0 are the rows themselves. */
interface Level {
  high: Float64Array
  low: Float64Array
}

function above({ high, low }: Level): Level {
  const length = Math.ceil(high.length / FAN_OUT)
  const highest = new Float64Array(length).fill(-Infinity)
  const lowest = new Float64Array(length).fill(Infinity)
  for (let i = 0; i < high.length; i++) {
    const block = i >> FAN_OUT_BITS
    if (high[i]! > highest[block]!) highest[block] = high[i]!
    if (low[i]! < lowest[block]!) lowest[block] = low[i]!
  }
  return { high: highest, low: lowest }
}

/** Finds the first row that reaches a price, in time that grows with the logarithm of the rows between. */
export class BarrierTouch {
  readonly #levels: Level[]

  constructor({ length, open, high, low }: Bars) {
    // What an incomplete bar reached is unknown: it counts as touching both barriers, and whoever asks finds out that it says nothing.
    const rows = { high: new Float64Array(length), low: new Float64Array(length) }
    for (let i = 0; i < length; i++) {
      const known = !Number.isNaN(open[i]!) && !Number.isNaN(high[i]!) && !Number.isNaN(low[i]!)
      rows.high[i] = known ? high[i]! : Infinity
      rows.low[i] = known ? low[i]! : -Infinity
    }
    this.#levels = [rows]
    for (let top: Level = rows; top.high.length > FAN_OUT; ) {
      top = above(top)
      this.#levels.push(top)
    }
  }

  /** First row in [from, to] whose high is at or above `upper`, whose low is at or below `lower`, or that is incomplete; −1 without one. */
  first(from: number, to: number, upper: number, lower: number): number {
    const top = this.#levels.length - 1
    let level = 0
    let block = from
    for (;;) {
      const shift = FAN_OUT_BITS * level
      if (block << shift > to) return -1
      const { high, low } = this.#levels[level]!
      const touched = high[block]! >= upper || low[block]! <= lower
      if (!touched && ((block + 1) << shift) - 1 <= to) {
        block += 1
        while ((block & (FAN_OUT - 1)) === 0 && level < top) {
          block >>= FAN_OUT_BITS
          level += 1
        }
      } else if (level === 0) return block
      else {
        level -= 1
        block <<= FAN_OUT_BITS
      }
    }
  }
}
