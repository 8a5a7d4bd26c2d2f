import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { multiply, subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { momentum } from '../momentum/momentum.js'
import { medianPrice } from '../price/median-price.js'
import { windowNumber } from '../statistics/window-number.js'

/** The mean of a window, summed afresh: a product of three columns may leap by more than a sliding sum can take back. */
const freshMean = /* @__PURE__ */ windowNumber('freshMean', 'Mean of a window', [14, 1, 100_000], (x, from, to) => {
  let sum = 0
  for (let i = from; i < to; i++) sum += x[i]!
  return sum / (to - from)
})

/**
 * Ease of movement: the simple average over `period` bars of the change of (high + low) / 2 · (high − low) · `scale` / volume; 0 on a bar without volume. A function of
 * its window alone. Warm-up `period`; a missing price or volume restarts the window. Equal to `ta`'s sma_ease_of_movement; `scale` only makes the numbers handy. Source:
 * Arms, Volume Cycles in the Stock Market, 1994.
 */
export const easeOfMovement = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; scale: number }, 'easeOfMovement'>({
    name: 'easeOfMovement',
    title: 'Ease of movement',
    params: {
      period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
      scale: { default: 100_000_000, min: 1, max: 1e9 },
    },
    outputs: ['easeOfMovement'],
    inputs: () => ['high', 'low', 'volume'],
    onMissing: 'reset',
    build({ period, scale }, node, [high, low, volume]) {
      const [middle] = node(medianPrice, {}, [high!, low!])
      const [change] = node(momentum, { period: 1 }, [middle!])
      const [range] = node(subtract, {}, [high!, low!])
      const [moved] = node(multiply, {}, [change!, range!])
      const [ease] = node(scaledQuotient, { scale }, [moved!, volume!])
      return node(freshMean, { period }, [ease!])
    },
  }),
)
