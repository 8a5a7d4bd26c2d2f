import { defineIndicator } from '../indicator.js'

type MacdFixParams = { signalPeriod: number; input: string }

const FAST_PERIOD = 12
const SLOW_PERIOD = 26
const FAST_WEIGHT = 0.15
const SLOW_WEIGHT = 0.075

/**
 * MACD of 12 and 26 bars with the weights 0.15 and 0.075 of its inventor in place of 2 / 13 and 2 / 27: `macd` = fast − slow average, `signal` = exponential average of it over
 * `signalPeriod` bars, `histogram` = macd − signal. Both averages are seeded on bar 25 by the mean of their last 12 and 26 values. Warm-up of all three `signalPeriod + 24`; a missing
 * value leaves the state unchanged. Equal to TA-Lib's MACDFIX. Source: Appel, Technical Analysis: Power Tools for Active Investors, 2005.
 */
export const macdFix = /* @__PURE__ */ defineIndicator<MacdFixParams, 'macd' | 'signal' | 'histogram'>({
  name: 'macdFix',
  title: 'MACD with fixed weights',
  params: {
    signalPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
    input: { default: 'close', column: true },
  },
  outputs: ['macd', 'signal', 'histogram'],
  inputs: ({ input }) => [input],
  lookbackBars: () => 0,
  warmupBars: ({ signalPeriod }) => SLOW_PERIOD + signalPeriod - 2,
  stateSize: () => 5,
  onMissing: 'skip',
  // the signal's period, count, fast, slow, signal (sums until their mean is due)
  init(state, { signalPeriod }) {
    state[0] = signalPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const [macd, signals, histogram] = outputs as [Float64Array, Float64Array, Float64Array]
    const ready = SLOW_PERIOD + state[0]! - 1
    const signalWeight = 2 / (state[0]! + 1)
    let n = state[1]! | 0
    let fast = state[2]!
    let slow = state[3]!
    let signal = state[4]!
    let o = at
    for (let i = from; i < to; i++, o++) {
      const value = x[i]!
      if (n <= ready) n += 1
      if (n <= SLOW_PERIOD) {
        slow += value
        if (n > SLOW_PERIOD - FAST_PERIOD) fast += value
        if (n === SLOW_PERIOD) {
          slow /= SLOW_PERIOD
          fast /= FAST_PERIOD
        }
      } else {
        fast += (value - fast) * FAST_WEIGHT
        slow += (value - slow) * SLOW_WEIGHT
      }
      const difference = fast - slow
      if (n > ready) signal += (difference - signal) * signalWeight
      else if (n >= SLOW_PERIOD) signal = n < ready ? signal + difference : (signal + difference) / state[0]!
      macd[o] = n < ready ? NaN : difference
      signals[o] = n < ready ? NaN : signal
      histogram[o] = n < ready ? NaN : difference - signal
    }
    state[1] = n
    state[2] = fast
    state[3] = slow
    state[4] = signal
  },
})
