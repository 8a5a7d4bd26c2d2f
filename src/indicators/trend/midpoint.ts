import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { donchian } from '../volatility/donchian.js'

/**
 * Middle between the highest and the lowest of the last `period` values. Exact, so it does not depend on where the history began. Warm-up `period − 1`; a missing value restarts the
 * window. Equal to TA-Lib's MIDPOINT.
 */
export const midpoint = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'midpoint'>({
    name: 'midpoint',
    title: 'Middle of a window',
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['midpoint'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [, middle] = node(donchian, { period }, [x!, x!])
      return [middle!]
    },
  }),
)

/**
 * Middle between the highest high and the lowest low of the last `period` bars, as Ichimoku's lines and Donchian's middle. Exact, so it does not depend on where the history
 * began. Warm-up `period − 1`; a missing price restarts the window. Equal to TA-Lib's MIDPRICE.
 */
export const midPrice = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'midPrice'>({
    name: 'midPrice',
    title: "Middle of a window's range",
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['midPrice'],
    inputs: () => ['high', 'low'],
    onMissing: 'reset',
    build({ period }, node, [high, low]) {
      const [, middle] = node(donchian, { period }, [high!, low!])
      return [middle!]
    },
  }),
)
