/*
 * Swings of the price: a bar whose high is above those of `leftBars` bars before it and not below those of `rightBars` bars after it (for lows likewise below and not above). Of equal highs in a row
 * the first counts, on a flat price none. A swing is known `rightBars` bars after its own and never changes. The bars are kept in the slab, so that a bar with a missing price can be passed over.
 */

/** Places in the slab from its base: bars to the left and right, next place in the rings, bars seen; the last swings of both kinds; then the rings of highs and lows. */
const LEFT = 0
const RIGHT = 1
const PLACE = 2
const SEEN = 3
/** Swing highs so far (up to 2), price of the last, of the one before it, bars since the last. */
export const HIGH_COUNT = 4
export const HIGH = 5
export const PRIOR_HIGH = 6
export const HIGH_AGE = 7
export const LOW_COUNT = 8
export const LOW = 9
export const PRIOR_LOW = 10
export const LOW_AGE = 11
const RINGS = 12

/** What {@link pushSwingBar} answers: a swing high is known now, a swing low, their sum for both. */
export const NEW_HIGH = 1
export const NEW_LOW = 2

export const swingParams = {
  leftBars: { default: 5, min: 1, max: 1000, integer: true, unit: 'bars' },
  rightBars: { default: 5, min: 1, max: 1000, integer: true, unit: 'bars' },
} as const

export type SwingParams = { leftBars: number; rightBars: number }

export function swingsState({ leftBars, rightBars }: SwingParams): number {
  return RINGS + 2 * (leftBars + rightBars + 1)
}

export function initSwings(state: Float64Array, base: number, { leftBars, rightBars }: SwingParams): void {
  state[base + LEFT] = leftBars
  state[base + RIGHT] = rightBars
}

/** How many doubles the swings at `base` take: where the rest of a slab begins. */
export function swingsSize(state: Float64Array, base: number): number {
  return (RINGS + 2 * (state[base + LEFT]! + state[base + RIGHT]! + 1)) | 0
}

/** Takes the next bar; says which swings are known by it. */
export function pushSwingBar(state: Float64Array, base: number, high: number, low: number): number {
  const left = state[base + LEFT]! | 0
  const right = state[base + RIGHT]! | 0
  const size = (left + right + 1) | 0
  const highs = (base + RINGS) | 0
  const lows = (highs + size) | 0
  let place = state[base + PLACE]! | 0
  state[highs + place] = high
  state[lows + place] = low
  place = place + 1 === size ? 0 : place + 1
  state[base + PLACE] = place
  state[base + HIGH_AGE]! += 1
  state[base + LOW_AGE]! += 1
  const seen = state[base + SEEN]! | 0
  if (seen < size) state[base + SEEN] = seen + 1
  if (seen + 1 < size) return 0
  const pivot = place + left < size ? place + left : place + left - size
  let found = 0
  if (isSwing(state, highs, size, left, right, pivot, 1)) {
    found = NEW_HIGH
    keepSwing(state, base + HIGH_COUNT, state[highs + pivot]!, right)
  }
  if (isSwing(state, lows, size, left, right, pivot, -1)) {
    found += NEW_LOW
    keepSwing(state, base + LOW_COUNT, state[lows + pivot]!, right)
  }
  return found
}

function keepSwing(state: Float64Array, at: number, price: number, age: number): void {
  state[at] = Math.min(2, state[at]! + 1)
  state[at + 2] = state[at + 1]!
  state[at + 1] = price
  state[at + 3] = age
}

/** Neighbours first: most bars are refused by one of them. */
function isSwing(state: Float64Array, ring: number, size: number, left: number, right: number, pivot: number, sign: number): boolean {
  const extreme = sign * state[ring + pivot]!
  for (let j = 1, k = pivot; j <= right; j++) {
    k = k + 1 === size ? 0 : k + 1
    if (sign * state[ring + k]! > extreme) return false
  }
  for (let j = 1, k = pivot; j <= left; j++) {
    k = k === 0 ? size - 1 : k - 1
    if (sign * state[ring + k]! >= extreme) return false
  }
  return true
}

/** True once a swing could be known: the warm-up of `leftBars + rightBars` bars is over. */
export function isWarm(state: Float64Array, base: number): boolean {
  return state[base + SEEN]! > state[base + LEFT]! + state[base + RIGHT]!
}
