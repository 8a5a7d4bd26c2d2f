import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { rise } from '../math/sign-parts.js'
import { weightedPair } from '../math/weighted-pair.js'
import { rollingCount } from '../statistics/rolling-count.js'
import { momentum } from './momentum.js'

/**
 * Psychological line, 0 … 100: the share in percent of the last `period` bars on which the value rose. Warm-up `period`; a missing value restarts the window. Equal to
 * pandas-ta-classic's psl.
 */
export const psychologicalLine = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'psychologicalLine'>({
    name: 'psychologicalLine',
    title: 'Psychological line',
    params: { period: { default: 12, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['psychologicalLine'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [change] = node(momentum, { period: 1 }, [x!])
      const [up] = node(rise, {}, [change!])
      const [count] = node(rollingCount, { period }, [up!])
      return node(weightedPair, { first: 100 / period, second: 0 }, [count!, count!])
    },
  }),
)
