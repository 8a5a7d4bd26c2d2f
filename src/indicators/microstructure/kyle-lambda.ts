import { defineBarLambda } from './bar-lambda.js'

/**
 * Kyle's lambda on bars: the slope of the regression (with intercept) of the change of the close on the bar's signed volume over the last `period` bars, in price per unit of volume. The sign
 * is the tick rule's: that of the change, or of the last change where there was none. 0 where signed volume does not vary. Read afresh from each window. Warm-up `period`; a bar with a missing
 * close or volume leaves the state unchanged. Sources: Kyle, Continuous Auctions and Insider Trading, Econometrica 53:6, 1985; on bars López de Prado, Advances in Financial Machine Learning, 2018,
 * 19.4.1.
 */
export const kyleLambda = /* @__PURE__ */ defineBarLambda(
  'kyleLambda',
  "Kyle's lambda",
  (_close, volume) => volume,
  (close, last) => close - last,
)
