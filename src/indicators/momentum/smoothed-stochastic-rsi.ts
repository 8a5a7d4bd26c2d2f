import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { rsi } from './rsi.js'
import { stochasticRaw } from './stochastic-raw.js'

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
      const [k] = node(stochasticRaw, { period: kPeriod }, [strength!, strength!, strength!])
      const d = averageNode(node, average, dPeriod, k!)
      return [k!, d]
    },
  }),
)
