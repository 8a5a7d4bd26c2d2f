import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { rollingQuantile } from './rolling-quantile.js'

/**
 * Interquartile range: the 75 % quantile of the last `period` values less the 25 % one, both as in `rollingQuantile`. Exact, so it does not depend on where the history
 * began. Warm-up `period − 1`; a missing value restarts the window. Equal to pandas' quantiles.
 */
export const interquartileRange = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'interquartileRange'>({
    name: 'interquartileRange',
    title: 'Interquartile range',
    params: { period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['interquartileRange'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [upper] = node(rollingQuantile, { period, quantile: 0.75 }, [x!])
      const [lower] = node(rollingQuantile, { period, quantile: 0.25 }, [x!])
      return node(subtract, {}, [upper!, lower!])
    },
  }),
)
