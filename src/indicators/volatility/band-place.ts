import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { weightedPair } from '../math/weighted-pair.js'
import { rollingZScore } from '../statistics/rolling-z-score.js'
import { bollinger } from './bollinger.js'
import { donchian } from './donchian.js'

/**
 * Bollinger %B: (x − lower) / (upper − lower) of the Bollinger bands, 0 on the lower band and 1 on the upper, got from `rollingZScore` so that tight bands cost no
 * digits; 0.5 where they have no width. A function of its window alone. Warm-up `period − 1`; a missing value restarts the window. Equal to `ta`'s bollinger_pband.
 * Source: Bollinger, Bollinger on Bollinger Bands, 2001.
 */
export const bollingerPercentB = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; deviations: number; input: string }, 'percentB'>({
    name: 'bollingerPercentB',
    title: 'Place in the Bollinger bands',
    params: {
      period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      deviations: { default: 2, min: 0.01, max: 100 },
      input: { default: 'close', column: true },
    },
    outputs: ['percentB'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period, deviations }, node, [x]) {
      const [score] = node(rollingZScore, { period }, [x!])
      return node(weightedPair, { first: 0.5 / deviations, second: 0, constant: 0.5 }, [score!, score!])
    },
  }),
)

/**
 * Bollinger bandwidth in percent: 100 · (upper − lower) / middle of the Bollinger bands; 0 where the middle is 0. A function of its window alone. Warm-up `period − 1`; a
 * missing value restarts the window. Equal to `ta`'s bollinger_wband. Source: Bollinger, Bollinger on Bollinger Bands, 2001.
 */
export const bollingerBandwidth = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; deviations: number; input: string }, 'bandwidth'>({
    name: 'bollingerBandwidth',
    title: 'Width of the Bollinger bands',
    params: {
      period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      deviations: { default: 2, min: 0, max: 100 },
      input: { default: 'close', column: true },
    },
    outputs: ['bandwidth'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period, deviations }, node, [x]) {
      const [upper, middle, lower] = node(bollinger, { period, deviations }, [x!])
      const [width] = node(subtract, {}, [upper!, lower!])
      return node(scaledQuotient, { scale: 100 }, [width!, middle!])
    },
  }),
)

/**
 * Width of the Donchian channel in percent: 100 · (upper − lower) / middle; 0 where the middle is 0. A function of its window alone. Warm-up `period − 1`; a missing
 * price restarts the windows. The place of the close within the channel is the %K of `stochasticFast`.
 */
export const donchianWidth = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'width'>({
    name: 'donchianWidth',
    title: 'Width of the Donchian channel',
    params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['width'],
    inputs: () => ['high', 'low'],
    onMissing: 'reset',
    build({ period }, node, inputs) {
      const [upper, middle, lower] = node(donchian, { period }, inputs)
      const [width] = node(subtract, {}, [upper!, lower!])
      return node(scaledQuotient, { scale: 100 }, [width!, middle!])
    },
  }),
)
