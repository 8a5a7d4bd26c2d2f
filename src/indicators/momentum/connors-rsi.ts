import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { add } from '../math/arithmetic.js'
import { weightedPair } from '../math/weighted-pair.js'
import { percentRank } from '../statistics/percent-rank.js'
import { momentum } from './momentum.js'
import { roc } from './roc.js'
import { rsi } from './rsi.js'
import { signRun } from './sign-run.js'

/**
 * Connors RSI, 0 … 100: the mean of the RSI of `rsiPeriod` bars, the RSI of `streakPeriod` bars of `streak`, and the percent rank of the last change in percent among the
 * `rankPeriod` before it. The parts follow `rsi` and `percentRank`: 0 where nothing moves. Warm-up the longest of theirs; a missing value is left out. Depends on where
 * the history began, ever less with time. Source: Connors and Alvarez, An Introduction to ConnorsRSI, 2012.
 */
export const connorsRsi = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ rsiPeriod: number; streakPeriod: number; rankPeriod: number; input: string }, 'connorsRsi'>({
    name: 'connorsRsi',
    title: 'Connors RSI',
    params: {
      rsiPeriod: { default: 3, min: 2, max: 100_000, integer: true, unit: 'bars' },
      streakPeriod: { default: 2, min: 2, max: 100_000, integer: true, unit: 'bars' },
      rankPeriod: { default: 100, min: 2, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['connorsRsi'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ rsiPeriod, streakPeriod, rankPeriod }, node, [x]) {
      const [change] = node(momentum, { period: 1 }, [x!])
      const [run] = node(signRun, {}, [change!])
      const [strength] = node(rsi, { period: rsiPeriod }, [x!])
      const [streakStrength] = node(rsi, { period: streakPeriod }, [run!])
      const [percent] = node(roc, { period: 1 }, [x!])
      const [rank] = node(percentRank, { period: rankPeriod }, [percent!])
      const [both] = node(add, {}, [strength!, streakStrength!])
      return node(weightedPair, { first: 1 / 3, second: 1 / 3 }, [both!, rank!])
    },
  }),
)
