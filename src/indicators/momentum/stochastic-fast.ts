import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { stochasticRaw } from './stochastic-raw.js'

type StochasticFastParams = { kPeriod: number; dPeriod: number; average: string }

/**
 * Fast stochastic oscillator: `k` = 100 · (close − lowest low) / (highest high − lowest low) over `kPeriod` bars, 0 where that range is 0; `d` = a moving average of `k` of the chosen
 * kind (see `movingAverage`) over `dPeriod` bars. Warm-up of both `kPeriod − 1` and the average's; a bar with a missing price is left out. Equal to TA-Lib's STOCHF. Source: Lane, 1984.
 */
export const stochasticFast = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<StochasticFastParams, 'k' | 'd'>({
    name: 'stochasticFast',
    title: 'Fast stochastic oscillator',
    params: {
      kPeriod: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
      dPeriod: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
      average: { default: 'sma', choices: AVERAGE_KINDS },
    },
    outputs: ['k', 'd'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ kPeriod, dPeriod, average }, node, [high, low, close]) {
      const [k] = node(stochasticRaw, { period: kPeriod }, [high!, low!, close!])
      const d = averageNode(node, average, dPeriod, k!)
      return [k!, d]
    },
  }),
)
