import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { momentum } from '../momentum/momentum.js'
import { rollingStd } from '../statistics/rolling-std.js'
import { volatilityShare } from './volatility-share.js'

type RelativeVolatilityParams = { period: number; deviationPeriod: number; input: string }

/**
 * Relative volatility index, 0 … 100: 100 · u / (u + d), where u and d are Wilder averages of the standard deviation of the last `deviationPeriod` values, u of those bars that rose
 * and d of those that fell (0 for the others), seeded by the mean of their first `period` values; 50 where both are 0. Warm-up `deviationPeriod + period − 2`; a missing value leaves
 * the state unchanged. Depends on where the history began, ever less with time. Equal to TA-Lib's RVI. Source: Dorsey, The Relative Volatility Index, Technical Analysis of Stocks &
 * Commodities 11:6, 1993.
 */
export const relativeVolatilityIndex = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<RelativeVolatilityParams, 'relativeVolatilityIndex'>({
    name: 'relativeVolatilityIndex',
    title: 'Relative volatility index',
    params: {
      period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
      deviationPeriod: { default: 10, min: 2, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['relativeVolatilityIndex'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, deviationPeriod }, node, [x]) {
      const [change] = node(momentum, { period: 1 }, [x!])
      const [deviation] = node(rollingStd, { period: deviationPeriod }, [x!])
      return node(volatilityShare, { period }, [change!, deviation!])
    },
  }),
)
