import { cos, exp, sin } from '../../core/index.js'
import type { ParamRules, Params } from '../definition.js'
import { defineIndicator, type Indicator } from '../indicator.js'

type Windowed = Params & { period: number; input: string }

/** A whole period and the column read. */
const rulesOf = (period: number, max: number): ParamRules<{ period: number; input: string }> => ({
  period: { default: period, min: 2, max, integer: true, unit: 'bars' },
  input: { default: 'close', column: true },
})

/** An average of fixed weights over a window; `weightOf` is given the place from 0, the oldest, to `period − 1`. */
function weightedWindow<P extends Windowed, N extends string>(
  name: N,
  title: string,
  params: ParamRules<P>,
  weightsOf: (params: P) => number[],
): Indicator<P, N> {
  return defineIndicator<P, N>({
    name,
    title,
    params,
    outputs: [name],
    inputs: ({ input }) => [input],
    lookbackBars: ({ period }) => period,
    warmupBars: ({ period }) => period - 1,
    stateSize: ({ period }) => 2 + period,
    onMissing: 'reset',
    // period, count; then the weights, whose sum is 1
    init(state, given) {
      const weights = weightsOf(given)
      const sum = weights.reduce((all, weight) => all + weight, 0)
      state[0] = given.period
      state.set(
        weights.map((weight) => weight / sum),
        2,
      )
    },
    advance(state, inputs, outputs, from, to, at) {
      const x = inputs[0]!
      const out = outputs[0]!
      const period = state[0]! | 0
      let n = state[1]! | 0
      let i = from
      let o = at
      for (; i < to && n < period - 1; i++, o++, n++) out[o] = NaN
      for (; i < to; i++, o++) {
        const newest = x[i]!
        const first = i - period + 1
        // Differences from the newest: a flat price is its own average, to the bit.
        let sum = 0
        for (let j = 0; j < period; j++) sum += state[2 + j]! * (x[first + j]! - newest)
        out[o] = newest + sum
      }
      state[1] = n
    },
  })
}

const places = (period: number): number[] => Array.from({ length: period }, (_, j) => j)

type AlmaParams = { period: number; offset: number; sigma: number; input: string }

/**
 * Arnaud Legoux moving average: weights exp(−(j − m)² / (2 s²)) over the last `period` values, j = 0 for the oldest, m = `offset` · (period − 1), s = period / `sigma`. `offset` 1 leans on the
 * newest values, 0 on the oldest. A function of its window alone. Warm-up `period − 1`; a missing value restarts the window. Equal to TradingView's ta.alma; pandas-ta-classic's
 * alma has the weights the other way round. Source: Legoux and Kouzis-Loukas, 2009.
 */
export const alma = /* @__PURE__ */ weightedWindow<AlmaParams, 'alma'>(
  'alma',
  'Arnaud Legoux moving average',
  { ...rulesOf(9, 100_000), offset: { default: 0.85, min: 0, max: 1 }, sigma: { default: 6, min: 0.1, max: 100 } },
  ({ period, offset, sigma }) => {
    const middle = offset * (period - 1)
    const width = period / sigma
    return places(period).map((j) => exp(-((j - middle) * (j - middle)) / (2 * width * width)))
  },
)

/**
 * Sine-weighted moving average: weights sin(π · j / (period + 1)), j = 1 … `period`, heaviest in the middle of the window. A function of its window alone. Warm-up `period − 1`; a missing value
 * restarts the window. Equal to pandas-ta-classic's sinwma.
 */
export const sineWma = /* @__PURE__ */ weightedWindow(
  'sineWma',
  'Sine-weighted moving average',
  rulesOf(14, 100_000),
  ({ period }: Windowed) => places(period).map((j) => sin((Math.PI * (j + 1)) / (period + 1))),
)

/**
 * Hann filter: weights 1 − cos(2π · j / (period + 1)), j = 1 … `period`; smoother than a simple average of the same lag. A function of its window alone. Warm-up `period − 1`; a missing value
 * restarts the window. Source: Ehlers, Windowing, Technical Analysis of Stocks & Commodities 39:9, 2021.
 */
export const hannFilter = /* @__PURE__ */ weightedWindow('hannFilter', 'Hann filter', rulesOf(20, 100_000), ({ period }: Windowed) =>
  places(period).map((j) => 1 - cos((2 * Math.PI * (j + 1)) / (period + 1))),
)

/**
 * Moving average weighted by the Fibonacci numbers 1, 1, 2, 3, 5 …, the largest for the newest of `period` values. A function of its window alone. Warm-up `period − 1`; a missing value restarts
 * the window. Equal to pandas-ta-classic's fwma.
 */
export const fibonacciWma = /* @__PURE__ */ weightedWindow(
  'fibonacciWma',
  'Fibonacci-weighted moving average',
  rulesOf(10, 1000),
  ({ period }: Windowed) => {
    const weights = [1, 1]
    while (weights.length < period) weights.push(weights.at(-1)! + weights.at(-2)!)
    return weights
  },
)

/**
 * Moving average weighted by the binomial coefficients of Pascal's triangle, heaviest in the middle of `period` values. A function of its window alone. Warm-up `period − 1`; a missing value restarts
 * the window. Equal to pandas-ta-classic's pwma.
 */
export const pascalWma = /* @__PURE__ */ weightedWindow(
  'pascalWma',
  "Moving average weighted by Pascal's triangle",
  rulesOf(10, 1000),
  ({ period }: Windowed) => {
    const weights = [1]
    for (let j = 1; j < period; j++) weights.push((weights[j - 1]! * (period - j)) / j)
    return weights
  },
)
