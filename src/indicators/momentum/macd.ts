import { defineIndicator } from '../indicator.js'

type MacdParams = { fastPeriod: number; slowPeriod: number; signalPeriod: number; seed: string; input: string }

const SEEDS = ['talib', 'sma', 'first']
const FIRST = 2

/**
 * An average that begins behind the first `skipped` of `n` values: with the mean of `period` ones (their sum until then), or where `seed` is 'first' with the first value of all.
 */
function beginAverage(seed: number, average: number, value: number, n: number, skipped: number, period: number, weight: number): number {
  if (seed === FIRST) return n === 1 ? value : average + (value - average) * weight
  const seen = n - skipped
  if (seen <= 0) return 0
  if (seen < period) return average + value
  return seen === period ? (average + value) / period : average + (value - average) * weight
}

/**
 * Moving average convergence / divergence: `macd` = fast − slow exponential average, `signal` = exponential average of it, `histogram` = macd − signal.
 * `seed: 'talib'` seeds both averages on bar `slowPeriod − 1`, the fast one by the mean of the last `fastPeriod` values there (TA-Lib); `'sma'` each by the mean of its own first values, as
 * two `ema` (TradingView); `'first'` all three by the first value (pandas `ewm(adjust=False)`). Warm-up of all three `slowPeriod + signalPeriod − 2`; a missing value leaves the
 * state unchanged. Equal to TA-Lib's MACD for `seed: 'talib'`. Source: Appel, 1979.
 */
export const macd = /* @__PURE__ */ defineIndicator<MacdParams, 'macd' | 'signal' | 'histogram'>({
  name: 'macd',
  title: 'Moving average convergence / divergence',
  params: {
    fastPeriod: { default: 12, min: 2, max: 100_000, integer: true, unit: 'bars' },
    slowPeriod: { default: 26, min: 2, max: 100_000, integer: true, unit: 'bars' },
    signalPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
    seed: { default: 'talib', choices: SEEDS },
    input: { default: 'close', column: true },
  },
  outputs: ['macd', 'signal', 'histogram'],
  inputs: ({ input }) => [input],
  check: ({ fastPeriod, slowPeriod }) =>
    fastPeriod < slowPeriod ? undefined : `fastPeriod must be below slowPeriod ${slowPeriod}, found ${fastPeriod}`,
  lookbackBars: () => 0,
  warmupBars: ({ slowPeriod, signalPeriod }) => slowPeriod + signalPeriod - 2,
  stateSize: () => 8,
  onMissing: 'skip',
  // the three periods, count, fast, slow, signal (sums until their mean is due), seed's place in the list
  init(state, { fastPeriod, slowPeriod, signalPeriod, seed }) {
    state[0] = fastPeriod
    state[1] = slowPeriod
    state[2] = signalPeriod
    state[7] = SEEDS.indexOf(seed)
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
    const seed = state[7]! | 0
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
      fast = beginAverage(seed, fast, value, n, seed === 0 ? slowPeriod - fastPeriod : 0, fastPeriod, fastWeight)
      slow = beginAverage(seed, slow, value, n, 0, slowPeriod, slowWeight)
      signal = beginAverage(seed, signal, fast - slow, n, slowPeriod - 1, signalPeriod, signalWeight)
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
