import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { rise } from '../math/sign-parts.js'
import { lag } from '../statistics/lag.js'
import { rollingSum } from '../statistics/rolling-sum.js'

/**
 * BR and AR, around 100: `ar` = 100 · Σ (high − open) / Σ (open − low) and `br` = 100 · Σ max(high − last close, 0) / Σ max(last close − low, 0) over `period` bars; 100
 * where the divisor is 0. Functions of their windows alone. Warm-up of both `period`; a missing price restarts the windows. Equal to pandas-ta-classic's brar.
 */
export const brAr = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'ar' | 'br'>({
    name: 'brAr',
    title: 'BR and AR',
    params: { period: { default: 26, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['ar', 'br'],
    inputs: () => ['open', 'high', 'low', 'close'],
    onMissing: 'reset',
    build({ period }, node, [open, high, low, close]) {
      const sum = (source: number): number => node(rollingSum, { period }, [source])[0]!
      const [above] = node(subtract, {}, [high!, open!])
      const [below] = node(subtract, {}, [open!, low!])
      const [last] = node(lag, { bars: 1 }, [close!])
      const [up] = node(subtract, {}, [high!, last!])
      const [down] = node(subtract, {}, [last!, low!])
      const ratio = (a: number, b: number): number => node(scaledQuotient, { scale: 100, zero: 100 }, [sum(a), sum(b)])[0]!
      return [ratio(above!, below!), ratio(node(rise, {}, [up!])[0]!, node(rise, {}, [down!])[0]!)]
    },
  }),
)
