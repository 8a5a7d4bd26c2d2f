import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { weightedPair } from '../math/weighted-pair.js'
import { sma } from '../trend/sma.js'
import { wma } from '../trend/wma.js'

/**
 * Ehlers' centre of gravity: −Σ (k + 1) · x[−k] / Σ x[−k], k = 0 … `period` − 1, from −`period` to −1; the middle −(period + 1) / 2 where the values sum to 0 and on a
 * flat price. Ehlers reads (high + low) / 2. A function of its window alone. Warm-up `period − 1`; a missing value restarts the window. Equal to pandas-ta-classic's cg.
 * Source: Ehlers, The CG Oscillator, Technical Analysis of Stocks & Commodities 20:5, 2002.
 */
export const centerOfGravity = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'centerOfGravity'>({
    name: 'centerOfGravity',
    title: 'Centre of gravity oscillator',
    params: { period: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['centerOfGravity'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [weighted] = node(wma, { period }, [x!])
      const [mean] = node(sma, { period }, [x!])
      const half = (period + 1) / 2
      const [ratio] = node(scaledQuotient, { scale: half, zero: half }, [weighted!, mean!])
      return node(weightedPair, { second: 0, constant: -2 * half }, [ratio!, ratio!])
    },
  }),
)
