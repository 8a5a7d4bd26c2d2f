import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { ema } from '../trend/ema.js'
import { sma } from '../trend/sma.js'
import { trueRange } from '../volatility/true-range.js'

/**
 * Pretty good oscillator: the distance of the close from its simple average of `period` bars, in exponential averages of the true range over as many; 0 where there is no
 * range. Warm-up `period`; a bar with a missing price is left out. Depends on where the history began, ever less with time. Source: Johnson, as in TradingView's Pretty
 * Good Oscillator; pandas-ta-classic smooths the average true range once more.
 */
export const prettyGoodOscillator = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'prettyGoodOscillator'>({
    name: 'prettyGoodOscillator',
    title: 'Pretty good oscillator',
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['prettyGoodOscillator'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ period }, node, [high, low, close]) {
      const [mean] = node(sma, { period }, [close!])
      const [apart] = node(subtract, {}, [close!, mean!])
      const [range] = node(trueRange, {}, [high!, low!, close!])
      const [size] = node(ema, { period }, [range!])
      return node(scaledQuotient, {}, [apart!, size!])
    },
  }),
)
