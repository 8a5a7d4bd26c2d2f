import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { stochasticPosition } from './stochastic-position.js'

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
      const [highest] = node(rollingMax, { period: kPeriod }, [high!])
      const [lowest] = node(rollingMin, { period: kPeriod }, [low!])
      const [k] = node(stochasticPosition, {}, [highest!, lowest!, close!])
      const d = averageNode(node, average, dPeriod, k!)
      return [k!, d]
    },
  }),
)
