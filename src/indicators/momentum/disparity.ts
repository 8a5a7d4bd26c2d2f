import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { percentageDifference } from './percentage-difference.js'

/**
 * Disparity index: by how many percent the value lies above its average of the chosen kind (see `movingAverage`) over `period` bars; 0 where the average is 0. Warm-up
 * that of the average; a missing value is left out. Also called bias (pandas-ta-classic, as a fraction), kairi, and distance from the average. Source: Nison, Beyond
 * Candlesticks, 1994.
 */
export const disparity = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; kind: string; input: string }, 'disparity'>({
    name: 'disparity',
    title: 'Disparity index',
    params: {
      period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      kind: { default: 'sma', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
    },
    outputs: ['disparity'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period, kind }, node, [x]) {
      return node(percentageDifference, {}, [x!, averageNode(node, kind, period, x!)])
    },
  }),
)
