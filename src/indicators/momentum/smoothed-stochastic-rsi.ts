import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { rsi } from './rsi.js'
import { stochasticPosition } from './stochastic-position.js'

type SmoothedStochasticRsiParams = { rsiPeriod: number; kPeriod: number; dPeriod: number; average: string; input: string }

/**
 * Stochastic RSI, 0 … 100, whose average can be chosen: `k` = 100 · (RSI − its lowest) / (its highest − its lowest) over `kPeriod` bars, 0 where the RSI has not moved; `d` = a moving
 * average of `k` of the chosen kind (see `movingAverage`) over `dPeriod` bars. Warm-up of both `rsiPeriod + kPeriod − 1` and the average's; a missing value leaves the state unchanged.
 * Equal to TA-Lib's STOCHRSI with a `matype`; `stochasticRsi` is that with a simple average. Source: Chande and Kroll, The New Technical Trader, 1994.
 */
export const smoothedStochasticRsi = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<SmoothedStochasticRsiParams, 'k' | 'd'>({
    name: 'smoothedStochasticRsi',
    title: 'Stochastic RSI with a chosen average',
    params: {
      rsiPeriod: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' },
      kPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
      dPeriod: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
      average: { default: 'ema', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
    },
    outputs: ['k', 'd'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ rsiPeriod, kPeriod, dPeriod, average }, node, [x]) {
      const [strength] = node(rsi, { period: rsiPeriod }, [x!])
      const [highest] = node(rollingMax, { period: kPeriod }, [strength!])
      const [lowest] = node(rollingMin, { period: kPeriod }, [strength!])
      const [k] = node(stochasticPosition, {}, [highest!, lowest!, strength!])
      const d = averageNode(node, average, dPeriod, k!)
      return [k!, d]
    },
  }),
)
