import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { percentageDifference } from '../momentum/percentage-difference.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'

type PvoParams = { fastPeriod: number; slowPeriod: number; average: string }

/**
 * Percentage volume oscillator: 100 · (fast − slow) / slow, moving averages of volume of the chosen kind (see `movingAverage`) over the shorter and the longer of the two periods; 0
 * where the slow one is 0. Warm-up that of the slow average; a bar without a volume value is left out. Equal to TA-Lib's PVO.
 */
export const pvo = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<PvoParams, 'pvo'>({
    name: 'pvo',
    title: 'Percentage volume oscillator',
    params: {
      fastPeriod: { default: 12, min: 2, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 26, min: 2, max: 100_000, integer: true, unit: 'bars' },
      average: { default: 'ema', choices: AVERAGE_KINDS },
    },
    outputs: ['pvo'],
    inputs: () => ['volume'],
    onMissing: 'skip',
    build({ fastPeriod, slowPeriod, average }, node, [volume]) {
      const fast = averageNode(node, average, Math.min(fastPeriod, slowPeriod), volume!)
      const slow = averageNode(node, average, Math.max(fastPeriod, slowPeriod), volume!)
      return node(percentageDifference, {}, [fast, slow])
    },
  }),
)
