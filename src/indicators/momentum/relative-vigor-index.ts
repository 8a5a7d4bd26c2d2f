import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { rollingSum } from '../statistics/rolling-sum.js'
import { trima } from '../trend/trima.js'

/**
 * Relative vigor index: `rvgi` = the sum over `period` bars of (close − open) over that of (high − low), both first averaged over 4 bars with the weights 1, 2, 2, 1; 0
 * where there is no range. `signal` = its average with the same weights. A function of its window alone. Warm-up of both `period + 5`; a missing price restarts the
 * windows. Equal to pandas-ta-classic's rvgi. Source: Ehlers, Relative Vigor Index, Technical Analysis of Stocks & Commodities 20:1, 2002.
 */
export const relativeVigorIndex = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'rvgi' | 'signal'>({
    name: 'relativeVigorIndex',
    title: 'Relative vigor index',
    params: { period: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['rvgi', 'signal'],
    inputs: () => ['open', 'high', 'low', 'close'],
    onMissing: 'reset',
    build({ period }, node, [open, high, low, close]) {
      const sumOf = (newer: number, older: number): number => {
        const [difference] = node(subtract, {}, [newer, older])
        const [average] = node(trima, { period: 4 }, [difference!])
        return node(rollingSum, { period }, [average!])[0]!
      }
      const [vigor] = node(scaledQuotient, {}, [sumOf(close!, open!), sumOf(high!, low!)])
      const [signal] = node(trima, { period: 4 }, [vigor!])
      return [vigor!, signal!]
    },
  }),
)
