import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { signOf } from '../math/sign-parts.js'
import { weightedPair } from '../math/weighted-pair.js'
import { linearRegression } from '../statistics/linear-regression.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { rollingStd } from '../statistics/rolling-std.js'
import { sma } from '../trend/sma.js'
import { trueRange } from '../volatility/true-range.js'

/**
 * Squeeze momentum: `momentum` = the end of the least-squares line through the last `period` distances of the close from the mean of (highest high + lowest low) / 2 and
 * the simple average, all of `period` bars. `squeeze` is 1 while the Bollinger bands (`deviations` population standard deviations) lie within the Keltner channel
 * (`multiplier` · simple average of the true range), −1 while they lie outside, 0 where they meet. A function of its window alone. Warm-up `2 · period − 2`, at least
 * `period`; a missing price restarts the windows. Source: LazyBear's Squeeze Momentum on TradingView, after Carter, Mastering the Trade, 2005.
 */
export const squeeze = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; deviations: number; multiplier: number }, 'momentum' | 'squeeze'>({
    name: 'squeeze',
    title: 'Squeeze momentum',
    params: {
      period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      deviations: { default: 2, min: 0, max: 100 },
      multiplier: { default: 1.5, min: 0, max: 100 },
    },
    outputs: ['momentum', 'squeeze'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'reset',
    build({ period, deviations, multiplier }, node, [high, low, close]) {
      const [highest] = node(rollingMax, { period }, [high!])
      const [lowest] = node(rollingMin, { period }, [low!])
      const [mean] = node(sma, { period }, [close!])
      const [middle] = node(weightedPair, { first: 0.5, second: 0.5 }, [highest!, lowest!])
      const [center] = node(weightedPair, { first: 0.5, second: 0.5 }, [middle!, mean!])
      const [apart] = node(subtract, {}, [close!, center!])
      const [line] = node(linearRegression, { period }, [apart!])
      const [range] = node(trueRange, {}, [high!, low!, close!])
      const [size] = node(sma, { period }, [range!])
      const [deviation] = node(rollingStd, { period }, [close!])
      const [room] = node(weightedPair, { first: multiplier, second: -deviations }, [size!, deviation!])
      return [line!, node(signOf, {}, [room!])[0]!]
    },
  }),
)
