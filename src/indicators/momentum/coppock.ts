import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { add } from '../math/arithmetic.js'
import { wma } from '../trend/wma.js'
import { roc } from './roc.js'

type CoppockParams = { averagePeriod: number; firstPeriod: number; secondPeriod: number; input: string }

/**
 * Coppock curve: the linearly weighted average over `averagePeriod` bars of the sum of two rates of change in percent, over `firstPeriod` and `secondPeriod` bars (which of them is
 * the longer does not matter); a rate is 0 where its old value is 0. Warm-up the longer of the two + `averagePeriod − 1`; a missing value restarts the windows. Equal to TA-Lib's
 * COPPOCK; Tulip's halves it. Source: Coppock, Practical Relative Strength Charting, Barron's, October 1965, on monthly bars.
 */
export const coppock = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<CoppockParams, 'coppock'>({
    name: 'coppock',
    title: 'Coppock curve',
    params: {
      averagePeriod: { default: 10, min: 1, max: 100_000, integer: true, unit: 'bars' },
      firstPeriod: { default: 11, min: 1, max: 100_000, integer: true, unit: 'bars' },
      secondPeriod: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['coppock'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ averagePeriod, firstPeriod, secondPeriod }, node, [x]) {
      const [first] = node(roc, { period: firstPeriod }, [x!])
      const [second] = node(roc, { period: secondPeriod }, [x!])
      const [sum] = node(add, {}, [first!, second!])
      return node(wma, { period: averagePeriod }, [sum!])
    },
  }),
)
