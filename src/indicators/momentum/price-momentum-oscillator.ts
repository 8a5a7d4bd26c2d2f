import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { weightedPair } from '../math/weighted-pair.js'
import { ema } from '../trend/ema.js'
import { roc } from './roc.js'

/**
 * DecisionPoint's price momentum oscillator: `pmo` = ten times the change in percent from bar to bar, smoothed twice with the weights 2 / `firstPeriod` and 2 /
 * `secondPeriod`; `signal` = its exponential average of `signalPeriod` bars. Each average starts from the mean of its first values (of `firstPeriod − 1` and
 * `secondPeriod − 1`), where other packages take the first value. A change is 0 where the old value is 0. Warm-up of both `firstPeriod + secondPeriod + signalPeriod −
 * 4`; a missing value is left out. Depends on where the history began, ever less with time. Source: Swenlin, DecisionPoint.
 */
export const priceMomentumOscillator = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ firstPeriod: number; secondPeriod: number; signalPeriod: number; input: string }, 'pmo' | 'signal'>({
    name: 'priceMomentumOscillator',
    title: 'Price momentum oscillator',
    params: {
      firstPeriod: { default: 35, min: 2, max: 100_000, integer: true, unit: 'bars' },
      secondPeriod: { default: 20, min: 2, max: 100_000, integer: true, unit: 'bars' },
      signalPeriod: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['pmo', 'signal'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ firstPeriod, secondPeriod, signalPeriod }, node, [x]) {
      const [change] = node(roc, { period: 1 }, [x!])
      const [once] = node(ema, { period: firstPeriod - 1 }, [change!])
      const [twice] = node(ema, { period: secondPeriod - 1 }, [once!])
      const [pmo] = node(weightedPair, { first: 10, second: 0 }, [twice!, twice!])
      const [signal] = node(ema, { period: signalPeriod }, [pmo!])
      return [pmo!, signal!]
    },
  }),
)
