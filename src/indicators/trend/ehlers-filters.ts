import { cos, exp, tan } from '../../core/index.js'
import { composeDefinition } from '../composition.js'
import { defineIndicator, type Indicator } from '../indicator.js'

type FilterParams = { period: number; input: string }
/** Weights of the value, the last and the one before; then of the last output and the one before. */
type Weights = readonly [number, number, number, number, number]

/** Slab: period, count, the five weights, last two values, last two outputs, 1 where outputs start at the value and 0 at 0. */
const STATE = 12

/** y = w₀x + w₁x₁ + w₂x₂ + w₃y₁ + w₄y₂; its first two outputs are the value (`fromValue`) or 0. */
function twoPoles<N extends string>(
  name: N,
  title: string,
  period: number,
  fromValue: boolean,
  weightsOf: (period: number) => Weights,
): Indicator<FilterParams, N> {
  return defineIndicator<FilterParams, N>({
    name,
    title,
    params: { period: { default: period, min: 3, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: [name],
    inputs: ({ input }) => [input],
    lookbackBars: () => 0,
    warmupBars: (given) => given.period - 1,
    stateSize: () => STATE,
    onMissing: 'skip',
    init(state, given) {
      state[0] = given.period
      state.set(weightsOf(given.period), 2)
      state[11] = fromValue ? 1 : 0
    },
    advance(state, inputs, outputs, from, to, at) {
      const x = inputs[0]!
      const out = outputs[0]!
      const ready = state[0]! | 0
      const level = state[11]!
      const w0 = state[2]!
      const w1 = state[3]!
      const w2 = state[4]!
      const w3 = state[5]!
      const w4 = state[6]!
      let n = state[1]! | 0
      let value1 = state[7]!
      let value2 = state[8]!
      let output1 = state[9]!
      let output2 = state[10]!
      let o = at
      for (let i = from; i < to; i++, o++) {
        const value = x[i]!
        // Where the weights sum to 1, differences from the last output: a flat price then leaves it as it is, to the bit.
        const base = level * output1
        const step = w0 * (value - base) + w1 * (value1 - base) + w2 * (value2 - base) + w3 * (output1 - base) + w4 * (output2 - base)
        const output = n < 2 ? level * value : base + step
        value2 = value1
        value1 = value
        output2 = output1
        output1 = output
        if (n < ready) n += 1
        out[o] = n < ready ? NaN : output
      }
      state[1] = n
      state[7] = value1
      state[8] = value2
      state[9] = output1
      state[10] = output2
    },
  })
}

/** (cos a + sin a − 1) / cos a, in the form that has no 0 / 0. */
function highPassWeight(angle: number): number {
  const half = tan(angle / 2)
  return (2 * half) / (1 + half)
}

/** Poles of a two-pole Butterworth filter: weights of the last output and the one before. */
function butterworthPoles(period: number): [number, number] {
  const angle = (Math.SQRT2 * Math.PI) / period
  const radius = exp(-angle)
  return [2 * radius * cos(angle), -radius * radius]
}

/**
 * Ehlers' super smoother: a two-pole Butterworth filter of the mean of the last two values; lets pass what is slower than `period` bars. y = c₁ · (x + x₁) / 2 + c₂y₁ + c₃y₂, a = exp(−√2 π / period),
 * c₂ = 2a · cos(√2 π / period), c₃ = −a², c₁ = 1 − c₂ − c₃; the first two outputs are the values. Warm-up `period − 1`; a missing value leaves the state unchanged. Depends on where the history
 * began, ever less with time. Equal to trading-signals' SuperSmoother; pandas-ta-classic's ssf takes x for the mean. Source: Ehlers, Cycle Analytics for Traders, 2013.
 */
export const superSmoother = /* @__PURE__ */ twoPoles('superSmoother', "Ehlers' super smoother", 10, true, (period) => {
  const [c2, c3] = butterworthPoles(period)
  const c1 = 1 - c2 - c3
  return [c1 / 2, c1 / 2, 0, c2, c3]
})

/**
 * Ehlers' two-pole Butterworth filter: as `superSmoother` over (x + 2x₁ + x₂) / 4; smoother, and one bar later. Warm-up `period − 1`; a missing value leaves the state unchanged. Depends on where
 * the history began, ever less with time. Source: Ehlers, Cybernetic Analysis for Stocks and Futures, 2004.
 */
export const butterworthFilter = /* @__PURE__ */ twoPoles('butterworthFilter', 'Two-pole Butterworth filter', 15, true, (period) => {
  const [c2, c3] = butterworthPoles(period)
  const c1 = 1 - c2 - c3
  return [c1 / 4, c1 / 2, c1 / 4, c2, c3]
})

/**
 * Ehlers' two-pole high-pass filter: what is quicker than `period` bars. y = (1 − α / 2)² (x − 2x₁ + x₂) + 2 (1 − α) y₁ − (1 − α)² y₂, α = (cos a + sin a − 1) / cos a, a = 0.707 · 2π / period; the
 * first two outputs are 0. Warm-up `period − 1`; a missing value leaves the state unchanged. Depends on where the history began, ever less with time. Source: Ehlers, Cycle Analytics for Traders, 2013.
 */
export const highPassFilter = /* @__PURE__ */ twoPoles('highPassFilter', "Ehlers' high-pass filter", 48, false, (period) => {
  const alpha = highPassWeight(((707 / 500) * Math.PI) / period)
  const gain = (1 - alpha / 2) * (1 - alpha / 2)
  return [gain, -2 * gain, gain, 2 * (1 - alpha), -(1 - alpha) * (1 - alpha)]
})

/**
 * Ehlers' decycler: the value without what is quicker than `period` bars, y = α / 2 · (x + x₁) + (1 − α) y₁, α = (cos a + sin a − 1) / cos a, a = 2π / period; the first two outputs are the values.
 * Warm-up `period − 1`; a missing value leaves the state unchanged. Depends on where the history began, ever less with time. Source: Ehlers, Decyclers, Technical Analysis of Stocks & Commodities
 * 33:9, 2015.
 */
export const decycler = /* @__PURE__ */ twoPoles('decycler', "Ehlers' decycler", 60, true, (period) => {
  const alpha = highPassWeight((2 * Math.PI) / period)
  return [alpha / 2, alpha / 2, 0, 1 - alpha, 0]
})

/**
 * Ehlers' instantaneous trendline: y = (α − α²/4) x + α²/2 · x₁ − (α − 3α²/4) x₂ + 2 (1 − α) y₁ − (1 − α)² y₂, α = 2 / (period + 1); the first two outputs are the values. Warm-up `period − 1`; a
 * missing value leaves the state unchanged. Depends on where the history began, ever less with time. Source: Ehlers, Cybernetic Analysis for Stocks and Futures, 2004.
 */
export const instantaneousTrend = /* @__PURE__ */ twoPoles('instantaneousTrend', "Ehlers' instantaneous trendline", 28, true, (period) => {
  const alpha = 2 / (period + 1)
  const square = alpha * alpha
  const rest = 1 - alpha
  return [alpha - square / 4, square / 2, -(alpha - 0.75 * square), 2 * rest, -rest * rest]
})

/** Part of the cyber cycle: (1 − α / 2)² (x − 2x₁ + x₂) + 2 (1 − α) y₁ − (1 − α)² y₂, α = 2 / (period + 1); the first two outputs are 0. */
export const cyclePoles = /* @__PURE__ */ twoPoles('cyclePoles', 'High-pass filter of the cyber cycle', 28, false, (period) => {
  const rest = 1 - 2 / (period + 1)
  const gain = ((1 + rest) / 2) * ((1 + rest) / 2)
  return [gain, -2 * gain, gain, 2 * rest, -rest * rest]
})

type RoofingParams = { highPassPeriod: number; smoothPeriod: number; input: string }

/**
 * Ehlers' roofing filter: `superSmoother` of `smoothPeriod` bars over `highPassFilter` of `highPassPeriod` bars; what is left swings around 0. Warm-up `highPassPeriod + smoothPeriod − 2`; a missing
 * value leaves the state unchanged. Depends on where the history began, ever less with time. Source: Ehlers, Cycle Analytics for Traders, 2013.
 */
export const roofingFilter = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<RoofingParams, 'roofingFilter'>({
    name: 'roofingFilter',
    title: "Ehlers' roofing filter",
    params: {
      highPassPeriod: { default: 48, min: 3, max: 100_000, integer: true, unit: 'bars' },
      smoothPeriod: { default: 10, min: 3, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['roofingFilter'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ highPassPeriod, smoothPeriod }, node, [x]) {
      const [quick] = node(highPassFilter, { period: highPassPeriod }, [x!])
      return node(superSmoother, { period: smoothPeriod }, [quick!])
    },
  }),
)
