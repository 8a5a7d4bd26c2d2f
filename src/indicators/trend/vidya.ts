import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { efficiencyRatio } from '../momentum/efficiency-ratio.js'
import { lag } from '../statistics/lag.js'
import { adaptiveStep } from './adaptive-step.js'
import { sma } from './sma.js'

/**
 * Variable index dynamic average: average ← average + (x − average) · |CMO| · 2 / (period + 1), CMO = the sum of the last `period` changes over the sum of their sizes, which is `efficiencyRatio`: 1 where
 * nothing moved. Starts from the mean of the first `period` values. Warm-up `period`; a missing value is left out. Depends on where the history began, ever less with time. Equal to
 * pandas-ta-classic's vidya. Source: Chande and Kroll, The New Technical Trader, 1994.
 */
export const vidya = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'vidya'>({
    name: 'vidya',
    title: 'Variable index dynamic average',
    params: { period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['vidya'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period }, node, [x]) {
      const [efficiency] = node(efficiencyRatio, { period }, [x!])
      const [mean] = node(sma, { period }, [x!])
      const [seed] = node(lag, { bars: 1 }, [mean!])
      return node(adaptiveStep, { factor: 2 / (period + 1) }, [x!, efficiency!, seed!])
    },
  }),
)
