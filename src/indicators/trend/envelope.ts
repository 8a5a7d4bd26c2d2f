import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { weightedPair } from '../math/weighted-pair.js'
import { AVERAGE_KINDS, averageNode } from './moving-average.js'

type EnvelopeParams = { period: number; percent: number; kind: string; input: string }

/**
 * Moving average envelope: `middle` = the average of the chosen kind (see `movingAverage`) over `period` bars, `upper` and `lower` = middle · (1 ± `percent` / 100). Warm-up that of the average; a missing value is
 * left out.
 */
export const envelope = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<EnvelopeParams, 'upper' | 'middle' | 'lower'>({
    name: 'envelope',
    title: 'Moving average envelope',
    params: {
      period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      percent: { default: 2.5, min: 0, max: 100, unit: '%' },
      kind: { default: 'sma', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
    },
    outputs: ['upper', 'middle', 'lower'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, percent, kind }, node, [x]) {
      const middle = averageNode(node, kind, period, x!)
      const shifted = (factor: number): number => node(weightedPair, { first: factor, second: 0 }, [middle, middle])[0]!
      return [shifted(1 + percent / 100), shifted(1), shifted(1 - percent / 100)]
    },
  }),
)
