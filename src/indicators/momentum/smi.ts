import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { stochasticSmoothing } from './stochastic-smoothing.js'

type SmiParams = { period: number; fastPeriod: number; slowPeriod: number; signalPeriod: number }

/**
 * Stochastic momentum index, −100 … 100: 100 · m / (r / 2), where r is the range between the highest high and the lowest low of `period` bars and m the distance of the close from its
 * middle, each smoothed by an exponential average of `slowPeriod` and then one of `fastPeriod`; 0 where the range is 0. `signal` is its exponential average over `signalPeriod`. Each average is
 * seeded by the mean of its first values. Warm-up of both `period + slowPeriod + fastPeriod + signalPeriod − 4`; a bar with a missing price leaves the state unchanged. Depends on where
 * the history began, ever less with time. Equal to TA-Lib's SMI. Source: Blau, Momentum, Direction, and Divergence, 1995.
 */
export const smi = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<SmiParams, 'smi' | 'signal'>({
    name: 'smi',
    title: 'Stochastic momentum index',
    params: {
      period: { default: 13, min: 2, max: 100_000, integer: true, unit: 'bars' },
      fastPeriod: { default: 2, min: 2, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 25, min: 2, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 9, min: 2, max: 100_000, integer: true, unit: 'bars' },
    },
    outputs: ['smi', 'signal'],
    inputs: () => ['high', 'low', 'close'],
    onMissing: 'skip',
    build({ period, fastPeriod, slowPeriod, signalPeriod }, node, [high, low, close]) {
      const [highest] = node(rollingMax, { period }, [high!])
      const [lowest] = node(rollingMin, { period }, [low!])
      return node(stochasticSmoothing, { fastPeriod, slowPeriod, signalPeriod }, [highest!, lowest!, close!])
    },
  }),
)
