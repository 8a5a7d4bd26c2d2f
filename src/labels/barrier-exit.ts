import type { Bars } from '../core/index.js'
import { BarrierTouch } from './barrier-touch.js'
import { AFTER_END } from './forward-return.js'

/** Classes of the triple barrier, from what the position loses by to what it wins by. `timeout` is the vertical barrier. */
export const BARRIER_CLASSES = ['stop', 'timeout', 'target'] as const
const [STOP, TIMEOUT, TARGET] = [0, 1, 2]

/**
 * Which barrier counts when one bar reaches both, and does not open beyond either: the stop (the cautious choice), the target, or the one nearer to the open
 * (the stop when both are as near).
 */
export type BothTouched = 'stop' | 'target' | 'open_distance'

/** Exit row of a row with a missing price where it would have been decided. */
export const UNPRICED = -5

/** The time limit of each row: `rows[i]` the row that ends it, the length of the bars when that is after the last one. */
export interface VerticalBarrier {
  rows: Int32Array
  /** 1 where the limit fell between two bars, so that the position ends at the open of `rows[i]`. */
  atOpen: Uint8Array
}

/** How the position of each row ended. */
export interface BarrierExits {
  /** The deciding row, negative where there is none or nobody knows. */
  row: Int32Array
  class: Int32Array
  /** NaN without an exit. */
  price: Float64Array
}

export function noExits(length: number): BarrierExits {
  return {
    row: new Int32Array(length).fill(UNPRICED),
    class: new Int32Array(length).fill(-1),
    price: new Float64Array(length).fill(Number.NaN),
  }
}

/** A vertical barrier after so many bars, or so many milliseconds, counted from bar to bar by their opens (so close to close). */
export function verticalBarrier({ length, openTimeMs }: Bars, maxBars: number | undefined, maxMs: number | undefined): VerticalBarrier {
  const rows = new Int32Array(length)
  const atOpen = new Uint8Array(length)
  if (maxMs === undefined) {
    for (let i = 0; i < length; i++) rows[i] = Math.min(length, i + maxBars!)
    return { rows, atOpen }
  }
  for (let i = 0, next = 0; i < length; i++) {
    while (next < length && openTimeMs[next]! < openTimeMs[i]! + maxMs) next += 1
    rows[i] = next
    if (next < length && openTimeMs[next]! > openTimeMs[i]! + maxMs) atOpen[i] = 1
  }
  return { rows, atOpen }
}

/** The barriers of one position; `sign` is 1 for a long one and −1 for a short one. */
export interface Barriers {
  sign: number
  target: number
  stop: number
}

/** Class of a price: at or beyond a barrier, or between them. */
function classAt(price: number, { sign, target, stop }: Barriers): number {
  if (sign * (price - target) >= 0) return TARGET
  return sign * (price - stop) <= 0 ? STOP : TIMEOUT
}

/** Class of a bar that opens between the barriers and reaches one of them. */
function classWithin({ sign, target, stop }: Barriers, open: number, high: number, low: number, rule: BothTouched): number {
  const reachesTarget = sign > 0 ? high >= target : low <= target
  const reachesStop = sign > 0 ? low <= stop : high >= stop
  if (!reachesTarget || !reachesStop) return reachesTarget ? TARGET : STOP
  return rule === 'target' || (rule === 'open_distance' && Math.abs(target - open) < Math.abs(open - stop)) ? TARGET : STOP
}

/** Walks positions from the bar after their row to their first barrier. */
export class BarrierWalk {
  readonly #bars: Bars
  readonly #vertical: VerticalBarrier
  readonly #rule: BothTouched
  readonly #touch: BarrierTouch

  constructor(bars: Bars, vertical: VerticalBarrier, rule: BothTouched) {
    this.#bars = bars
    this.#vertical = vertical
    this.#rule = rule
    this.#touch = new BarrierTouch(bars)
  }

  /** Notes how the position of `entryRow` ends. */
  note(exits: BarrierExits, entryRow: number, barriers: Barriers): void {
    const { open, high, low, close, length } = this.#bars
    const { sign, target, stop } = barriers
    const end = this.#vertical.rows[entryRow]!
    const atOpen = this.#vertical.atOpen[entryRow] === 1
    const last = atOpen || end === length ? end - 1 : end
    const row = sign > 0 ? this.#touch.first(entryRow + 1, last, target, stop) : this.#touch.first(entryRow + 1, last, stop, target)
    if (row < 0) {
      if (end === length) exits.row[entryRow] = AFTER_END
      else {
        const price = atOpen ? open[end]! : close[end]!
        if (!Number.isNaN(price)) this.#put(exits, entryRow, end, atOpen ? classAt(price, barriers) : TIMEOUT, price)
      }
      return
    }
    if (Number.isNaN(open[row]!) || Number.isNaN(high[row]!) || Number.isNaN(low[row]!)) return
    // A bar that opens beyond a barrier fills there, not at the barrier's price, which did not trade before.
    const opened = classAt(open[row]!, barriers)
    if (opened !== TIMEOUT) this.#put(exits, entryRow, row, opened, open[row]!)
    else {
      const found = classWithin(barriers, open[row]!, high[row]!, low[row]!, this.#rule)
      this.#put(exits, entryRow, row, found, found === TARGET ? target : stop)
    }
  }

  #put(exits: BarrierExits, entryRow: number, row: number, found: number, price: number): void {
    exits.row[entryRow] = row
    exits.class[entryRow] = found
    exits.price[entryRow] = price
  }
}
