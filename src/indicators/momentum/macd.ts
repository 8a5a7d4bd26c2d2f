import { defineIndicator } from '../indicator.js'

type MacdParams = { fastPeriod: number; slowPeriod: number; signalPeriod: number; input: string }

/**
 * Moving average convergence / divergence: `macd` = fast − slow exponential average, `signal` = exponential average of it, `histogram` = macd − signal.
 * As in TA-Lib both averages are seeded on bar `slowPeriod − 1`, the fast one by the mean of its last `fastPeriod` values. Warm-up of
 * all three `slowPeriod + signalPeriod − 2`; a missing value leaves the state unchanged. Equal to TA-Lib's MACD.
 */
export const macd = /* @__PURE__ */ defineIndicator<MacdParams, 'macd' | 'signal' | 'histogram'>({
  name: 'macd',
  title: 'Moving average convergence / divergence',
  params: {
    fastPeriod: { default: 12, min: 2, max: 100_000, integer: true, unit: 'bars' },
    slowPeriod: { default: 26, min: 2, max: 100_000, integer: true, unit: 'bars' },
    signalPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
    input: { default: 'close', column: true },
  },
  outputs: ['macd', 'signal', 'histogram'],
  inputs: ({ input }) => [input],
  check: ({ fastPeriod, slowPeriod }) =>
    fastPeriod < slowPeriod ? undefined : `fastPeriod must be below slowPeriod ${slowPeriod}, found ${fastPeriod}`,
  lookbackBars: () => 0,
  warmupBars: ({ slowPeriod, signalPeriod }) => slowPeriod + signalPeriod - 2,
  stateSize: () => 7,
  onMissing: 'skip',
  // the three periods, count, fast, slow, signal (sums until their mean is due)
  init(state, { fastPeriod, slowPeriod, signalPeriod }) {
    state[0] = fastPeriod
    state[1] = slowPeriod
    state[2] = signalPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const macdOut = outputs[0]!
    const signalOut = outputs[1]!
    const histogramOut = outputs[2]!
    const fastPeriod = state[0]! | 0
    const slowPeriod = state[1]! | 0
    const signalPeriod = state[2]! | 0
    const fastWeight = 2 / (fastPeriod + 1)
    const slowWeight = 2 / (slowPeriod + 1)
    const signalWeight = 2 / (signalPeriod + 1)
    const ready = slowPeriod + signalPeriod - 1
    let n = state[3]! | 0
    let fast = state[4]!
    let slow = state[5]!
    let signal = state[6]!
    let i = from
    let o = at
    for (; i < to && n < ready; i++, o++) {
      const value = x[i]!
      n += 1
      if (n <= slowPeriod) {
        slow += value
        if (n > slowPeriod - fastPeriod) fast += value
        if (n === slowPeriod) {
          slow /= slowPeriod
          fast /= fastPeriod
        }
      } else {
        fast += (value - fast) * fastWeight
        slow += (value - slow) * slowWeight
      }
      if (n >= slowPeriod) signal += fast - slow
      if (n === ready) signal /= signalPeriod
      macdOut[o] = n < ready ? NaN : fast - slow
      signalOut[o] = n < ready ? NaN : signal
      histogramOut[o] = n < ready ? NaN : fast - slow - signal
    }
    for (; i < to; i++, o++) {
      const value = x[i]!
      fast += (value - fast) * fastWeight
      slow += (value - slow) * slowWeight
      const difference = fast - slow
      signal += (difference - signal) * signalWeight
      macdOut[o] = difference
      signalOut[o] = signal
      histogramOut[o] = difference - signal
    }
    state[3] = n
    state[4] = fast
    state[5] = slow
    state[6] = signal
  },
})
