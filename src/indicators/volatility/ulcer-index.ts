import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { multiply } from '../math/arithmetic.js'
import { sqrt } from '../math/functions.js'
import { percentageDifference } from '../momentum/percentage-difference.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { sma } from '../trend/sma.js'

/**
 * Ulcer index: the root of the mean over `period` bars of the squared drawdown in percent, each bar's measured from the highest value of its own `period` bars; 0 where
 * that is 0. A function of its window alone. Warm-up `2 · period − 2`; a missing value restarts the windows. Equal to pandas-ta-classic's ui; `ta`'s begins with shorter
 * windows. Source: Martin and McCann, The Investor's Guide to Fidelity Funds, 1989.
 */
export const ulcerIndex = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'ulcerIndex'>({
    name: 'ulcerIndex',
    title: 'Ulcer index',
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['ulcerIndex'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [highest] = node(rollingMax, { period }, [x!])
      const [drawdown] = node(percentageDifference, {}, [x!, highest!])
      const [square] = node(multiply, {}, [drawdown!, drawdown!])
      const [mean] = node(sma, { period }, [square!])
      return node(sqrt, {}, [mean!])
    },
  }),
)
