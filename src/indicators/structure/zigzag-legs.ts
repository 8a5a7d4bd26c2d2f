/*
 * Legs of a zigzag: while the price rises, its highest high is the end of the leg so far; the leg is over, and that high confirmed, on the first bar whose low is `distance` or more below it. A bar that
 * makes a new high does not end the leg, however low its low. Falling legs likewise.
 */

/** Places in the slab from its base: direction of the leg (0 before the first), its extreme, bars since it; last confirmed high and low with counts (0 or 1), bars since the last confirmed of either. */
export const DIRECTION = 0
export const EXTREME = 1
export const EXTREME_AGE = 2
export const HAS_HIGH = 3
export const LAST_HIGH = 4
export const HAS_LOW = 5
export const LAST_LOW = 6
export const SINCE = 7
/** Before the first leg: bars seen (0 or 1), highest high, bars since it, lowest low, bars since it. */
const STARTED = 8
const TOP = 9
const TOP_AGE = 10
const BOTTOM = 11
const BOTTOM_AGE = 12
export const LEGS_STATE = 13

function confirm(state: Float64Array, base: number, side: number, price: number, age: number, extreme: number): number {
  state[base + (side > 0 ? HAS_LOW : HAS_HIGH)] = 1
  state[base + (side > 0 ? LAST_LOW : LAST_HIGH)] = price
  state[base + SINCE] = age
  state[base + DIRECTION] = side
  state[base + EXTREME] = extreme
  state[base + EXTREME_AGE] = 0
  return side
}

/** True where `price` has come back from `extreme` by the share of it and the distance; never where nothing moved. */
function isBack(price: number, extreme: number, sign: number, share: number, distance: number): boolean {
  const way = sign * (extreme - price)
  return way > 0 && way >= share * Math.abs(extreme) + distance
}

function begin(state: Float64Array, base: number, high: number, low: number, share: number, distance: number): number {
  if (state[base + STARTED] !== 0) {
    const bottom = state[base + BOTTOM]!
    const top = state[base + TOP]!
    state[base + BOTTOM_AGE]! += 1
    state[base + TOP_AGE]! += 1
    if (isBack(high, bottom, -1, share, distance)) return confirm(state, base, 1, bottom, state[base + BOTTOM_AGE]!, high)
    if (isBack(low, top, 1, share, distance)) return confirm(state, base, -1, top, state[base + TOP_AGE]!, low)
  }
  if (state[base + STARTED] === 0 || high > state[base + TOP]!) {
    state[base + TOP] = high
    state[base + TOP_AGE] = 0
  }
  if (state[base + STARTED] === 0 || low < state[base + BOTTOM]!) {
    state[base + BOTTOM] = low
    state[base + BOTTOM_AGE] = 0
  }
  state[base + STARTED] = 1
  return 0
}

/** Takes the next bar; 1 where a low is confirmed by it, −1 where a high is, else 0. */
export function stepLegs(state: Float64Array, base: number, high: number, low: number, share: number, distance: number): number {
  const direction = state[base + DIRECTION]!
  if (direction === 0) return begin(state, base, high, low, share, distance)
  state[base + SINCE]! += 1
  state[base + EXTREME_AGE]! += 1
  const extreme = state[base + EXTREME]!
  const along = direction > 0 ? high : low
  const against = direction > 0 ? low : high
  if (direction * (along - extreme) > 0) {
    state[base + EXTREME] = along
    state[base + EXTREME_AGE] = 0
    return 0
  }
  if (!isBack(against, extreme, direction, share, distance)) return 0
  return confirm(state, base, -direction, extreme, state[base + EXTREME_AGE]!, against)
}

export const legOutputs = ['direction', 'confirmed', 'lastHigh', 'lastLow', 'barsSince'] as const

export type LegOutput = (typeof legOutputs)[number]

/** Writes the leg as it stands. */
export function writeLegs(state: Float64Array, base: number, confirmed: number, outputs: readonly Float64Array[], o: number): void {
  const direction = state[base + DIRECTION]!
  outputs[0]![o] = direction
  outputs[1]![o] = confirmed
  outputs[2]![o] = state[base + HAS_HIGH] === 0 ? NaN : state[base + LAST_HIGH]!
  outputs[3]![o] = state[base + HAS_LOW] === 0 ? NaN : state[base + LAST_LOW]!
  outputs[4]![o] = direction === 0 ? NaN : state[base + SINCE]!
}
