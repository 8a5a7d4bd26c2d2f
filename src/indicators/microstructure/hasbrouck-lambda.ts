import { logReturn } from '../statistics/log-return.js'
import { defineBarLambda } from './bar-lambda.js'

/**
 * Hasbrouck's lambda on bars: the slope of the regression (with intercept) of the log return on the signed root of the traded value, sign · √(close · volume), over the last `period` bars, as a fraction of
 * the price per root of the currency. The sign is the tick rule's: that of the change, or of the last change where there was none. 0 where the signed root does not vary. Read afresh from each
 * window. Warm-up `period`; a bar with a missing close or volume leaves the state unchanged; a price that is not above zero counts as no move and no value. Source: Hasbrouck, Trading
 * Costs and Returns for U.S. Equities, Journal of Finance 64:3, 2009.
 */
export const hasbrouckLambda = /* @__PURE__ */ defineBarLambda(
  'hasbrouckLambda',
  "Hasbrouck's lambda",
  (close, volume) => Math.sqrt(Math.max(0, close * volume)),
  logReturn,
)
