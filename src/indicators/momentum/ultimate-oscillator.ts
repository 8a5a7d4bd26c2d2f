import { defineIndicator } from '../indicator.js'
import { slideSum } from '../statistics/exact-sum.js'

type UltimateOscillatorParams = { shortPeriod: number; mediumPeriod: number; longPeriod: number }

/** Slab: the three periods in ascending order, count of changes, then per period the sums of buying pressure and of true range. */
const SUMS = 4

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
  lookbackBars: ({ shortPeriod, mediumPeriod, longPeriod }) => Math.max(shortPeriod, mediumPeriod, longPeriod) + 1,
  warmupBars: ({ shortPeriod, mediumPeriod, longPeriod }) => Math.max(shortPeriod, mediumPeriod, longPeriod),
  stateSize: () => SUMS + 12,
  onMissing: 'reset',
  init(state, { shortPeriod, mediumPeriod, longPeriod }) {
    state.set([shortPeriod, mediumPeriod, longPeriod].sort((a, b) => a - b))
    state[3] = -1
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const longest = state[2]! | 0
    let n = state[3]! | 0
    let o = at
    for (let i = from; i < to; i++, o++) {
      if (n <= longest) n += 1
      out[o] = NaN
      if (n === 0) continue
      const shares = 4 * slideShare(state, inputs, 0, n, i) + 2 * slideShare(state, inputs, 1, n, i) + slideShare(state, inputs, 2, n, i)
      if (n >= longest) out[o] = (100 * shares) / 7
    }
    state[3] = n
  },
})

/** Buying pressure over true range of the window `k` that ends at row `i`. */
function slideShare(state: Float64Array, inputs: readonly Float64Array[], k: number, n: number, i: number): number {
  const period = state[k]! | 0
  const base = SUMS + 4 * k
  const high = inputs[0]!
  const low = inputs[1]!
  const close = inputs[2]!
  const last = close[i - 1]!
  const bottom = low[i]! < last ? low[i]! : last
  const top = high[i]! > last ? high[i]! : last
  let oldPressure = 0
  let oldRange = 0
  if (n > period) {
    const j = i - period
    const before = close[j - 1]!
    const oldBottom = low[j]! < before ? low[j]! : before
    oldPressure = close[j]! - oldBottom
    oldRange = (high[j]! > before ? high[j]! : before) - oldBottom
  }
  const pressure = slideSum(state, base, close[i]! - bottom, oldPressure)
  const range = slideSum(state, base + 2, top - bottom, oldRange)
  return range === 0 ? 0 : pressure / range
}
