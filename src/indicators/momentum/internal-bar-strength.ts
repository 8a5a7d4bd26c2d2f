import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'

/**
 * Internal bar strength, 0 … 1: (close − low) / (high − low) of the bar; 0.5 where it has no range. No warm-up. Equal to qtpylib's ibs and trading-signals' IBS. Source:
 * Pagonidis, The IBS Effect, 2013.
 */
export const internalBarStrength = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<Record<never, never>, 'internalBarStrength'>({
    name: 'internalBarStrength',
    title: 'Internal bar strength',
    params: {},
    outputs: ['internalBarStrength'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build(_params, node, [high, low, close]) {
      const [above] = node(subtract, {}, [close!, low!])
      const [range] = node(subtract, {}, [high!, low!])
      return node(scaledQuotient, { zero: 0.5 }, [above!, range!])
    },
  }),
)
