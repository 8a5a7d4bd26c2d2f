import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { AVERAGE_KINDS, averageNode } from '../trend/moving-average.js'
import { percentageDifference } from './percentage-difference.js'

type PriceOscillatorParams = { fastPeriod: number; slowPeriod: number; average: string; input: string }

/**
 * Absolute price oscillator: a moving average of the chosen kind (see `movingAverage`) over the shorter of the two periods less that over the longer. Unlike in `macd` each average
 * starts as early as it can. Warm-up that of the slow average; a missing value is left out. Equal to TA-Lib's APO.
 */
export const apo = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<PriceOscillatorParams, 'apo'>({
    name: 'apo',
    title: 'Absolute price oscillator',
    params: {
      fastPeriod: { default: 12, min: 2, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 26, min: 2, max: 100_000, integer: true, unit: 'bars' },
      average: { default: 'ema', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
    },
    outputs: ['apo'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ fastPeriod, slowPeriod, average }, node, [x]) {
      const fast = averageNode(node, average, Math.min(fastPeriod, slowPeriod), x!)
      const slow = averageNode(node, average, Math.max(fastPeriod, slowPeriod), x!)
      return node(subtract, {}, [fast, slow])
    },
  }),
)

/**
 * Percentage price oscillator: 100 · (fast − slow) / slow, moving averages of the chosen kind (see `movingAverage`) over the shorter and the longer of the two periods; 0 where the
 * slow one is 0. Warm-up that of the slow average; a missing value is left out. Equal to TA-Lib's PPO. `pvo` is the same of volume.
 */
export const ppo = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<PriceOscillatorParams, 'ppo'>({
    name: 'ppo',
    title: 'Percentage price oscillator',
    params: {
      fastPeriod: { default: 12, min: 2, max: 100_000, integer: true, unit: 'bars' },
      slowPeriod: { default: 26, min: 2, max: 100_000, integer: true, unit: 'bars' },
      average: { default: 'ema', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
    },
    outputs: ['ppo'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ fastPeriod, slowPeriod, average }, node, [x]) {
      const fast = averageNode(node, average, Math.min(fastPeriod, slowPeriod), x!)
      const slow = averageNode(node, average, Math.max(fastPeriod, slowPeriod), x!)
      return node(percentageDifference, {}, [fast, slow])
    },
  }),
)
