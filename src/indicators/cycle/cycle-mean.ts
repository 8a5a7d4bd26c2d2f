import { CYCLE_PERIOD, CYCLE_RING, PLACE } from './hilbert.js'

/** Slab of the trendline from `base` on: the last three means over a cycle, then a ring of prices, written twice so that the last 50 always stand in a row. */
export const CYCLE_MEAN_STATE = 3 + 2 * CYCLE_RING

/** Takes a price into the ring. Called for every value, also while the smoothing is filled. */
export function keepPrice(state: Float64Array, base: number, price: number): void {
  const first = base + 3 + (state[PLACE]! | 0)
  state[first] = price
  state[first + CYCLE_RING] = price
}

/** The mean price of the dominant cycle, smoothed by weights 4, 3, 2, 1. */
export function stepCycleMean(state: Float64Array, base: number): number {
  const newest = base + 3 + (state[PLACE]! | 0) + CYCLE_RING
  const bars = (state[CYCLE_PERIOD]! + 0.5) | 0
  let mean = 0
  if (bars > 0) {
    // From both ends at once, which halves the time the additions wait for each other.
    let late = newest
    let early = newest - bars + 1
    for (; late > early; late--, early++) mean += state[late]! + state[early]!
    if (late === early) mean += state[late]!
    mean /= bars
  }
  const trendline = (4 * mean + 3 * state[base]! + 2 * state[base + 1]! + state[base + 2]!) / 10
  state[base + 2] = state[base + 1]!
  state[base + 1] = state[base]!
  state[base] = mean
  return trendline
}
