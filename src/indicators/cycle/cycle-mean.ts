import { CYCLE_PERIOD, CYCLE_RING, PLACE } from './hilbert.js'

/** Slab of the trendline from `base` on: the last three means over a cycle, then a ring of prices. */
export const CYCLE_MEAN_STATE = 3 + CYCLE_RING

/** Takes a price into the ring. Called for every value, also while the smoothing is filled. */
export function keepPrice(state: Float64Array, base: number, price: number): void {
  state[base + 3 + (state[PLACE]! | 0)] = price
}

/** The mean price of the dominant cycle, smoothed by weights 4, 3, 2, 1. */
export function stepCycleMean(state: Float64Array, base: number): number {
  const place = state[PLACE]! | 0
  const bars = (state[CYCLE_PERIOD]! + 0.5) | 0
  let mean = 0
  for (let k = 0; k < bars; k++) mean += state[base + 3 + ((place - k) & (CYCLE_RING - 1))]!
  if (bars > 0) mean /= bars
  const trendline = (4 * mean + 3 * state[base]! + 2 * state[base + 1]! + state[base + 2]!) / 10
  state[base + 2] = state[base + 1]!
  state[base + 1] = state[base]!
  state[base] = mean
  return trendline
}
