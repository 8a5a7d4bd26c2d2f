import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { weightedPair } from '../math/weighted-pair.js'
import { lag } from '../statistics/lag.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'

/**
 * Trend trigger factor: 100 · (b − s) / ((b + s) / 2), b = highest high of the last `period` bars − lowest low of the `period` before, s = highest high of those before −
 * lowest low of the last; 0 where both cancel. A function of its window alone. Warm-up `2 · period − 1`; a missing price restarts the windows. Source: Pee, Trend Trigger
 * Factor, Technical Analysis of Stocks & Commodities 22:12, 2004.
 */
export const trendTriggerFactor = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'trendTriggerFactor'>({
    name: 'trendTriggerFactor',
    title: 'Trend trigger factor',
    params: { period: { default: 15, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['trendTriggerFactor'],
    inputs: () => ['high', 'low'],
    onMissing: 'reset',
    build({ period }, node, [high, low]) {
      const [highest] = node(rollingMax, { period }, [high!])
      const [lowest] = node(rollingMin, { period }, [low!])
      const [oldHighest] = node(lag, { bars: period }, [highest!])
      const [oldLowest] = node(lag, { bars: period }, [lowest!])
      const [buying] = node(subtract, {}, [highest!, oldLowest!])
      const [selling] = node(subtract, {}, [oldHighest!, lowest!])
      const [difference] = node(subtract, {}, [buying!, selling!])
      const [both] = node(weightedPair, { first: 0.5, second: 0.5 }, [buying!, selling!])
      return node(scaledQuotient, { scale: 100 }, [difference!, both!])
    },
  }),
)
