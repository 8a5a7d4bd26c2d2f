import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { rollingSum } from '../statistics/rolling-sum.js'
import { adaptiveStep } from './adaptive-step.js'

/**
 * Elastic volume-weighted moving average: average ← average + (x − average) · v / V, v the bar's volume and V that of the last `period` bars; unchanged where nothing was traded. Starts from the first
 * value with a whole window. Warm-up `period − 1`; a bar with a missing value or volume is left out. Depends on where the history began, ever less with volume traded. Source: Fries, Elastic Moving
 * Averages, Technical Analysis of Stocks & Commodities 19:6, 2001.
 */
export const elasticVwma = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'elasticVwma'>({
    name: 'elasticVwma',
    title: 'Elastic volume-weighted moving average',
    params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['elasticVwma'],
    inputs: ({ input }) => [input, 'volume'],
    onMissing: 'skip',
    build({ period }, node, [x, volume]) {
      const [traded] = node(rollingSum, { period }, [volume!])
      const [weight] = node(scaledQuotient, {}, [volume!, traded!])
      return node(adaptiveStep, {}, [x!, weight!, x!])
    },
  }),
)
