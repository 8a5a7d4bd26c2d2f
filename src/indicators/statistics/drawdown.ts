import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { percentageDifference } from '../momentum/percentage-difference.js'
import { rollingMax } from './rolling-max.js'
import { rollingMin } from './rolling-min.js'

/**
 * By how many percent the value lies below the highest of the last `period` values, 0 or less: 100 · (x / highest − 1); 0 where that is 0. Exact, so it does not depend
 * on where the history began. Warm-up `period − 1`; a missing value restarts the window. How long ago the highest was: `rollingArgMax`.
 */
export const drawdown = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'drawdown'>({
    name: 'drawdown',
    title: 'Drawdown from the highest of a window',
    params: { period: { default: 252, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['drawdown'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [highest] = node(rollingMax, { period }, [x!])
      return node(percentageDifference, {}, [x!, highest!])
    },
  }),
)

/**
 * By how many percent the value lies above the lowest of the last `period` values: 100 · (x / lowest − 1); 0 where that is 0. Exact, so it does not depend on where the
 * history began. Warm-up `period − 1`; a missing value restarts the window.
 */
export const runUp = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'runUp'>({
    name: 'runUp',
    title: 'Rise from the lowest of a window',
    params: { period: { default: 252, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['runUp'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period }, node, [x]) {
      const [lowest] = node(rollingMin, { period }, [x!])
      return node(percentageDifference, {}, [x!, lowest!])
    },
  }),
)
