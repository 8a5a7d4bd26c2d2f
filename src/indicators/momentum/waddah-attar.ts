import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { weightedPair } from '../math/weighted-pair.js'
import { rollingStd } from '../statistics/rolling-std.js'
import { ema } from '../trend/ema.js'
import { atr } from '../volatility/atr.js'
import { momentum } from './momentum.js'

/**
 * Waddah Attar explosion: `trend` = `sensitivity` times the change from bar to bar of the difference of two exponential averages, positive in a rise; `explosion` = the
 * width of Bollinger bands of `bandPeriod` bars and two deviations; `deadZone` = 3.7 times Wilder's average of the true range over `zonePeriod` bars. A trend counts where its
 * size is above both. Averages as in `ema` and `atr`. Warm-up of all three the longest of theirs, 100 by default; a bar with a missing price is left out. Depends on
 * where the history began, ever less with time. Source: LazyBear's Waddah Attar Explosion on TradingView.
 */
export const waddahAttar = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<
    { fastPeriod: number; slowPeriod: number; bandPeriod: number; zonePeriod: number; sensitivity: number },
    'trend' | 'explosion' | 'deadZone'
  >({
    name: 'waddahAttar',
    title: 'Waddah Attar explosion',
    params: {
      fastPeriod: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 40, min: 1, max: 100_000, integer: true, unit: 'bars' },
      bandPeriod: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      zonePeriod: { default: 100, min: 1, max: 100_000, integer: true, unit: 'bars' },
      sensitivity: { default: 150, min: 0, max: 1000000.0 },
    },
    outputs: ['trend', 'explosion', 'deadZone'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ fastPeriod, slowPeriod, bandPeriod, zonePeriod, sensitivity }, node, inputs) {
      const close = inputs[2]!
      const [fast] = node(ema, { period: fastPeriod }, [close])
      const [slow] = node(ema, { period: slowPeriod }, [close])
      const [line] = node(subtract, {}, [fast!, slow!])
      const [change] = node(momentum, { period: 1 }, [line!])
      const [deviation] = node(rollingStd, { period: bandPeriod }, [close])
      const [range] = node(atr, { period: zonePeriod }, inputs)
      const times = (source: number, factor: number): number => node(weightedPair, { first: factor, second: 0 }, [source, source])[0]!
      return [times(change!, sensitivity), times(deviation!, 4), times(range!, 3.7)]
    },
  }),
)
