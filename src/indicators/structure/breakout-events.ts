/*
 * A breakout: the close leaves a level behind and stays beyond it for as many closes as are asked for. The level is the one that stood on the first of them. The breakout is reported on the last of
 * them; another one on the same side can follow only after a close that was not beyond the level of its day. (Not the broken one: a market that never comes back to it would break out once for all.)
 */

/** Places in the slab from its base: closes asked for; side of the level that is being or was broken (0: none), level, closes beyond it so far; whether there was a breakout, bars since. */
const ASKED = 0
const SIDE = 1
const LEVEL = 2
const CLOSES = 3
const HAS = 4
const SINCE = 5
export const BREAKOUT_STATE = 6

export const confirmationParam = { default: 1, min: 1, max: 1000, integer: true, unit: 'bars' } as const

export const breakoutOutputs = ['direction', 'strength', 'barsSince'] as const

export type BreakoutOutput = (typeof breakoutOutputs)[number]

export function initBreakout(state: Float64Array, base: number, confirmationBars: number): void {
  state[base + ASKED] = confirmationBars
}

/** `upper` and `lower` stand before this bar (±MAX_VALUE for none); `mayBegin` says whether it may be the first beyond them. Returns 1 or −1 where a breakout is complete, else 0. */
export function stepBreakout(state: Float64Array, base: number, close: number, upper: number, lower: number, mayBegin: boolean): number {
  let side = state[base + SIDE]!
  state[base + SINCE]! += 1
  if (side !== 0) {
    const level = state[base + CLOSES]! < state[base + ASKED]! ? state[base + LEVEL]! : side > 0 ? upper : lower
    if (side * (close - level) > 0) state[base + CLOSES] = Math.min(state[base + ASKED]! + 1, state[base + CLOSES]! + 1)
    else side = 0
  }
  if (side === 0 && mayBegin && (close > upper || close < lower)) {
    side = close > upper ? 1 : -1
    state[base + LEVEL] = side > 0 ? upper : lower
    state[base + CLOSES] = 1
  }
  state[base + SIDE] = side
  if (side === 0 || state[base + CLOSES] !== state[base + ASKED]) return 0
  state[base + HAS] = 1
  state[base + SINCE] = 0
  return side
}

/** Writes direction, strength (distance of the close from the level in average true ranges; 0 without a breakout and where the range is 0) and bars since the last breakout (NaN before the first). */
export function writeBreakout(
  state: Float64Array,
  base: number,
  direction: number,
  close: number,
  range: number,
  outputs: readonly Float64Array[],
  o: number,
): void {
  outputs[0]![o] = direction
  outputs[1]![o] = direction === 0 || range === 0 ? 0 : Math.abs(close - state[base + LEVEL]!) / range
  outputs[2]![o] = state[base + HAS] === 0 ? NaN : state[base + SINCE]!
}
