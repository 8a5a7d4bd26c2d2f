import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { lag } from './lag.js'
import { logChange } from './log-change.js'
import { rollingCorrelation } from './rolling-correlation.js'

/**
 * Autocorrelation of the logarithmic returns: the correlation of the last `period` of them with those `bars` before; 0 where one of both does not vary. A function of its
 * window alone. Warm-up `period + bars`; a missing value restarts the windows. Equal to pandas' rolling correlation with the shifted column.
 */
export const returnAutocorrelation = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; bars: number; input: string }, 'autocorrelation'>({
    name: 'returnAutocorrelation',
    title: 'Autocorrelation of returns',
    params: {
      period: { default: 60, min: 2, max: 100_000, integer: true, unit: 'bars' },
      bars: { default: 1, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['autocorrelation'],
    inputs: ({ input }) => [input],
    onMissing: 'reset',
    build({ period, bars }, node, [x]) {
      const [change] = node(logChange, {}, [x!])
      const [old] = node(lag, { bars }, [change!])
      return node(rollingCorrelation, { period }, [change!, old!])
    },
  }),
)
