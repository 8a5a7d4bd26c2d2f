import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { ema } from '../trend/ema.js'
import { sma } from '../trend/sma.js'
import { rsi } from './rsi.js'

/**
 * Derivative oscillator: the RSI of `period` bars, smoothed by exponential averages of `firstPeriod` and `secondPeriod` bars, less its simple average of `signalPeriod`
 * bars. Averages as in `ema`. Warm-up `period + firstPeriod + secondPeriod + signalPeriod − 3`; a missing value is left out. Depends on where the history began, ever
 * less with time. Source: Brown, Technical Analysis for the Trading Professional, 1999.
 */
export const derivativeOscillator = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<
    { period: number; firstPeriod: number; secondPeriod: number; signalPeriod: number; input: string },
    'derivativeOscillator'
  >({
    name: 'derivativeOscillator',
    title: 'Derivative oscillator',
    params: {
      period: { default: 14, min: 2, max: 100_000, integer: true, unit: 'bars' },
      firstPeriod: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
      secondPeriod: { default: 3, min: 1, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 9, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['derivativeOscillator'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, firstPeriod, secondPeriod, signalPeriod }, node, [x]) {
      const [strength] = node(rsi, { period }, [x!])
      const [once] = node(ema, { period: firstPeriod }, [strength!])
      const [twice] = node(ema, { period: secondPeriod }, [once!])
      const [mean] = node(sma, { period: signalPeriod }, [twice!])
      return node(subtract, {}, [twice!, mean!])
    },
  }),
)
