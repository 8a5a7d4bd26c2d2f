import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { magnitude } from '../math/sign-parts.js'
import { volatilityShare } from '../volatility/volatility-share.js'
import { momentum } from './momentum.js'

/**
 * Relative momentum index, 0 … 100: 100 · u / (u + d), u and d Wilder averages over `period` bars of the rises and of the falls since `momentumPeriod` bars before,
 * seeded by the mean of their first `period`; 50 where both are 0. With `momentumPeriod: 1` it is the RSI. Warm-up `period + momentumPeriod − 1`; a missing value is left
 * out. Depends on where the history began, ever less with time. Source: Altman, Relative Momentum Index, Technical Analysis of Stocks & Commodities 11:2, 1993.
 */
export const relativeMomentumIndex = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; momentumPeriod: number; input: string }, 'relativeMomentumIndex'>({
    name: 'relativeMomentumIndex',
    title: 'Relative momentum index',
    params: {
      period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' },
      momentumPeriod: { default: 5, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['relativeMomentumIndex'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, momentumPeriod }, node, [x]) {
      const [change] = node(momentum, { period: momentumPeriod }, [x!])
      const [size] = node(magnitude, {}, [change!])
      return node(volatilityShare, { period }, [change!, size!])
    },
  }),
)
