import { heightOf, newestHigh, waitAtBorders, wayOf, widthAt } from './borders.js'
import { DOWN, EITHER, formOf, toleranceOf, UP } from './chart-pivots.js'
import { type ChartPatternParams, defineChartPattern } from './define-chart-pattern.js'

type FormParams = ChartPatternParams & { form: string }

const TRIANGLES = ['any', 'ascending', 'descending', 'symmetric']
const WEDGES = ['any', 'rising', 'falling']

/**
 * Triangles, in the last two swing highs and the last two swing lows, by turns: `ascending` with flat highs and rising lows, `descending` with falling highs and flat lows, `symmetric` with falling highs and rising lows, or `any`.
 * A border is flat when its two prices differ by `tolerance` of the height at most; the height is from the lower low to the higher high. `signal` is 1 on the first bar that closes above the line through the highs, −1 on the first that closes below the
 * one through the lows, else 0; `measure` = (target − close) / close, target = line at that bar ± height (0 without a signal). Waited for from the bar on which the last swing is known (`rightBars` after its own; when the close is
 * beyond a line then, that bar has the signal) for `maxBars` bars and not beyond the apex; a later triangle takes its place. What was reported never changes. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. Source: Edwards and Magee, Technical
 * Analysis of Stock Trends, 1948; Bulkowski, Encyclopedia of Chart Patterns, 2005, who asks for five touches where we ask for four.
 */
export const triangle = /* @__PURE__ */ defineChartPattern<FormParams>('triangle', {
  title: 'Ascending, descending and symmetric triangle',
  pivots: 4,
  forms: TRIANGLES,
  match(state, own) {
    const height = heightOf(state, own)
    const high = newestHigh(state, own)
    const highs = wayOf(state, own, high)
    const lows = wayOf(state, own, 1 - high)
    const form = highs === 0 && lows === 1 ? 1 : highs === -1 && lows === 0 ? 2 : highs === -1 && lows === 1 ? 3 : 0
    const wanted = formOf(state, own)
    if (height > 0 && form !== 0 && (wanted === 0 || wanted === form)) waitAtBorders(state, own, EITHER, height)
  },
})

/**
 * Wedges, in the last two swing highs and the last two swing lows, by turns: `rising` when both borders rise, `falling` when both fall, by more than `tolerance` of the height (lower low to higher high), and the width between them at the newest swing is
 * smaller than at the oldest by more than `tolerance` of it; or `any`. `signal` is −1 on the first bar that closes below the lower line of a rising wedge, 1 on the first that closes above the upper line of a falling one, else 0; a close beyond the other line ends
 * the wedge. `measure` = (target − close) / close, target = line at that bar ∓ height (0 without a signal). Waited for from the bar on which the last swing is known (`rightBars` after its own; when the close is beyond the line then, that bar has the
 * signal) for `maxBars` bars and not beyond the apex; a later wedge takes its place. What was reported never changes. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. Source: Edwards and Magee, Technical Analysis of Stock Trends, 1948;
 * Bulkowski, Encyclopedia of Chart Patterns, 2005; the tolerances are ours.
 */
export const wedge = /* @__PURE__ */ defineChartPattern<FormParams>('wedge', {
  title: 'Rising and falling wedge',
  pivots: 4,
  forms: WEDGES,
  match(state, own) {
    const high = newestHigh(state, own)
    const way = wayOf(state, own, high)
    const form = way === 1 ? 1 : 2
    const wanted = formOf(state, own)
    if (way === 0 || wayOf(state, own, 1 - high) !== way || (wanted !== 0 && wanted !== form)) return
    const width = widthAt(state, own, 0)
    if (width > 0 && width < (1 - toleranceOf(state, own)) * widthAt(state, own, 3))
      waitAtBorders(state, own, way > 0 ? DOWN : UP, heightOf(state, own))
  },
})
