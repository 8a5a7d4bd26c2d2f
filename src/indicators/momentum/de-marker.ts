import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { add } from '../math/arithmetic.js'
import { scaledQuotient } from '../math/scaled-quotient.js'
import { fall, rise } from '../math/sign-parts.js'
import { rollingSum } from '../statistics/rolling-sum.js'
import { momentum } from './momentum.js'

/**
 * DeMarker, 0 … 1: u / (u + d), u the mean over `period` bars of the rises of the high and d that of the falls of the low; 0.5 where both are 0. A function of its window
 * alone. Warm-up `period`; a missing price restarts the window. Equal to trading-signals' DeMarker. Source: DeMark, The New Science of Technical Analysis, 1994.
 */
export const deMarker = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number }, 'deMarker'>({
    name: 'deMarker',
    title: 'DeMarker indicator',
    params: { period: { default: 14, min: 1, max: 100_000, integer: true, unit: 'bars' } },
    outputs: ['deMarker'],
    inputs: () => ['high', 'low'],
    onMissing: 'reset',
    build({ period }, node, [high, low]) {
      const [highChange] = node(momentum, { period: 1 }, [high!])
      const [lowChange] = node(momentum, { period: 1 }, [low!])
      const [rises] = node(rollingSum, { period }, node(rise, {}, [highChange!]))
      const [falls] = node(rollingSum, { period }, node(fall, {}, [lowChange!]))
      const [both] = node(add, {}, [rises!, falls!])
      return node(scaledQuotient, { zero: 0.5 }, [rises!, both!])
    },
  }),
)
