import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { lag } from '../statistics/lag.js'
import { cyclePoles } from '../trend/ehlers-filters.js'
import { trima } from '../trend/trima.js'

/**
 * Ehlers' cyber cycle: `cycle` = a two-pole high-pass filter, c = (1 − α / 2)² (s − 2s₁ + s₂) + 2 (1 − α) c₁ − (1 − α)² c₂ with α = 2 / (period + 1), of s, the value
 * averaged over 4 bars with the weights 1, 2, 2, 1; `trigger` = the last bar's. The first two are 0. Warm-up `period + 3`; a missing value is left out. Depends on where
 * the history began, ever less with time. Source: Ehlers, Cybernetic Analysis for Stocks and Futures, 2004 (α = 0.07, about a period of 28).
 */
export const cyberCycle = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'cycle' | 'trigger'>({
    name: 'cyberCycle',
    title: 'Cyber cycle',
    params: { period: { default: 28, min: 3, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['cycle', 'trigger'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period }, node, [x]) {
      const [smooth] = node(trima, { period: 4 }, [x!])
      const [cycle] = node(cyclePoles, { period }, [smooth!])
      const [trigger] = node(lag, { bars: 1 }, [cycle!])
      return [cycle!, trigger!]
    },
  }),
)
