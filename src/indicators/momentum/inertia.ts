import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { linearRegression } from '../statistics/linear-regression.js'
import { relativeVolatilityIndex } from '../volatility/relative-volatility-index.js'

/**
 * Inertia, 0 … 100: the end of the least-squares line through the last `period` values of the relative volatility index. Warm-up that of the index + `period − 1`; a
 * missing value is left out. Depends on where the history began, ever less with time. Source: Dorsey, Refining the Relative Volatility Index, Technical Analysis of
 * Stocks & Commodities 13:9, 1995.
 */
export const inertia = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; volatilityPeriod: number; deviationPeriod: number; input: string }, 'inertia'>({
    name: 'inertia',
    title: 'Inertia',
    params: {
      period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      volatilityPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
      deviationPeriod: { default: 10, min: 2, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['inertia'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, volatilityPeriod, deviationPeriod }, node, [x]) {
      const [index] = node(relativeVolatilityIndex, { period: volatilityPeriod, deviationPeriod }, [x!])
      return node(linearRegression, { period }, [index!])
    },
  }),
)
