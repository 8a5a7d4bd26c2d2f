import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

type UltimateOscillatorParams = { shortPeriod: number; mediumPeriod: number; longPeriod: number }

/**
 * Slab: the three periods in ascending order, count of changes, place in the rings; then per period the sums of buying pressure and of true range; then the rings of both,
 * over the longest period, a pressure and a range at a time.
 */
const SUMS = 5
const RINGS = SUMS + 12

/**
 * Ultimate oscillator, 0 … 100: 100 · (4 · a + 2 · b + c) / 7, where a, b, c are the sums of buying pressure (close − min(low, last close)) over the sums of
 * true range for the shortest, the middle and the longest period; a share is 0 where its true range is 0. The order in which the periods are given does not matter, as
 * in TA-Lib. Sums are exact, so the result does not depend on where the history began. Warm-up the longest period; a missing price restarts the windows. Equal to
 * TA-Lib's ULTOSC. Source: Williams, The Ultimate Oscillator, Technical Analysis of Stocks & Commodities 3:4, 1985.
 */
export const ultimateOscillator = /* @__PURE__ */ defineIndicator<UltimateOscillatorParams, 'ultimateOscillator'>({
  name: 'ultimateOscillator',
  title: 'Ultimate oscillator',
  params: {
    shortPeriod: { default: 7, min: 1, max: 100_000, integer: true, unit: 'bars' },
    mediumPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
    longPeriod: { default: 28, min: 1, max: 100_000, integer: true, unit: 'bars' },
  },
  outputs: ['ultimateOscillator'],
  inputs: () => ['high', 'low', 'close'],
  lookbackBars: () => 1,
  warmupBars: ({ shortPeriod, mediumPeriod, longPeriod }) => Math.max(shortPeriod, mediumPeriod, longPeriod),
  stateSize: ({ shortPeriod, mediumPeriod, longPeriod }) => RINGS + 2 * (Math.max(shortPeriod, mediumPeriod, longPeriod) + 1),
  onMissing: 'reset',
  init(state, { shortPeriod, mediumPeriod, longPeriod }) {
    state.set([shortPeriod, mediumPeriod, longPeriod].sort((a, b) => a - b))
    state[3] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const high = inputs[0]!
    const low = inputs[1]!
    const close = inputs[2]!
    const out = outputs[0]!
    const short = state[0]! | 0
    const medium = state[1]! | 0
    const longest = state[2]! | 0
    const size = longest + 1
    let n = state[3]! | 0
    let place = state[4]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n < longest) n += 1
      out[o] = NaN
      if (n === 0) continue
      const last = close[i - 1]!
      const bottom = low[i]! < last ? low[i]! : last
      const newest = RINGS + 2 * place
      state[newest] = close[i]! - bottom
      state[newest + 1] = (high[i]! > last ? high[i]! : last) - bottom
      // A ring is 0 where it was not filled.
      slideShare(state, SUMS, newest, RINGS + 2 * (place < short ? place - short + size : place - short))
      slideShare(state, SUMS + 4, newest, RINGS + 2 * (place < medium ? place - medium + size : place - medium))
      slideShare(state, SUMS + 8, newest, RINGS + 2 * (place < longest ? place - longest + size : place - longest))
      place = place === longest ? 0 : place + 1
      if (n === longest) out[o] = (100 * (4 * shareOf(state, SUMS) + 2 * shareOf(state, SUMS + 4) + shareOf(state, SUMS + 8))) / 7
    }
    state[3] = n
    state[4] = place
  },
})

/**
 * Slides the two sums at `base`; the terms that enter and leave stand at `newest` and `leaving`. They are never negative and nearly always smaller than their sum, which makes what
 * a sum loses known with few operations; doubles are handed over in the slab, because a call would box them.
 */
function slideShare(state: Float64Array, base: number, newest: number, leaving: number): void {
  for (let k = 0; k < 2; k++) {
    const at = base + 2 * k
    const high = state[at]!
    const entering = state[newest + k]!
    const left = state[leaving + k]!
    const grown = high + entering
    const sum = grown - left
    if (entering <= high && left <= grown) {
      state[at] = sum
      state[at + 1] = state[at + 1]! + (entering - (grown - high) + (grown - sum - left))
    } else slideSum(state, at, entering, left)
  }
}

/** Buying pressure over true range, 0 where nothing moved. */
function shareOf(state: Float64Array, base: number): number {
  const range = state[base + 2]! + state[base + 3]!
  return range === 0 ? 0 : (state[base]! + state[base + 1]!) / range
}
