import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { weightedPair } from '../math/weighted-pair.js'
import { logChange } from '../statistics/log-change.js'
import { rollingStd } from '../statistics/rolling-std.js'

/**
 * Historical volatility, close to close: the sample standard deviation (divisor `period − 1`) of the last `period` logarithmic returns, times √`barsPerYear`; 1 gives it
 * per bar, 252 or 365 a year of days. 0 where nothing moved. A function of its window alone. Warm-up `period`; a missing value restarts the window. Equal to
 * TradingView's Historical Volatility / 100.
 */
export const historicalVolatility = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; barsPerYear: number; input: string }, 'historicalVolatility'>({
    name: 'historicalVolatility',
    title: 'Historical volatility',
    params: {
      period: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      barsPerYear: { default: 1, min: 0, max: 1000000000.0 },
      input: { default: 'close', column: true },
    },
    outputs: ['historicalVolatility'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period, barsPerYear }, node, [x]) {
      const [change] = node(logChange, {}, [x!])
      const [deviation] = node(rollingStd, { period, ddof: 1 }, [change!])
      return node(weightedPair, { first: Math.sqrt(barsPerYear), second: 0 }, [deviation!, deviation!])
    },
  }),
)
